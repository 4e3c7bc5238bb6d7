package sipmsg

import (
	"strings"
	"testing"
)

// FuzzUsualCallID holds the short cut to what the long way says of any octets: the same Call-ID, at the same place.
func FuzzUsualCallID(f *testing.F) {
	addVectors(f)
	for _, text := range []string{inviteText, ringingText, byeText} {
		whole := crlf(text)
		f.Add([]byte(whole))
		for _, change := range [][2]string{
			{" SIP/2.0\r\n", "\r SIP/2.0\r\n"}, {" SIP/2.0\r\n", "\nVia: SIP/2.0\r\n"}, {"sip:", "sip: "},
			{"Call-ID: ", "\rCall-ID: x\r"}, {"Call-ID: ", "i: "}, {"Call-ID: ", "CALL-ID: "}, {"Call-ID: ", "Call-ID : "}, {"Call-ID: ", "Call-Info: "},
			{"Call-ID: ", "Call-ID: \r\n "}, {"Call-ID: ", "Call-ID: a\r\n\tb"}, {"Call-ID: ", "Call-ID: \t "}, {"Call-ID: ", "X:\rCall-ID: "},
			{"From: ", "\r\n"}, {"From: ", " From: "}, {"From: ", "\nFrom: "}, {"SIP/2.0 180 ", "SIP/2.0 180\t"}, {"Via: ", "I: "},
		} {
			f.Add([]byte(strings.Replace(whole, change[0], change[1], 1)))
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, ok := usualCallID(raw)
		if !ok {
			return
		}
		want, isSIP := anyCallID(raw)
		if !isSIP || string(got) != string(want) || (got == nil) != (want == nil) || cap(got) != cap(want) {
			t.Errorf("%q: got %q of %d, want %q of %d, SIP: %v", raw, got, cap(got), want, cap(want), isSIP)
		}
	})
}

// TestUsualCallID has the messages of the benchmarks take the short cut.
func TestUsualCallID(t *testing.T) {
	for _, text := range []string{inviteText, ringingText, byeText} {
		if _, ok := usualCallID([]byte(crlf(text))); !ok {
			t.Errorf("goes the long way: %q", text)
		}
	}
}
