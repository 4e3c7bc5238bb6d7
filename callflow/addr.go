package callflow

import (
	"bytes"
	"net/netip"
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
