package sipmsg

import (
	"fmt"
	"strings"
	"testing"
)

func TestVias(t *testing.T) {
	m := withHeaders(t,
		"v: SIP / 2.0 / TCP\n   proxy.example.com : 5070 ; branch = z9hG4bK2 ;received=[2001:db8::1], SIP/2.0/UDP [2001:db8::9]:5062;branch=z9hG4bK3;rport=4711",
		"Via: SIP/2.0/TLS host.example.com (a comment, of RFC 2543), SIP/2.0/WS df7jal23ls0d.invalid;rport")
	var got []string
	for v := range m.Vias() {
		port, ok := v.RPort()
		got = append(got, fmt.Sprintf("%s %s %d %s %s %d %v", v.Transport, v.Host, v.Port, v.Branch(), v.Received(), port, ok))
	}
	want := []string{
		"UDP 192.0.2.1 0 z9hG4bKx  0 false",
		"TCP proxy.example.com 5070 z9hG4bK2 2001:db8::1 0 false",
		"UDP 2001:db8::9 5062 z9hG4bK3  4711 true",
		"TLS host.example.com 0   0 false",
		"WS df7jal23ls0d.invalid 0   0 true",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	wantCodes(t, "Vias", m)
	top, ok := m.Via()
	if !ok || string(top.Branch()) != "z9hG4bKx" {
		t.Errorf("topmost: got %+v %v", top, ok)
	}
}

func TestViaIssues(t *testing.T) {
	for in, want := range map[string][]IssueCode{
		"SIP/2.0/UDP":                          {BadVia},
		"SIP/2.0 UDP host":                     {BadVia},
		"host":                                 {BadVia},
		"":                                     {BadVia},
		"SIP/2.0/UDP host x":                   {BadVia},
		"SIP/2.0/UDP host:port;branch=z9hG4bK": {BadPort, BadVia},
		"SIP/2.0/UDP host:70000;branch=x":      {BadPort},
		"SIP/2.0/UDP host;branch=x,":           {EmptyElement},
		"SIP/2.0/UDP 2001:db8::1;branch=x":     {BadHost},
		"SIP/2.0/UDP host;received=a b":        {BadParameter},
		"SIP/2.0/UDP host;branch=\"x":          {UnterminatedQuote},
	} {
		wantCodes(t, in, withHeaders(t, "Via: "+in), want...)
	}
}
