package main

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

func TestNumbers(t *testing.T) {
	tests := []struct {
		values  []string
		in, out []int
	}{
		{[]string{"7"}, []int{7}, []int{6, 8, 70}},
		{[]string{"3,5"}, []int{3, 5}, []int{4}},
		{[]string{"3-5", "9"}, []int{3, 4, 5, 9}, []int{2, 6, 10}},
		{[]string{" 3 , 5 "}, []int{3, 5}, []int{4}},
		{[]string{"1-2000000000"}, []int{1, 2_000_000_000}, []int{2_000_000_001}},
	}
	for _, tt := range tests {
		var n numbers
		for _, v := range tt.values {
			if err := n.Set(v); err != nil {
				t.Errorf("Set(%q): %v", v, err)
			}
		}
		for _, id := range tt.in {
			if !n.contain(id) {
				t.Errorf("%q: %d is not selected", tt.values, id)
			}
		}
		for _, id := range tt.out {
			if n.contain(id) {
				t.Errorf("%q: %d is selected", tt.values, id)
			}
		}
	}
	for _, bad := range []string{"", "x", "0", "-3", "7-3", "3-", "1,,2", "99999999999999999999"} {
		if err := new(numbers).Set(bad); err == nil {
			t.Errorf("Set(%q) gave no error", bad)
		}
	}
}

func TestStatuses(t *testing.T) {
	tests := []struct {
		value string
		want  statuses
	}{
		{"486", statuses{{Low: 486, High: 486}}},
		{"4xx,503", statuses{{Low: 400, High: 499}, {Low: 503, High: 503}}},
		{"5XX", statuses{{Low: 500, High: 599}}},
		{"Client-Error", statuses{{Low: 400, High: 499}}},
		{"480-489", statuses{{Low: 480, High: 489}}},
		{"799", statuses{{Low: 799, High: 799}}},
	}
	for _, tt := range tests {
		var got statuses
		if err := got.Set(tt.value); err != nil {
			t.Errorf("Set(%q): %v", tt.value, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Set(%q), want - got +:\n%s", tt.value, diff)
		}
	}
	for _, bad := range []string{"", "ok", "7xx", "42", "1000", "489-480"} {
		if err := new(statuses).Set(bad); err == nil {
			t.Errorf("Set(%q) gave no error", bad)
		}
	}
}

func TestMoment(t *testing.T) {
	first := time.Date(2021, 3, 4, 10, 24, 53, 0, time.UTC)
	tests := []struct{ value, want string }{
		{"2021-03-04T10:30:00Z", "2021-03-04T10:30:00Z"},
		{"2021-03-04T10:30:00.25Z", "2021-03-04T10:30:00.25Z"},
		{"2021-03-04T12:30:00+02:00", "2021-03-04T10:30:00Z"},
		{"2021-03-04 10:30:00", "2021-03-04T10:30:00Z"},
		{"2021-03-04 10:30:00.5", "2021-03-04T10:30:00.5Z"},
		{"2021-03-04 10:30", "2021-03-04T10:30:00Z"},
		{"2021-03-04", "2021-03-04T00:00:00Z"},
		{"10:30", "2021-03-04T10:30:00Z"},
		{"9:05:07.125", "2021-03-04T09:05:07.125Z"},
	}
	for _, tt := range tests {
		var m moment
		if err := m.Set(tt.value); err != nil {
			t.Errorf("Set(%q): %v", tt.value, err)
			continue
		}
		if got := m.on(first).Format(time.RFC3339Nano); got != tt.want {
			t.Errorf("%q is %s, want %s", tt.value, got, tt.want)
		}
	}
	for _, bad := range []string{"", "now", "25:00", "2021-02-30", "10h"} {
		if err := new(moment).Set(bad); err == nil {
			t.Errorf("Set(%q) gave no error", bad)
		}
	}
	if got := (&moment{}).on(first); !got.IsZero() {
		t.Errorf("no moment is %v, want none", got)
	}
}

func TestMethodsAreFoundInAnyCase(t *testing.T) {
	s := selectFlagsOf(t, "--method", "invite,Bye", "--method=jump")
	want := []sipmsg.Method{sipmsg.INVITE, sipmsg.BYE, "jump"}
	if got := s.on(time.Time{}).criteria.Methods; !slices.Equal(got, want) {
		t.Errorf("methods are %v, want %v", got, want)
	}
}

// selectFlagsOf parses selection flags.
func selectFlagsOf(t *testing.T, args ...string) *selectFlags {
	t.Helper()
	s := newSelectFlags()
	fs := newFlagSet()
	s.register(fs)
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	return &s
}

func TestMessageSelection(t *testing.T) {
	request := "INVITE sip:bob@b.example SIP/2.0\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bK1\r\n" +
		"From: <sip:Alice@a.example>;tag=1\r\nTo: <sip:bob@b.example>\r\nCall-ID: c1@a.example\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"
	response := "SIP/2.0 486 Busy Here\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bK1\r\n" +
		"From: <sip:Alice@a.example>;tag=1\r\nTo: <sip:bob@b.example>;tag=2\r\nCall-ID: c1@a.example\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"
	at := time.Date(2021, 3, 4, 10, 24, 53, 0, time.UTC)
	tests := []struct {
		name              string
		args              []string
		request, response bool
	}{
		{"nothing", []string{}, true, true},
		{"the method of a request", []string{"--method=INVITE"}, true, false},
		{"another method", []string{"--method=BYE"}, false, false},
		{"a status", []string{"--status=4xx"}, false, true},
		{"a status of a method", []string{"--status=4xx", "--method=INVITE"}, false, true},
		{"a status of another method", []string{"--status=4xx", "--method=BYE"}, false, false},
		{"a Call-ID", []string{"--call-id=c1@a.example"}, true, true},
		{"a pattern of Call-IDs", []string{"--call-id=*@b.example"}, false, false},
		{"From in another case", []string{"--from=alice@"}, true, true},
		{"To", []string{"--to=carol"}, false, false},
		{"since then", []string{"--since=10:24:53"}, true, true},
		{"since later", []string{"--since=10:24:54"}, false, false},
		{"until before", []string{"--until=10:24:52"}, false, false},
		{"a state, which only the call has", []string{"--state=busy"}, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			selected := selectFlagsOf(t, tt.args...).on(at).forMessages()
			for _, m := range []struct {
				raw  string
				want bool
			}{{request, tt.request}, {response, tt.response}} {
				msg := new(sipmsg.Message)
				if !msg.Parse([]byte(m.raw)) {
					t.Fatalf("no message: %q", m.raw)
				}
				if got := selected.message(&callflow.Event{Time: at, Message: msg}); got != m.want {
					t.Errorf("%.20s: selected is %v, want %v", m.raw, got, m.want)
				}
			}
		})
	}
}
