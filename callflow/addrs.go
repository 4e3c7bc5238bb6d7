package callflow

import "net/netip"

// addrs reads addresses, and remembers the last ones: the same few hosts stand in the Vias and
// session descriptions of most messages, and comparing a text costs less than reading it again.
type addrs struct {
	slots [addrSlots]addrSlot
}

// addrSlot is a text and what it says.
type addrSlot struct {
	text [15]byte // of an IPv4 address: others are read each time
	n    uint8
	addr netip.Addr
}

const addrSlots = 1 << 10

// parse is netip.ParseAddr.
func (a *addrs) parse(text []byte) (netip.Addr, bool) {
	n := len(text)
	if n < len("0.0.0.0") || n > len(addrSlot{}.text) {
		return readAddr(text)
	}
	s := &a.slots[(int(text[n-1])+10*int(text[n-2])+100*int(text[n-3])+210*int(text[n-4])+341*int(text[n-5]))%addrSlots]
	if string(s.text[:s.n]) == string(text) {
		return s.addr, true
	}
	addr, ok := readAddr(text)
	if ok && addr.Is4() {
		s.n, s.addr = uint8(copy(s.text[:], text)), addr
	}
	return addr, ok
}

func readAddr(text []byte) (netip.Addr, bool) {
	if len(text) == 0 || (text[0] < '0' || text[0] > '9') && !hasColon(text) {
		return netip.Addr{}, false // a name
	}
	addr, err := netip.ParseAddr(string(text))
	return addr, err == nil
}

func hasColon(text []byte) bool {
	for _, c := range text {
		if c == ':' {
			return true
		}
	}
	return false
}
