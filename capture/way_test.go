package capture

import (
	"net/netip"
	"testing"
)

// TestHashWay: each address and port counts, and who sent to whom.
func TestHashWay(t *testing.T) {
	seen := map[uint64]string{}
	for _, src := range []string{"10.0.0.1", "10.0.0.2", "1.0.0.10", "2001:db8::1", "2001:db8::2", "db8:2001::1", "::"} {
		for _, dst := range []string{"10.0.0.1", "10.0.0.2", "2001:db8::1", "2001:db8:1::", "::1"} {
			for _, ports := range [][2]uint16{{5060, 5060}, {5060, 5061}, {5061, 5060}, {0, 5060}, {5060, 0}} {
				from, to := netip.AddrPortFrom(netip.MustParseAddr(src), ports[0]), netip.AddrPortFrom(netip.MustParseAddr(dst), ports[1])
				way, h := from.String()+" to "+to.String(), HashWay(from, to)
				if other, ok := seen[h]; ok {
					t.Errorf("%s has the hash of %s", way, other)
				}
				if seen[h] = way; HashWay(from, to) != h {
					t.Errorf("%s has two hashes", way)
				}
			}
		}
	}
}
