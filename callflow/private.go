package callflow

import "net/netip"

// Two more blocks that mean something in their own network only.
var (
	sharedSpace = netip.MustParsePrefix("100.64.0.0/10") // of carriers that translate addresses (RFC 6598)
	siteLocal   = netip.MustParsePrefix("fec0::/10")     // as private addresses were once in IPv6 (RFC 3879)
)

// IsPrivate tells whether an address means something in its own network only: RFC 1918,
// RFC 6598, RFC 4193, link-local, site-local and loopback.
func IsPrivate(a netip.Addr) bool {
	if a.Is4() { // most are, and all of these are told by two bytes
		switch b := a.As4(); b[0] {
		case 10, 127:
			return true
		case 100:
			return b[1]&0xc0 == 64
		case 169:
			return b[1] == 254
		case 172:
			return b[1]&0xf0 == 16
		case 192:
			return b[1] == 168
		}
		return false
	}
	return a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsLoopback() || sharedSpace.Contains(a) || siteLocal.Contains(a)
}

// IsPublic tells whether an address can be reached from any network.
func IsPublic(a netip.Addr) bool { return a.IsGlobalUnicast() && !IsPrivate(a) }
