package callflow

import (
	"bytes"
	"cmp"
	"hash/maphash"
	"net/netip"

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
	return int(t.method) < len(knownMethods) && knownMethods[t.method] == m
}

// MethodOf is the method of a transaction of the leg.
func (l *Leg) MethodOf(t *Transaction) sipmsg.Method { return l.methodOf(t.method) }

// NoMaxForwards is a Transaction's MaxForwards where that is not known.
const NoMaxForwards = 255

// Branch stands for the branch parameter of a topmost Via: within a leg, two are the same when
// their branches are. It is 0 for none.
type Branch uint64

// magicCookie begins the branch of an RFC 3261 endpoint, which is then unique (RFC 3261 §8.1.1.7).
var magicCookie = []byte("z9hG4bK")

// uniqueBranch marks a Branch with the magic cookie.
const uniqueBranch Branch = 1 << 63

// Unique tells whether the branch is that of an RFC 3261 endpoint, which uses none twice.
func (b Branch) Unique() bool { return b&uniqueBranch != 0 }

// branchOf hashes a branch: 63 bits make a chance meeting within a leg as good as impossible, and
// its maker does not know the seed.
func branchOf(seed maphash.Seed, branch []byte) Branch {
	if len(branch) == 0 {
		return 0
	}
	h := Branch(maphash.Bytes(seed, branch))&^uniqueBranch | 1
	if bytes.HasPrefix(branch, magicCookie) {
		h |= uniqueBranch
	}
	return h
}

// sentBys remembers the last ones: the same hosts stand in the Vias of most messages.
type sentBys [sentBySlots]sentBySlot

const sentBySlots = 1 << 10

// sentBySlot is a sent-by and what stands for it.
type sentBySlot struct {
	host  [21]byte // a longer one is hashed each time
	n     uint8
	port  uint16
	value uint16
	addr  netip.Addr
}

// of is what stands for a sent-by, and its host where that is an IPv4 address.
func (s *sentBys) of(v *sipmsg.Via) (uint16, netip.Addr) {
	n := len(v.Host)
	if n < 3 || n > len(sentBySlot{}.host) {
		return sentByOf(v), netip.Addr{}
	}
	slot := &s[(int(v.Host[n-1])+10*int(v.Host[n-2])+100*int(v.Host[n-3]))%sentBySlots]
	if int(slot.port) != v.Port || string(slot.host[:slot.n]) != string(v.Host) {
		slot.n, slot.port, slot.value = uint8(copy(slot.host[:], v.Host)), uint16(v.Port), sentByOf(v)
		if slot.addr, _ = readAddr(v.Host); !slot.addr.Is4() {
			slot.addr = netip.Addr{}
		}
	}
	return slot.value, slot.addr
}

// sentByOf stands for the sent-by of a topmost Via: host and port of the client, which with the
// branch make the transaction (RFC 3261 §17.2.3). The host is the same in any case.
func sentByOf(v *sipmsg.Via) uint16 {
	h := uint32(2166136261) // FNV-1a
	for _, c := range v.Host {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		h = (h ^ uint32(c)) * 16777619
	}
	h = (h ^ uint32(cmp.Or(v.Port, 5060))) * 16777619
	return uint16(h>>16 ^ h)
}
