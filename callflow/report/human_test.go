package report

import (
	"testing"
	"time"

	"sipcap/callflow"
)

func TestDuration(t *testing.T) {
	for _, c := range []struct {
		d    time.Duration
		want string
	}{
		{callflow.Unmeasured, ""},
		{0, "0 ms"},
		{300 * time.Nanosecond, "0.001 ms"},
		{20 * time.Microsecond, "0.02 ms"},
		{999 * time.Microsecond, "1 ms"},
		{11 * time.Millisecond, "11 ms"},
		{99 * time.Millisecond, "99 ms"},
		{99900 * time.Microsecond, "0.1 s"},
		{900 * time.Millisecond, "0.9 s"},
		{32 * time.Second, "32.0 s"},
		{59940 * time.Millisecond, "59.9 s"},
		{59960 * time.Millisecond, "1m00s"},
		{6*time.Minute + 14*time.Second, "6m14s"},
		{59*time.Minute + 59600*time.Millisecond, "1h00m"},
		{time.Hour + 2*time.Minute + 59*time.Second, "1h02m"},
		{51 * time.Hour, "2d03h"},
	} {
		if got := duration(c.d); got != c.want {
			t.Errorf("duration(%d ns): got %q, want %q", c.d, got, c.want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 18204: "18,204", 1234567: "1,234,567", -1234: "-1,234"} {
		if got := count(n); got != want {
			t.Errorf("count(%d): got %q, want %q", n, got, want)
		}
	}
}

func TestParty(t *testing.T) {
	for uri, want := range map[string]string{
		"sip:1001@pbx.example":                     "1001",
		"sip:1001@pbx.example;transport=tcp":       "1001",
		"SIPS:alice:secret@example.com":            "alice",
		"sip:+49301;phone-context=x@gw;user=phone": "+49301",
		"tel:+4930123456":                          "+4930123456",
		"tel:112;phone-context=+49":                "112",
		"sip:pbx.example:5080;lr":                  "pbx.example:5080",
		"sip:[2001:db8::1]:5060":                   "[2001:db8::1]:5060",
		"sip:@host":                                "host",
		"urn:service:sos":                          "urn:service:sos",
		"mailto:a@b":                               "mailto:a@b",
		"":                                         "",
		"sip:":                                     "",
		"nonsense":                                 "nonsense",
	} {
		if got := Party(uri); got != want {
			t.Errorf("Party(%q): got %q, want %q", uri, got, want)
		}
	}
}

func TestPeriod(t *testing.T) {
	day := time.Date(2021, 3, 4, 23, 59, 0, 0, time.UTC)
	for _, c := range []struct {
		first, last time.Time
		want        string
	}{
		{time.Time{}, time.Time{}, ""},
		{day, day.Add(30 * time.Second), "2021-03-04 23:59:00 to 23:59:30 (30.0 s)"},
		{day, day.Add(2 * time.Minute), "2021-03-04 23:59:00 to 2021-03-05 00:01:00 (2m00s)"},
		{day.In(time.FixedZone("", 3600)), day, "2021-03-04 23:59:00 to 23:59:00 (0 ms)"},
	} {
		if got := period(c.first, c.last); got != c.want {
			t.Errorf("period(%v, %v): got %q, want %q", c.first, c.last, got, c.want)
		}
	}
}

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"case.pcap":       "case.pcap",
		"/tmp/a b.pcap":   "'/tmp/a b.pcap'",
		"it's":            `'it'\''s'`,
		"":                "''",
		"$(reboot).pcap":  "'$(reboot).pcap'",
		"-":               "-",
		"ring_0001.pcap0": "ring_0001.pcap0",
	} {
		if got := shellWord(word); got != want {
			t.Errorf("shellWord(%q): got %q, want %q", word, got, want)
		}
	}
}
