package callflow

import (
	"net/netip"
	"testing"
)

// FuzzReadAddr: an address is one where netip says so.
func FuzzReadAddr(f *testing.F) {
	for _, text := range []string{"", "0.0.0.0", "192.0.2.1", "255.255.255.255", "256.0.2.1", "192.0.02.1", "192.0.2", "192.0.2.", ".192.0.2", "192.0.2.1.",
		"192.0.2.1.1", "192..2.1", "1.2.3.4x", "1.2.3.1000", "00.0.0.0", "18446744073709551617.0.0.1", "pbx.example.net", "4", "::", "2001:db8::1", "::ffff:192.0.2.1", "fe80::1%eth0", "a:b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := readAddr([]byte(text))
		want, err := netip.ParseAddr(text)
		if ok != (err == nil) || got != want {
			t.Errorf("%q: got %v %v, want %v %v", text, got, ok, want, err)
		}
		for _, a := range []netip.Addr{{}, got, netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("::ffff:192.0.2.1"), netip.MustParseAddr("0.0.0.0")} {
			if same := ok && got == a && a.Is4(); spells([]byte(text), a) != same {
				t.Errorf("%q spells %v: got %v, want %v", text, a, !same, same)
			}
		}
	})
}

// TestSpells: each number in each place, beside short ones and long ones, and no text that differs in one character.
func TestSpells(t *testing.T) {
	for i := range 256 {
		for place := range 4 {
			for _, ip := range [][4]byte{{10, 200, 3, 255}, {1, 2, 3, 4}, {192, 168, 100, 200}} {
				ip[place] = byte(i)
				a := netip.AddrFrom4(ip)
				if !spells([]byte(a.String()), a) || spells([]byte(a.String()+"0"), a) || spells([]byte(a.String()), a.Next()) {
					t.Errorf("%v is not what is spelt so", a)
				}
				for k := range a.String() {
					text := []byte(a.String())
					if text[k] ^= 1; spells(text, a) {
						t.Errorf("%s is taken for %v", text, a)
					}
				}
			}
		}
	}
}
