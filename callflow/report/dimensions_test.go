package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// tellingData is 52 calls of which 8 fail, 7 of them at one of two gateways. The phones' names are
// what an attacker would have them be.
func tellingData(t testing.TB) *Data {
	t.Helper()
	var b strings.Builder
	b.WriteString("endpoints a=10.1.1.40:5060 b=10.1.1.41:5060 c=[2001:db8::40]:5060 gw1=10.1.2.8:5060 gw2=10.1.2.9:5060\n")
	for n := range 52 {
		src, dst, status := []string{"a", "b", "c"}[n%3], "gw1", 200
		switch {
		case n%6 == 5:
			dst, status = "gw2", 503
		case n == 7:
			status = 404
		}
		if n == 11 {
			status = 486
		}
		agent := []string{"Phone/1.0", "\x1b[2J|<b>*gone*</b>\u202e " + strings.Repeat("long ", 20), "=cmd|' /C calc'!A0"}[n%3]
		fmt.Fprintf(&b, "call c%d\n%d.00 %s -> %s INVITE sdp=%s 'User-Agent: %s'\n%d.%02d %s -> %s %d\n%d.99 %s -> %s ACK\n",
			n, n*90, src, dst, []string{"PCMA", "opus,PCMA"}[n%2], strings.ReplaceAll(agent, "'", "`"), n*90, 10+n, dst, src, status, n*90, src, dst)
	}
	l, err := callflowtest.Parse(b.String())
	if err != nil {
		t.Fatal(err)
	}
	d := &Data{Calls: l.Calls()}
	sumUp(d)
	return d
}

func TestDimensions(t *testing.T) {
	d := tellingData(t)
	for _, v := range variants {
		for name, view := range map[string]func(*bytes.Buffer, Options) error{
			"tells.stats":  func(b *bytes.Buffer, o Options) error { return Stats(b, d, o) },
			"tells.report": func(b *bytes.Buffer, o Options) error { return Report(b, d, o) },
		} {
			if name == "tells.report" && v.o.format() != Table && v.o.format() != Markdown {
				continue
			}
			t.Run(name+"."+v.name, func(t *testing.T) {
				var b bytes.Buffer
				if err := view(&b, v.o); err != nil {
					t.Fatal(err)
				}
				checkText(t, b.String(), v.o)
				golden(t, name+"."+v.name, b.Bytes())
			})
		}
	}
}

// Where there were more values than could be told apart, their number is not known.
func TestDimensionPartial(t *testing.T) {
	d := &Data{Dimensions: []callflow.Dimension{{Name: callflow.BySource, Distinct: 3, Partial: true, Other: callflow.Group{Calls: 40},
		Values: []callflow.Group{{Value: "10.0.0.1", Calls: 9}, {Value: "10.0.0.2", Calls: 7}}}}}
	var b bytes.Buffer
	if err := Stats(&b, d, Options{}); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^ +more than 1 others +40 `).MatchString(b.String()) {
		t.Errorf("the others are not told in\n%s", &b)
	}
}

func TestTellText(t *testing.T) {
	tell := func(name callflow.DimensionName, value string, failed, allFailed, calls, allCalls int) []callflow.Dimension {
		return []callflow.Dimension{{Name: name, Tells: &callflow.Tell{Value: value, Failed: failed, AllFailed: allFailed, Calls: calls, AllCalls: allCalls}}, {}}
	}
	for _, tt := range []struct {
		of   []callflow.Dimension
		want string
	}{
		{tell(callflow.ByNextHop, "10.1.2.9", 7, 8, 9, 52), "7 of 8 failures went to 10.1.2.9, which took 9 of 52 calls"},
		{tell(callflow.BySource, "10.1.1.7", 8, 8, 9, 1052), "all 8 failures came from 10.1.1.7, which made 9 of 1,052 calls"},
		{tell(callflow.ByDestination, "2001:db8::1", 0, 8, 30, 52), "none of 8 failures ended at 2001:db8::1, which got 30 of 52 calls"},
		{tell(callflow.ByDestination, "10.1.2.1", 1, 8, 30, 52), "only 1 of 8 failures ended at 10.1.2.1, which got 30 of 52 calls"},
		{tell(callflow.ByUserAgent, "", 7, 8, 9, 52), "7 of 8 failures came from callers without a User-Agent, which made 9 of 52 calls"},
		{tell(callflow.ByUserAgent, "\x1b[31m", 7, 8, 9, 52), `7 of 8 failures came from \x1b[31m, which made 9 of 52 calls`},
		{tell(callflow.ByCodec, "G729", 7, 8, 9, 52), "7 of 8 failures offered G729, as did 9 of 52 calls"},
		{tell(callflow.ByHour, "2021-03-04 10:00", 7, 8, 9, 52), "7 of 8 failures began in the hour from 2021-03-04 10:00, as did 9 of 52 calls"},
		{[]callflow.Dimension{{Name: callflow.ByHour}}, ""},
		{nil, ""},
	} {
		if got := tellText(newPrinter(nil, &Options{}), tt.of); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// Every dimension has its words.
func TestDimensionWords(t *testing.T) {
	for _, d := range callflow.Dimensions(nil) {
		if dimensionWords[d.Name].title == "" {
			t.Errorf("%s has no words", d.Name)
		}
	}
}
