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
	if a.Is4() { // as most are
		return isPrivate4(a.As4())
	}
	return a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsLoopback() || sharedSpace.Contains(a) || siteLocal.Contains(a)
}

// isPrivate4 is IsPrivate for IPv4, of which two bytes tell all.
func isPrivate4(b [4]byte) bool {
	switch b[0] {
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

// IsPublic tells whether an address can be reached from any network.
func IsPublic(a netip.Addr) bool {
	if a.Is4() {
		b := a.As4()
		return !isPrivate4(b) && b[0]&0xf0 != 224 && b != [4]byte{} && b != [4]byte{255, 255, 255, 255}
	}
	return a.IsGlobalUnicast() && !IsPrivate(a)
}
