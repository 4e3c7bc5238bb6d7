package sipmsg

import (
	"slices"
	"strings"
	"testing"
)

// withHeaders parses a request, valid but for the header lines given.
func withHeaders(t testing.TB, lines ...string) *Message {
	t.Helper()
	m := new(Message)
	if !m.Parse([]byte(crlf("REGISTER sip:example.com SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\n" +
		"From: <sip:a@example.com>;tag=1\nTo: <sip:b@example.com>\nCall-ID: x\nCSeq: 1 REGISTER\nMax-Forwards: 70\n" +
		strings.Join(lines, "\n") + "\n\n"))) {
		t.Fatalf("%q: not taken for SIP", lines)
	}
	return m
}

// wantCodes checks the issues of a message.
func wantCodes(t testing.TB, what string, m *Message, want ...IssueCode) {
	t.Helper()
	slices.Sort(want)
	if got := codes(m.Issues); !slices.Equal(got, want) {
		t.Errorf("%s: got issues %v, want %v", what, got, want)
	}
}
