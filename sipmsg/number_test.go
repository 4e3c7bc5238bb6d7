package sipmsg

import "testing"

func TestParseUint(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  uint64
		want uint64
		ok   bool
	}{
		{"0", 255, 0, true},
		{"00070", 255, 70, true},
		{"255", 255, 255, true},
		{"256", 255, 0, false},
		{"4294967295", maxSeconds, maxSeconds, true},
		{"4294967296", maxSeconds, 0, false},
		{"36893488147419103232", maxSeconds, 0, false},
		{"18446744073709551616", 1<<64 - 1, 0, false},
		{"18446744073709551615", 1<<64 - 1, 1<<64 - 1, true},
		{"", 255, 0, false},
		{"-1", 255, 0, false},
		{"+1", 255, 0, false},
		{"1 ", 255, 0, false},
		{"0x10", 255, 0, false},
	} {
		got, ok := parseUint([]byte(c.in), c.max)
		if got != c.want || ok != c.ok {
			t.Errorf("parseUint(%q, %d): got %d %v, want %d %v", c.in, c.max, got, ok, c.want, c.ok)
		}
	}
}
