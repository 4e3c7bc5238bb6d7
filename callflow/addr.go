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
	const longest = len("255.255.255.255")
	if !a.Is4() || len(text) > longest {
		return false
	}
	var room [longest + 4]byte
	n := copy(room[:], text)
	room[n] = '.'
	at := 0
	for _, b := range a.As4() {
		o := &octets[b]
		if binary.LittleEndian.Uint32(room[at:])&o.mask != o.text {
			return false
		}
		at += int(o.n)
	}
	return at == n+1
}

// octets are the numbers that an IPv4 address is made of, each with a dot behind it.
var octets = func() (list [256]octet) {
	for i := range list {
		var text [4]byte
		n := copy(text[:], strconv.Itoa(i)+".")
		list[i] = octet{text: binary.LittleEndian.Uint32(text[:]), mask: 1<<(8*n) - 1, n: uint8(n)}
	}
	return list
}()

type octet struct {
	text, mask uint32
	n          uint8
}
