package callflow

import (
	"net/netip"
	"testing"
)

// TestIsPublic: IPv4 addresses, which are told by their octets, against what netip says of them, at
// the borders of all blocks that either knows.
func TestIsPublic(t *testing.T) {
	for first := range 256 {
		for _, rest := range [][3]byte{{}, {0, 0, 1}, {15, 255, 255}, {16}, {31, 255, 255}, {32}, {63, 255, 255}, {64}, {100, 1, 1}, {127, 255, 255},
			{128}, {167, 255, 255}, {168}, {169}, {253, 255, 255}, {254}, {254, 1, 1}, {255, 255, 254}, {255, 255, 255}} {
			a := netip.AddrFrom4([4]byte{byte(first), rest[0], rest[1], rest[2]})
			private := a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || sharedSpace.Contains(a)
			if got := IsPrivate(a); got != private {
				t.Errorf("%v is private: got %v, want %v", a, got, private)
			}
			if got, want := IsPublic(a), a.IsGlobalUnicast() && !private; got != want {
				t.Errorf("%v is public: got %v, want %v", a, got, want)
			}
		}
	}
	for text, want := range map[string]bool{"2001:db8::1": true, "fd00::1": false, "fe80::1": false, "fec0::1": false, "::1": false, "::": false, "ff02::1": false} {
		if got := IsPublic(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s is public: got %v, want %v", text, got, want)
		}
	}
	if IsPublic(netip.Addr{}) || IsPrivate(netip.Addr{}) {
		t.Error("no address is public, or private")
	}
}
