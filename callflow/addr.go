package callflow

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strconv"
)

// readAddr is netip.ParseAddr, without an allocation for the IPv4 addresses and names that nearly
// all hosts are.
func readAddr(text []byte) (netip.Addr, bool) {
	if ip, ok := readIPv4(text); ok {
		return netip.AddrFrom4(ip), true
	}
	if bytes.IndexByte(text, ':') < 0 {
		return netip.Addr{}, false // a name
	}
	addr, err := netip.ParseAddr(string(text))
	return addr, err == nil
}

// readIPv4 reads an address in dotted decimal: four numbers without a zero before them.
func readIPv4(text []byte) (ip [4]byte, ok bool) {
	part, n, digits := 0, 0, 0
	for _, c := range text {
		switch {
		case isDigit(c):
			if digits > 0 && n == 0 {
				return ip, false
			}
			n = 10*n + int(c-'0')
			digits++
			if n > 255 {
				return ip, false
			}
		case c == '.' && digits > 0 && part < len(ip)-1:
			ip[part] = byte(n)
			part++
			n, digits = 0, 0
		default:
			return ip, false
		}
	}
	ip[part] = byte(n)
	return ip, digits > 0 && part == len(ip)-1
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// spells tells whether a text is an IPv4 address as readAddr reads it: comparing costs less than reading, and most
// addresses in a message are those of its packet.
func spells(text []byte, a netip.Addr) bool {
	if !a.Is4() {
		return false
	}
	ip := a.As4()
	o, p, q, r := octets[ip[0]], octets[ip[1]], octets[ip[2]], octets[ip[3]]
	// The first two numbers with their dots, and the other two, of which the last has no dot behind it.
	left, right := o.text|p.text<<(o.bits&63), q.text|r.text<<(q.bits&63)
	n, m := int(o.bits+p.bits)/8, int(q.bits+r.bits)/8-1
	if len(text) != n+m {
		return false
	}
	if len(text) < 8 { // the shortest there are
		four, ok := readIPv4(text)
		return ok && four == ip
	}
	return (binary.LittleEndian.Uint64(text)^left)<<((64-8*n)&63) == 0 &&
		(binary.LittleEndian.Uint64(text[len(text)-8:])>>((64-8*m)&63)^right)<<((64-8*m)&63) == 0
}

// octets are the numbers that an IPv4 address is made of, each with a dot behind it.
var octets = func() (list [256]octet) {
	for i := range list {
		var text [8]byte
		n := copy(text[:], strconv.Itoa(i)+".")
		list[i] = octet{binary.LittleEndian.Uint64(text[:]), uint64(8 * n)}
	}
	return list
}()

type octet struct {
	text uint64 // from its lowest byte on
	bits uint64 // how many it has
}
