package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestNearest(t *testing.T) {
	words := []string{"report", "calls", "ladder", "messages", "stats", "explain"}
	for word, want := range map[string]string{
		"cals": "calls", "lader": "ladder", "alls": "calls", "mesages": "messages", "satts": "stats",
		"LADDER": "ladder", "expl": "explain", "rep": "report", "case.pcap": "", "x": "", "": "", "telephone": "",
	} {
		if got := nearest(word, words); got != want {
			t.Errorf("nearest(%q) is %q, want %q", word, got, want)
		}
	}
}

// Of two that are as near, it is the one that the word begins.
func TestNearestPrefersABeginning(t *testing.T) {
	if got := nearest("statu", []string{"state", "start", "status"}); got != "status" {
		t.Errorf("nearest is %q, want status", got)
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"calls", "calls", 0}, {"calls", "clals", 1}, {"kitten", "sitting", 3}} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance(%q, %q) is %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := distance(tt.b, tt.a); got != tt.want {
			t.Errorf("distance(%q, %q) is %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}

func TestNoteEscapesWhatATerminalWouldObey(t *testing.T) {
	var b bytes.Buffer
	note(&b, "cannot read \x1b[2Jx\xff\n\u202ey é: no such file", "", "first", "second", "third")
	want := "sipcap: cannot read \\x1b[2Jx\\xff\\x0a\\u202ey é: no such file\nhint: first\nhint: second\n"
	if b.String() != want {
		t.Errorf("got\n%s want\n%s", b.String(), want)
	}
}

func TestWrap(t *testing.T) {
	text := "one two three four\nfive"
	if got, want := wrap(text, 9), "one two\nthree\nfour\nfive"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := wrap("incomprehensible word", 5), "incomprehensible\nword"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestProgressLine(t *testing.T) {
	tests := []struct {
		read, total int64
		took        time.Duration
		want        string
	}{
		{50e6, 200e6, 2 * time.Second, "reading  #######.......................  25 %  50.0 MB of 200.0 MB  1234 packets  25.0 MB/s"},
		{200e6, 200e6, 4 * time.Second, "reading  ############################## 100 %  200.0 MB of 200.0 MB  1234 packets  50.0 MB/s"},
		{300e6, 200e6, 0, "reading  ############################## 100 %  200.0 MB of 200.0 MB  1234 packets"},
		{1500, 0, time.Second, "reading  2 kB  1234 packets  2 kB/s"},
		{20e9, 0, 10 * time.Second, "reading  20.00 GB  1234 packets  2.00 GB/s"},
	}
	for _, tt := range tests {
		if got := progressLine(tt.read, tt.total, 1234, tt.took, true); got != tt.want {
			t.Errorf("%d of %d in %v:\n got %q\nwant %q", tt.read, tt.total, tt.took, got, tt.want)
		}
	}
}

func TestProgressIsDrawnAfterASecondAndErased(t *testing.T) {
	for _, after := range []struct {
		wait  time.Duration
		drawn bool
	}{{progressDelay / 2, false}, {progressDelay + progressPeriod, true}} {
		synctest.Test(t, func(t *testing.T) {
			var b bytes.Buffer
			done, finished := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(finished)
				drawProgress(&b, fixedMeter{10, 100}, done, false)
			}()
			time.Sleep(after.wait)
			close(done)
			<-finished
			if drawn := strings.Contains(b.String(), "10 %"); drawn != after.drawn {
				t.Errorf("after %v: drawn is %v, want %v: %q", after.wait, drawn, after.drawn, b.String())
			}
			if after.drawn && !strings.HasSuffix(b.String(), "\r\x1b[K") {
				t.Errorf("the bar is not erased: %q", b.String())
			}
		})
	}
}

type fixedMeter struct{ read, total int64 }

func (m fixedMeter) Progress() (read, total int64) { return m.read, m.total }

func (fixedMeter) packets() uint64 { return 7 }

func TestLocale(t *testing.T) {
	tests := []struct {
		name string
		env  map[string]string
		want bool
	}{
		{"none", nil, true},
		{"UTF-8", map[string]string{"LANG": "de_DE.UTF-8"}, true},
		{"utf8", map[string]string{"LANG": "C.utf8"}, true},
		{"Latin 1", map[string]string{"LANG": "de_DE.ISO-8859-1"}, false},
		{"LC_ALL before LANG", map[string]string{"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, false},
		{"LC_CTYPE before LANG", map[string]string{"LC_CTYPE": "C.UTF-8", "LANG": "C"}, true},
	}
	for _, tt := range tests {
		if got := localeIsUTF8(func(name string) string { return tt.env[name] }); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}
