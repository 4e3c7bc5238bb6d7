package sipmsg

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestReasons(t *testing.T) {
	m := withHeaders(t, `Reason: SIP ;cause=200 ;text="Call completed, elsewhere", Q.850;cause=16`, `Reason: preemption ;cause=1`)
	var got []string
	for r := range m.Reasons() {
		got = append(got, fmt.Sprintf("%s %d %s", r.Protocol, r.Cause, r.Text))
	}
	if want := []string{"SIP 200 Call completed, elsewhere", "Q.850 16 ", "preemption 1 "}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	wantCodes(t, "reasons", m)
	wantCodes(t, "no protocol", withHeaders(t, "Reason: ;cause=1"), BadHeaderValue)
	wantCodes(t, "large cause", withHeaders(t, "Reason: SIP;cause=99999999999"), NumberRange)
}

func TestWarnings(t *testing.T) {
	m := withHeaders(t, `Warning: 304 isi.edu "Incompatible \"media\"", 399 192.0.2.1:5060 "No, thanks"`)
	var got []string
	for w := range m.Warnings() {
		got = append(got, fmt.Sprintf("%d %s %s", w.Code, w.Agent, w.Text))
	}
	if want := []string{`304 isi.edu Incompatible \"media\"`, "399 192.0.2.1:5060 No, thanks"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	wantCodes(t, "warnings", m)
	for in, want := range map[string][]IssueCode{
		`1812 overture "x"`: {BadHeaderValue},
		`399 "x"`:           {BadHeaderValue},
		`399 a x`:           {BadHeaderValue},
		`399 a "x`:          {UnterminatedQuote},
		`nothing`:           {BadHeaderValue},
	} {
		wantCodes(t, in, withHeaders(t, "Warning: "+in), want...)
	}
}

func TestRetryAfter(t *testing.T) {
	for _, c := range []struct {
		in, want string
		code     IssueCode
	}{
		{"30", "{30 0 } true", ""},
		{"18000;duration=3600", "{18000 3600 } true", ""},
		{"120 (I'm in (a) meeting) ;duration=5", "{120 5 I'm in (a) meeting} true", ""},
		{"949302838503028349304023988", "{0 0 } false", NumberRange},
		{"soon", "{0 0 } false", BadHeaderValue},
		{"5 (open", "{5 0 } true", BadHeaderValue},
		{"5 minutes", "{5 0 } true", BadHeaderValue},
		{"5;duration=x", "{5 0 } true", BadHeaderValue},
	} {
		m := withHeaders(t, "Retry-After: "+c.in)
		r, ok := m.RetryAfter()
		if got := fmt.Sprintf("{%d %d %s} %v", r.Seconds, r.Duration, r.Comment, ok); got != c.want {
			t.Errorf("%s: got %s, want %s", c.in, got, c.want)
		}
		if c.code == "" {
			wantCodes(t, c.in, m)
		} else if !m.HasIssue(c.code) {
			t.Errorf("%s: got issues %v, want %s", c.in, m.Issues, c.code)
		}
	}
}

func TestSessionTimer(t *testing.T) {
	m := withHeaders(t, "x: 4000;refresher=uac", "Min-SE: 90;odd", "Expires: 3600", "Min-Expires: 60")
	s, ok := m.SessionExpires()
	minSE, ok2 := m.MinSE()
	expires, ok3 := m.Expires()
	minExpires, ok4 := m.MinExpires()
	if got, want := fmt.Sprint(s.Seconds, string(s.Refresher), ok, minSE, ok2, expires, ok3, minExpires, ok4), "4000uactrue 90 true 3600 true 60 true"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	wantCodes(t, "timers", m)
	wantCodes(t, "refresher", withHeaders(t, "Session-Expires: 90;refresher=me"), BadHeaderValue)
	wantCodes(t, "no number", withHeaders(t, "Min-SE: x", "Expires: -1"), BadHeaderValue)
	wantCodes(t, "too large", withHeaders(t, "Session-Expires: 4294967296"), NumberRange)
}

func TestReliable(t *testing.T) {
	m := withHeaders(t, "RSeq: 988789", "RAck: 776656 \t1 INVITE")
	n, ok := m.RSeq()
	r, ok2 := m.RAck()
	if n != 988789 || !ok || !ok2 || r.RSeq != 776656 || r.Number != 1 || r.Method != INVITE {
		t.Errorf("got %d %v %+v %v", n, ok, r, ok2)
	}
	wantCodes(t, "reliable", m)
	wantCodes(t, "bad", withHeaders(t, "RSeq: 0", "RAck: 1 INVITE"), NumberRange, BadHeaderValue)
}

func TestDialogID(t *testing.T) {
	m := withHeaders(t, "Replaces: 425928@bobster.example.org;to-tag=7743;from-tag=6472;early-only",
		"Join: a;from-tag=1;to-tag=2", "Target-Dialog: b;local-tag=3;remote-tag=4")
	d, ok := m.Replaces()
	j, ok2 := m.Join()
	td, ok3 := m.TargetDialog()
	got := fmt.Sprintf("%s %s %s %v %v|%s %s %s %v|%s %s %s %v", d.CallID, d.ToTag, d.FromTag, d.EarlyOnly, ok,
		j.CallID, j.ToTag, j.FromTag, ok2, td.CallID, td.ToTag, td.FromTag, ok3)
	if want := "425928@bobster.example.org 7743 6472 true true|a 2 1 true|b 3 4 true"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	wantCodes(t, "dialogs", m)
	wantCodes(t, "no tag", withHeaders(t, "Replaces: a;to-tag=1"), BadHeaderValue)
}

func TestReferAndEvents(t *testing.T) {
	m := withHeaders(t, "r: <sip:c@example.com;method=INVITE>", "b: <sip:a@example.com>", "o: presence.winfo;id=7",
		"Subscription-State: terminated;reason=noresource;expires=5")
	to, ok := m.ReferTo()
	by, ok2 := m.ReferredBy()
	e, ok3 := m.Event()
	s, ok4 := m.SubscriptionState()
	left, ok5 := s.Expires()
	got := fmt.Sprintf("%s %v|%s %v|%s %s %v|%s %s %d %v,%v,%v", to.URI, ok, by.URI, ok2, e.Package, e.ID(), ok3,
		s.State, s.Reason(), left, ok4, ok5, s.IsTerminated())
	if want := "sip:c@example.com;method=INVITE true|sip:a@example.com true|presence.winfo 7 true|terminated noresource 5 true,true,true"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	wantCodes(t, "events", m)
	wantCodes(t, "bad", withHeaders(t, "Event: a b", "Refer-To: nobody"), BadHeaderValue, BadURI)
}

func TestSessionID(t *testing.T) {
	local, remote := strings.Repeat("ab3", 10)+"00", strings.Repeat("0", 32)
	m := withHeaders(t, "Session-ID: "+local+";remote="+remote)
	s, ok := m.SessionID()
	if !ok || string(s.Local) != local || string(s.Remote) != remote {
		t.Errorf("got %s %s %v", s.Local, s.Remote, ok)
	}
	wantCodes(t, "both", m)
	wantCodes(t, "local alone", withHeaders(t, "Session-ID: "+local))
	wantCodes(t, "short", withHeaders(t, "Session-ID: 12"), BadHeaderValue)
}

func TestChargingVector(t *testing.T) {
	m := withHeaders(t, `P-Charging-Vector: icid-value="1234bc9876e";icid-generated-at=192.0.2.6;orig-ioi=home1.example.net;term-ioi=home2.example.net`)
	v, ok := m.ChargingVector()
	if got, want := fmt.Sprintf("%s %s %s %s %v", v.ICID(), v.GeneratedAt(), v.OrigIOI(), v.TermIOI(), ok), "1234bc9876e 192.0.2.6 home1.example.net home2.example.net true"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	wantCodes(t, "vector", m)
	wantCodes(t, "no icid", withHeaders(t, "P-Charging-Vector: orig-ioi=x"), BadHeaderValue)
}

func TestTokens(t *testing.T) {
	m := withHeaders(t, "Supported: 100rel , timer", "k: Replaces", "Allow: INVITE,ACK", "Require:")
	if !m.HasToken(HeaderSupported, "replaces") || m.HasToken(HeaderSupported, "tim") || !m.HasToken(HeaderAllow, "ACK") {
		t.Error("HasToken does not find what is there, or finds what is not")
	}
	var got []string
	for v := range m.Values(HeaderSupported) {
		got = append(got, string(v))
	}
	if want := []string{"100rel", "timer", "Replaces"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	wantCodes(t, "tokens", m)
	wantCodes(t, "two words", withHeaders(t, "Supported: a b"), BadHeaderValue)
	for _, in := range []string{"a,,b", "a,", ",a", "a, ,b"} {
		wantCodes(t, in, withHeaders(t, "Supported: "+in), EmptyElement)
	}
}

func TestProducts(t *testing.T) {
	var got []string
	for p := range Products([]byte(`Cisco-SIPGateway/IOS-12.x (a (b) c) Foo / 1.2  bar/ (open`)) {
		got = append(got, fmt.Sprintf("%s %s %s", p.Name, p.Version, p.Comment))
	}
	want := []string{"Cisco-SIPGateway IOS-12.x ", "  a (b) c", "Foo 1.2 ", "bar (open "}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDate(t *testing.T) {
	m := withHeaders(t, "Date: Sat, 13 Nov 2010 23:29:00 GMT")
	got, ok := m.Date()
	if want := time.Date(2010, 11, 13, 23, 29, 0, 0, time.UTC); !ok || !got.Equal(want) {
		t.Errorf("got %v %v, want %v", got, ok, want)
	}
	wantCodes(t, "date", m)
	for _, in := range []string{"Fri, 01 Jan 2010 16:00:00 EST", "", "Sat, 13 Nov 2010 23:29:00", "Sat, 32 Nov 2010 23:29:00 GMT",
		"Sat, 13 Nox 2010 23:29:00 GMT", "Xat, 13 Nov 2010 23:29:00 GMT", "Sat, 13 Nov 2010 24:29:00 GMT", "Sat, 13 Nov 2010 2x:29:00 GMT"} {
		wantCodes(t, in, withHeaders(t, "Date: "+in), BadDate)
	}
}

func TestTimestamp(t *testing.T) {
	for _, c := range []struct {
		in           string
		value, delay time.Duration
		ok           bool
	}{
		{"54", 54 * time.Second, 0, true},
		{"54.21 0.002", 54210 * time.Millisecond, 2 * time.Millisecond, true},
		{".5", 500 * time.Millisecond, 0, true},
		{"1.", time.Second, 0, true},
		{"1.0000000001", time.Second, 0, true},
		{"99999999999999", 0, 0, false},
		{".", 0, 0, false},
		{"1,5", 0, 0, false},
		{"-1", 0, 0, false},
		{"1 x", 0, 0, false},
	} {
		m := withHeaders(t, "Timestamp: "+c.in)
		got, ok := m.Timestamp()
		if got.Value != c.value || got.Delay != c.delay || ok != c.ok {
			t.Errorf("%s: got %+v %v, want %v %v %v", c.in, got, ok, c.value, c.delay, c.ok)
		}
		if m.HasIssue(BadHeaderValue) == c.ok {
			t.Errorf("%s: got issues %v", c.in, m.Issues)
		}
	}
}
