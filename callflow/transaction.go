package callflow

import (
	"cmp"
	"encoding/binary"

	"sipcap/sipmsg"
)

// Transaction is a request and its responses on one hop (RFC 3261 §17), as an observer sees
// them. An INVITE's ACK is counted to the transaction of the INVITE where the final response
// is none of 2xx, and is a transaction of its own, with a Request alone, where it is.
//
// Message indexes are into the leg's messages, -1 where there is none: Request is the first
// sighting of the request, Provisional of the first 1xx other than 100, Trying of the first 100,
// Final of the first final response.
type Transaction struct {
	Branch      Branch
	CSeq        uint32
	Request     int32
	Trying      int32
	Provisional int32
	Final       int32 // a 2xx before any other
	ACK         int32
	Last        int32  // the last message
	Requests    uint16 // how often the request was sent, the first time included; 65535 for more
	Finals      uint16 // how often a final response was sent; likewise
	Status      uint16 // of Final, 0 without one
	Hop         uint16 // index into Leg.Hops
	Client      uint16 // index into Leg.Endpoints
	Server      uint16

	fromTag uint16
	sentBy  uint16

	Vias        uint8 // how many the request had on this hop
	MaxForwards uint8 // of the request; 255 where it told none, or was not captured
	InDialog    bool  // the request had a To-tag; false where it was not captured

	method methodID
}

// Is tells whether the transaction is of a method that is registered: of two others it does not tell
// which is which, as [Leg.MethodOf] does.
func (t *Transaction) Is(m sipmsg.Method) bool {
	return t.method < unregistered && knownMethods[t.method] == m
}

// MethodOf is the method of a transaction of the leg.
func (l *Leg) MethodOf(t *Transaction) sipmsg.Method { return l.methodOf(t.method) }

// NoMaxForwards is a Transaction's MaxForwards where that is not known.
const NoMaxForwards = 255

// Branch stands for the branch parameter of a topmost Via: within a leg, two are the same when
// their branches are. It is 0 for none.
type Branch uint64

// uniqueBranch marks a Branch that begins with the magic cookie "z9hG4bK", as that of an RFC 3261 endpoint does: it
// is then unique (RFC 3261 §8.1.1.7).
const uniqueBranch Branch = 1 << 63

// magicCookie is the cookie as the low bytes of 8.
const (
	magicCookie     = 'z' | '9'<<8 | 'h'<<16 | 'G'<<24 | '4'<<32 | 'b'<<40 | 'K'<<48
	magicCookieMask = 1<<56 - 1
)

// Unique tells whether the branch is that of an RFC 3261 endpoint, which uses none twice.
func (b Branch) Unique() bool { return b&uniqueBranch != 0 }

// branchOf hashes a branch: 63 bits make a chance meeting within a leg as good as impossible, and
// its maker does not know the seed.
func branchOf(seed *hashSeed, branch []byte) Branch {
	if len(branch) == 0 {
		return 0
	}
	h := Branch(seed.hash(branch))&^uniqueBranch | 1
	if len(branch) >= 8 && binary.LittleEndian.Uint64(branch)&magicCookieMask == magicCookie || string(branch) == "z9hG4bK" {
		h |= uniqueBranch
	}
	return h
}

// sentByOf stands for the sent-by of a topmost Via: host and port of the client, which with the
// branch make the transaction (RFC 3261 §17.2.3). The host is the same in any case.
func sentByOf(host []byte, port int) uint16 {
	const (
		factor    = 0x9e3779b97f4a7c15
		lowercase = 0x2020202020202020 // makes letters so, and leaves digits and dots as they are
	)
	h := uint64(cmp.Or(port, 5060))
	if n := len(host); n >= 8 {
		for rest := host; len(rest) > 8; rest = rest[8:] {
			h = fold(h^(binary.LittleEndian.Uint64(rest)|lowercase), factor)
		}
		h = fold(h^(binary.LittleEndian.Uint64(host[n-8:])|lowercase), factor)
	} else {
		for _, c := range host {
			h = fold(h^uint64(c|0x20), factor)
		}
	}
	return uint16(h ^ h>>32)
}
