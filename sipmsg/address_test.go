package sipmsg

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`<sip:a@example.com>`, `|sip:a@example.com|`},
		{`"Alice \"A\" <x>" <sip:a@example.com;lr>;tag=1`, `Alice \"A\" <x>|sip:a@example.com;lr|;tag=1`},
		{`Alice B. <sip:a@example.com> ; tag = 1 ; x`, `Alice B.|sip:a@example.com|; tag = 1 ; x`},
		{`Alice<sip:a@example.com>`, `Alice|sip:a@example.com|`},
		{`sip:a@example.com;tag=1`, `|sip:a@example.com|;tag=1`},
		{`  sip:a@example.com  `, `|sip:a@example.com|`},
		{`"" <sip:a@example.com>`, `|sip:a@example.com|`},
		{`Bell, Alexander <sip:a@example.com>;tag=1`, `Bell, Alexander|sip:a@example.com|;tag=1`},
		{`Bell; Alexander <sip:a@example.com>;tag=1`, `Bell; Alexander|sip:a@example.com|;tag=1`},
		{`"open <sip:a@example.com>;tag=1`, `open|sip:a@example.com|;tag=1`},
		{`< sip:a@example.com >`, `|sip:a@example.com|`},
		{`<sip:a@example.com`, `|sip:a@example.com|`},
		{`"A" sip:a@example.com`, `A|sip:a@example.com|`},
		{`<tel:+4930>;tag="a;b,c"`, `|tel:+4930|;tag="a;b,c"`},
	} {
		a, ok := ParseAddress([]byte(c.in))
		if got := fmt.Sprintf("%s|%s|%s", a.Display, a.URI, a.Params); !ok || got != c.want {
			t.Errorf("%s: got %s %v, want %s", c.in, got, ok, c.want)
		}
	}
	for _, in := range []string{"", "bob", "<>", `"bob"`, ";tag=1", "<bob>", `"open`} {
		if a, ok := ParseAddress([]byte(in)); ok {
			t.Errorf("%q: got %+v, want it refused", in, a)
		}
	}
}

func TestAddressLists(t *testing.T) {
	m := withHeaders(t,
		`Contact: "A, B" <sip:a@192.0.2.1>;q=0.5;expires=60, sip:b@192.0.2.2`,
		`m: C <sip:c,d@192.0.2.3>`,
		`Route: <sip:p1.example.com;lr>,<sip:p2.example.com;lr>`,
		`Record-Route: <sip:p3.example.com;lr>`,
		`P-Asserted-Identity: "A" <sip:a@example.com>, <tel:+4930>`)
	var got []string
	for a := range m.Contacts() {
		q, _ := a.Q()
		expires, _ := a.Expires()
		got = append(got, fmt.Sprintf("%s %s %d %d", a.Display, a.URI, q, expires))
	}
	for a := range m.Routes() {
		got = append(got, string(a.URI))
	}
	for a := range m.RecordRoutes() {
		got = append(got, string(a.URI))
	}
	for a := range m.Addresses(HeaderPAssertedIdentity) {
		got = append(got, string(a.URI))
	}
	want := []string{
		"A, B sip:a@192.0.2.1 500 60", " sip:b@192.0.2.2 1000 0", "C sip:c,d@192.0.2.3 1000 0",
		"sip:p1.example.com;lr", "sip:p2.example.com;lr", "sip:p3.example.com;lr", "sip:a@example.com", "tel:+4930",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	wantCodes(t, "lists", m)
}

func TestContactQ(t *testing.T) {
	for in, want := range map[string]int{"0": 0, "1": 1000, "0.7": 700, "0.": 0, "1.000": 1000, "0.123": 123} {
		if got, ok := parseQ([]byte(in)); !ok || got != want {
			t.Errorf("%s: got %d %v, want %d", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "2", "1.001", "0.1234", ".5", "0,5", "-1", "0.x", "07"} {
		if got, ok := parseQ([]byte(in)); ok {
			t.Errorf("%q: got %d, want it refused", in, got)
		}
	}
}

func TestContactWildcard(t *testing.T) {
	m := withHeaders(t, "Contact: *", "Expires: 0")
	for a := range m.Contacts() {
		if !a.IsWildcard() {
			t.Errorf("got %+v, want *", a)
		}
	}
	wantCodes(t, "with Expires 0", m)
	wantCodes(t, "without Expires", withHeaders(t, "Contact: *"), BadWildcard)
	wantCodes(t, "with Expires 60", withHeaders(t, "Contact: *", "Expires: 60"), BadWildcard)
	wantCodes(t, "q of 2", withHeaders(t, "Contact: <sip:a@b>;q=2"), BadParameter)
	wantCodes(t, "expires of nothing", withHeaders(t, "Contact: <sip:a@b>;expires"), BadParameter)
	wantCodes(t, "expires of a word", withHeaders(t, "Contact: <sip:a@b>;expires=soon"), BadHeaderValue)
}

func TestDiversionAndHistory(t *testing.T) {
	m := withHeaders(t,
		"Diversion: <sip:b@example.com>;reason=no-answer;counter=2, <sip:c@example.com>;reason=user-busy",
		"History-Info: <sip:b@example.com?Reason=SIP%3Bcause%3D302>;index=1, <sip:c@example.com;cause=486>;index=1.1")
	var got []string
	for d := range m.Diversions() {
		got = append(got, fmt.Sprintf("%s %s %d", d.URI, d.Reason(), d.Counter()))
	}
	for h := range m.History() {
		got = append(got, fmt.Sprintf("%s %s %d", h.URI, h.Index(), h.Cause()))
	}
	want := []string{
		"sip:b@example.com no-answer 2", "sip:c@example.com user-busy 1",
		"sip:b@example.com?Reason=SIP%3Bcause%3D302 1 0", "sip:c@example.com;cause=486 1.1 486",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	wantCodes(t, "both", m)
}
