package sipmsg

import (
	"net/netip"
	"testing"
)

func TestIsIPv6(t *testing.T) {
	for _, s := range []string{
		"::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
		"::ffff:192.0.2.1", "1:2:3:4:5:6:192.0.2.1", "2001:DB8::192.0.2.1", "fe80::21a:a0ff:fe07:32e0",
		"", ":", ":::", "1", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", ":1::", "1::2:",
		"::1.2.3", "::1.2.3.4.5", "::256.0.0.1", "1.2.3.4", "1.2.3.4::", "g::", "::1:", "1:2:3:4:5:6:7:1.2.3.4",
	} {
		addr, err := netip.ParseAddr(s)
		want := err == nil && addr.Is6()
		if got := isIPv6([]byte(s)); got != want {
			t.Errorf("isIPv6(%q): got %v, net/netip says %v", s, got, want)
		}
	}
	for s, want := range map[string]bool{
		"2001:db8:::192.0.2.1":  true,
		":::192.0.2.1":          true,
		"2001:db8::::192.0.2.1": false,
		"2001:db8:::10":         false,
	} {
		if got := isIPv6([]byte(s)); got != want {
			t.Errorf("isIPv6(%q): got %v, want %v", s, got, want)
		}
	}
}

func TestHost(t *testing.T) {
	for _, c := range []struct {
		in, host string
		port     int
		code     IssueCode
	}{
		{"example.com", "example.com", 0, ""},
		{"example.com:5070", "example.com", 5070, ""},
		{"192.0.2.1:5060", "192.0.2.1", 5060, ""},
		{"[2001:db8::10]:5070", "2001:db8::10", 5070, ""},
		{"[2001:db8::10:5070]", "2001:db8::10:5070", 0, ""},
		{"under_score.example.com", "under_score.example.com", 0, ""},
		{"2001:db8::10", "2001:db8::10", 0, BadHost},
		{"fe80:0:0:0:21a:a0ff:fe07:32e0:5060", "fe80:0:0:0:21a:a0ff:fe07:32e0", 5060, BadHost},
		{"fe80:0:0:0:21a:a0ff:fe07:32e0", "fe80:0:0:0:21a:a0ff:fe07:32e0", 0, BadHost},
		{"[2001:db8::10", "", 0, BadHost},
		{"[2001:db8::g]", "", 0, BadHost},
		{"[1:2]", "1:2", 0, BadHost},
		{"[::1]0", "::1", 0, BadHost},
		{"example.com:65536", "example.com", 0, BadPort},
		{"example.com:", "example.com", 0, BadPort},
		{"example.com:x", "example.com", 0, BadPort},
		{"", "", 0, BadURI},
	} {
		raw := []byte("sip:" + c.in)
		m := Message{Raw: raw}
		u, _ := parseURI(raw, &m)
		var code IssueCode
		if len(m.Issues) > 0 {
			code = m.Issues[0].Code
		}
		if string(u.Host) != c.host || u.Port != c.port || code != c.code {
			t.Errorf("%s: got %q port %d %s, want %q port %d %s", c.in, u.Host, u.Port, code, c.host, c.port, c.code)
		}
	}
}
