package callflow

import (
	"bytes"
	"hash/maphash"
	"math"
	"net/netip"
	"slices"

	"sipcap/sipmsg"
)

// A phone that starts anew registers what it registered before under another Call-ID. To the registrar
// that is the same registration, and to who looks for it too.

// gatherRegistrations makes one call of the registrations of an address-of-record at one registrar from
// one host, and gives what is left of calls. Those are in the order of their first messages, and so
// are the legs.
func gatherRegistrations(calls []*Call) []*Call {
	var aor aorBuffer
	newest := map[uint64]*Call{} // of each registration, by its key
	return slices.DeleteFunc(calls, func(c *Call) bool {
		if c.Kind != KindRegistration || c.Attempts == 0 {
			return false
		}
		key, ok := aor.key(c)
		if !ok {
			return false
		}
		if first := newest[key]; first != nil && len(first.Legs()) < maxLegs && aor.same(first, c) {
			first.gather(c)
			return true
		}
		newest[key] = c
		return false
	})
}

// gather takes over a registration under another Call-ID, which began later. What became of the last
// attempt of all is what became of the call.
func (c *Call) gather(o *Call) {
	x := c.extra
	if x == nil || x.first == nil {
		x = c.beginJoin()
	}
	n := len(x.legs)
	x.joined = append(x.joined, Joined{With: n - 1, Evidence: SameRegistration, Score: pointsHeader, call: o})
	later := o.decided() >= c.decided()
	c.absorb(o)
	c.Attempts = saturated(int(c.Attempts) + int(o.Attempts))
	c.Hops = saturated(countHops(x.legs))
	if later {
		c.State, c.Outcome, c.Status = o.State, o.Outcome, o.Status
		c.told, c.proved, c.proof, x.proof = uint16(n), o.proved, o.proof, nil
		if o.extra != nil {
			x.proof = o.extra.proof
		}
	}
}

// decided is the time of the message that the state of a call rests on, in ns since 1970.
func (c *Call) decided() int64 {
	if c.proved == 0 {
		return math.MinInt64
	}
	return c.ProofLeg().records[c.proof[0]].time
}

// aorBuffer is room for comparing addresses-of-record.
type aorBuffer struct{ uri, a, b []byte }

// key stands for who registers where; false where the capture does not tell.
func (x *aorBuffer) key(c *Call) (uint64, bool) {
	if x.a = x.append(x.a[:0], c.To()); len(x.a) == 0 {
		return 0, false
	}
	const factor = 0x9e3779b97f4a7c15
	ends := maphash.Comparable(joinSeed, [2]netip.Addr{c.Src().Addr(), c.Dst().Addr()})
	return maphash.Bytes(joinSeed, x.a)*factor ^ ends, true
}

// same tells whether two registrations are from one host to one registrar, for one address-of-record.
func (x *aorBuffer) same(c, o *Call) bool {
	x.a, x.b = x.append(x.a[:0], c.To()), x.append(x.b[:0], o.To())
	return c.Src().Addr() == o.Src().Addr() && c.Dst().Addr() == o.Dst().Addr() && bytes.Equal(x.a, x.b)
}

// append adds the address-of-record that a To names, as a registrar compares them (RFC 3261 §10.3):
// without parameters and headers, escapes undone, scheme and host in lower case (§19.1.4). It adds
// nothing for what is no such URI.
func (x *aorBuffer) append(dst []byte, to string) []byte {
	x.uri = append(x.uri[:0], to...)
	u, ok := sipmsg.ParseURI(x.uri)
	switch {
	case ok && u.IsTel():
		return u.AppendDigits(append(dst, "tel:"...))
	case !ok || !u.IsSIP():
		return dst
	}
	dst = append(appendLower(dst, u.Scheme), ':')
	dst = append(sipmsg.AppendUnescaped(dst, u.User), '@')
	dst = appendLower(dst, u.Host)
	if u.Port != 0 {
		dst = append(dst, ':', byte(u.Port>>8), byte(u.Port))
	}
	return dst
}

func appendLower(dst, text []byte) []byte {
	for _, c := range text {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}
