package sipmsg

import (
	"fmt"
	"testing"
)

func TestParseURI(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"sip:example.com", "sip||||example.com|0||"},
		{"sip:bob@example.com", "sip|bob|||example.com|0||"},
		{"SIPS:bob:secret@example.com:5061", "SIPS|bob|secret||example.com|5061||"},
		{"sip:+49-30-123;phone-context=x@gw.example.com;user=phone", "sip|+49-30-123;phone-context=x|||gw.example.com|0|;user=phone|"},
		{"sip:bob@example.com;transport=tcp;lr?Subject=a%20b&Priority=urgent", "sip|bob|||example.com|0|;transport=tcp;lr|Subject=a%20b&Priority=urgent"},
		{"sip:bob@[2001:db8::1]:5070;maddr=[2001:db8::2]", "sip|bob|||2001:db8::1|5070|;maddr=[2001:db8::2]|"},
		{"sip:example.com;x=a@b", "sip|example.com;x=a|||b|0||"},
		{"sip:bob?x@example.com", "sip|bob?x|||example.com|0||"},
		{"sip:bob@home@example.com", "sip|bob@home|||example.com|0||"},
		{"sip:bob@example.com;x=a@b", "sip|bob|||example.com|0|;x=a@b|"},
		{"tel:+49-30.12(34);ext=5", "tel|+49-30.12(34)|||0|;ext=5|"},
		{"tel:911;phone-context=+1", "tel|911|||0|;phone-context=+1|"},
		{"urn:service:sos", "urn||||0||"},
		{"http://example.com/x?y", "http||||0||"},
	} {
		u, ok := ParseURI([]byte(c.in))
		got := fmt.Sprintf("%s|%s|%s||%s|%d|%s|%s", u.Scheme, u.User, u.Password, u.Host, u.Port, u.Params, u.Headers)
		if u.Host == nil {
			got = fmt.Sprintf("%s|%s|%s||%d|%s|%s", u.Scheme, u.User, u.Password, u.Port, u.Params, u.Headers)
		}
		if !ok || got != c.want {
			t.Errorf("%s: got %s %v, want %s", c.in, got, ok, c.want)
		}
		if string(u.Raw) != c.in {
			t.Errorf("%s: Raw is %q", c.in, u.Raw)
		}
	}
	for _, in := range []string{"", "sip", "sip:", "sip:@", "sip:bob@", "sip:;lr", "1sip:a@b", ":a", "tel:", "tel:-.-", "x:"} {
		if u, ok := ParseURI([]byte(in)); ok {
			t.Errorf("%q: got %+v, want it refused", in, u)
		}
	}
}

func TestURIHeader(t *testing.T) {
	u, _ := ParseURI([]byte("sip:bob@example.com?Replaces=12%40host%3Bto-tag%3D1%3Bfrom-tag%3D2&body=hello"))
	replaces, ok := u.Header("replaces")
	d, whole := ParseDialogID(AppendUnescaped(nil, replaces))
	if !ok || !whole || string(d.CallID) != "12@host" || string(d.ToTag) != "1" || string(d.FromTag) != "2" {
		t.Errorf("got %q %v: %+v %v", replaces, ok, d, whole)
	}
	if _, ok := u.Header("Subject"); ok {
		t.Error("got a Subject, want none")
	}
}

func TestAppendDigits(t *testing.T) {
	u, _ := ParseURI([]byte("tel:+1-(201).555-0123;ext=1"))
	if got, want := string(u.AppendDigits(nil)), "+12015550123"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPlainSIP keeps the short cut from passing what the full parse would remark upon.
func TestPlainSIP(t *testing.T) {
	plain := 0
	for _, in := range []string{
		"sip:example.com", "sip:bob@example.com", "sip:bob@example.com:5060;transport=udp;lr", "sip:+4930@example.com;user=phone",
		"sip:bob:pw@example.com", "sip:@example.com", "sip:bob@", "sip:bob@example.com:", "sip:bob@example.com:99999",
		"sip:bob@example.com;;lr", "sip:bob@example.com;", "sip:bob@example.com;x=1=2", "sip:bob@example.com;x=%41",
		"sip:b%6fb@example.com", "sip:bob@a@b", "sip:bob@example.com?x=y", "sip:[::1]", "sip:2001:db8::1", "sip:bob@ex ample.com",
		"sip:bo b@example.com", "sip:bob;x@example.com", "sip:", "sips:bob@example.com", "sip:bob@ex_ample.com",
	} {
		m := Message{Raw: []byte(in)}
		if !isPlainSIP(m.Raw) {
			continue
		}
		plain++
		if _, ok := parseURI(m.Raw, &m); !ok || len(m.Issues) > 0 {
			t.Errorf("%q passes for plain, and has %v", in, codes(m.Issues))
		}
	}
	if plain < 4 {
		t.Errorf("got %d plain URIs, want the short cut taken", plain)
	}
}

func TestURIIssues(t *testing.T) {
	for in, want := range map[string]IssueCode{
		"sip:bob@exa mple.com":    SpaceInURI,
		"sip:bo b@example.com":    SpaceInURI,
		"sip:bob|x@example.com":   URICharacter,
		"sip:bob@example.com;;lr": EmptyParameter,
		"sip:b%zz@example.com":    BadEscape,
		"sip:bob@example.com;x=%": BadEscape,
		"bob@example.com":         BadURI,
		"tel:x":                   URICharacter,
		"urn:a b":                 SpaceInURI,
		"sip:a@b?x=[y]":           "",
		"sip:a@b?x=\"y\"":         URICharacter,
	} {
		m := Message{Raw: []byte(in)}
		parseURI(m.Raw, &m)
		var got IssueCode
		if len(m.Issues) > 0 {
			got = m.Issues[0].Code
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}
