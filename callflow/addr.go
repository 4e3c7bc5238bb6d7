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
	var room [32]byte
	n := copy(room[:], text)
	room[n] = '.'
	ip, at := a.As4(), uint64(0)
	for i := range ip {
		o := octets[ip[i]]
		if (binary.LittleEndian.Uint32(room[at&15:])^uint32(o))<<(o>>32&31) != 0 {
			return false
		}
		at += o >> 40
	}
	return int(at) == n+1
}

// octets are the numbers that an IPv4 address is made of, each with a dot behind it: these two to four octets, by how many
// bits they are less than 32, and how many they are.
var octets = func() (list [256]uint64) {
	for i := range list {
		var text [4]byte
		n := copy(text[:], strconv.Itoa(i)+".")
		list[i] = uint64(binary.LittleEndian.Uint32(text[:])) | uint64(32-8*n)<<32 | uint64(n)<<40
	}
	return list
}()
