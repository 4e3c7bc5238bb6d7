package callflow

import (
	"strings"
	"testing"
)

func TestUserOf(t *testing.T) {
	for uri, want := range map[string]string{
		"sip:alice@example.com":                   "alice",
		"sips:+4930123456;npdi=yes@gw:5061":       "+4930123456",
		"sip:alice:secret@example.com;user=phone": "alice",
		"tel:+49-30-123456;phone-context=x":       "+49-30-123456",
		"sip:example.com":                         "",
		"sip:10.0.0.1:5060;lr":                    "",
		"nonsense":                                "",
		"":                                        "",
	} {
		if got := userOf(uri); got != want {
			t.Errorf("userOf(%q): got %q, want %q", uri, got, want)
		}
	}
}

func TestSameUser(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"alice", "alice", true},
		{"alice", "Alice", false},
		{"1001", "1001", true},
		{"1001", "+1001", true}, // the same digits
		{"1001", "01001", false},
		{"1001", "49301001", false}, // an extension is not the end of a number
		{"+4930123456", "004930123456", true},
		{"+4930123456", "030123456", true}, // trunk prefix
		{"+49 30 123456", "+4930123456", false},
		{"+49-30-123456", "+4930123456", true},
		{"+12263382742", "9998112263382742", true}, // carrier prefix
		{"+4930123456", "99999999994930123456", false},
		{"+4930123456", "+4989123456", false},
		{"+49301234567", "+49891234567", false}, // other area, same last digits
		{"1234567", "+49301234567", true},
		{"234567", "+49301234567", false},
		{"0000000", "+49300000000", false}, // zeros are no number
		{"", "", false},
		{"*97", "97", false},
	} {
		for _, pair := range [][2]string{{tt.a, tt.b}, {tt.b, tt.a}} {
			if got := sameUser(pair[0], pair[1]); got != tt.want {
				t.Errorf("sameUser(%q, %q): got %v, want %v", pair[0], pair[1], got, tt.want)
			}
		}
		if tt.want && userKey(tt.a) != userKey(tt.b) {
			t.Errorf("%q and %q are the same and have different keys", tt.a, tt.b)
		}
	}
}

// TestUserKey: digits make the key, however they are written.
func TestUserKey(t *testing.T) {
	for _, same := range [][]string{
		{"1001", "+1001", "10-01", "(1001)"},
		{"+4930123456", "+49-30-123456", "030123456", "(030)123456"},
		{"1234567", "+1234567", "123-4567"},
		{strings.Repeat("1", numberMax), strings.Repeat("1", numberMin)},
	} {
		for _, user := range same[1:] {
			if userKey(user) != userKey(same[0]) {
				t.Errorf("%q and %q have different keys", same[0], user)
			}
		}
	}
	for _, pair := range [][2]string{{"", "+"}, {"alice", "bob"}, {"1001", "1002"}, {strings.Repeat("1", numberMax+1), "1111111"}, {"1+001", "1001"}} {
		if userKey(pair[0]) == userKey(pair[1]) {
			t.Errorf("%q and %q have the same key", pair[0], pair[1])
		}
	}
}
