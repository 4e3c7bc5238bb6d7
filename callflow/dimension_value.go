package callflow

import (
	"net/netip"
	"strings"
	"time"

	"sipcap/sipmsg"
)

// dimensions lists all dimensions in the order in which they stand where none tells. To add
// one: give it a name, add a line here, and its words in callflow/report/dimensions.go.
var dimensions = [dimensionCount]dimensionKind{
	byAddr(ByNextHop, func(c *Call) netip.Addr { return c.Dst().Addr() }),
	byAddr(BySource, func(c *Call) netip.Addr { return c.Src().Addr() }),
	byAddr(ByDestination, (*Call).lastHop),
	by(ByUserAgent, (*Call).callerAgent, asIs, wordSlot),
	{ByCodec, byCodec, (*Call).codecsOffered},
	by(ByHour, func(c *Call) int64 { return c.Start().Unix() / hour }, hourText, func(h int64) uint { return uint(h) }),
}

// dimensionKind is a dimension: what groups all calls by it, so many of them, and which value one has.
type dimensionKind struct {
	name  DimensionName
	all   func(calls int, addrs *addrNumbers) grouper
	value func(*Call) string
}

// groupKey is what calls are grouped by.
type groupKey[K comparable] struct {
	name DimensionName
	key  func(*Call) K
	text func(K) string // tells a key
}

func (k *groupKey[K]) of(calls int, numbers numbering[K]) grouper {
	return &groupedBy[K]{groupKey: k, numbers: numbers, ofCall: make([]int32, 0, calls)}
}

// by groups calls by a key; slot is for keyNumbers.
func by[K comparable](name DimensionName, key func(*Call) K, text func(K) string, slot func(K) uint) dimensionKind {
	k := &groupKey[K]{name, key, text}
	return dimensionKind{name, func(calls int, _ *addrNumbers) grouper { return k.of(calls, newKeyNumbers(slot)) },
		func(c *Call) string { return text(key(c)) }}
}

func byAddr(name DimensionName, addr func(*Call) netip.Addr) dimensionKind {
	k := &groupKey[netip.Addr]{name, func(c *Call) netip.Addr { return addr(c).Unmap() }, addrText}
	return dimensionKind{name, func(calls int, addrs *addrNumbers) grouper { return k.of(calls, addrs) },
		func(c *Call) string { return addrText(k.key(c)) }}
}

func addrText(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

func asIs(s string) string { return s }

func wordSlot(s string) uint {
	if s == "" {
		return 0
	}
	n := len(s)
	return uint(n) + 3*uint(s[0]) + 5*uint(s[n-1]) + 7*uint(s[n/2])
}

const hour = int64(time.Hour / time.Second)

func hourText(h int64) string { return time.Unix(h*hour, 0).UTC().Format("2006-01-02 15:04") }

// lastHop is the server of the initial INVITE that went farthest, of several the last one.
func (c *Call) lastHop() netip.Addr {
	l := c.Legs()[len(c.Legs())-1]
	var far *Transaction
	for i := range l.transactions {
		t := &l.transactions[i]
		if t.Is(sipmsg.INVITE) && !t.InDialog && t.Request >= 0 && (far == nil || t.Vias >= far.Vias) {
			far = t
		}
	}
	if far == nil {
		return c.Dst().Addr()
	}
	return l.endpoints.at(far.Server).Addr()
}

// callerAgent is how the caller names itself, "" where it does not.
func (c *Call) callerAgent() string { return c.Leg().Agent(c.Src()) }

// codecsOffered are the codecs of the call's offer.
func (c *Call) codecsOffered() string {
	if offer := c.offer(); offer != nil {
		return strings.Join(offer.codecs(), " ")
	}
	return ""
}

// byCodec joins a list of codecs once: the same lists come again in nearly every call, and the
// builder keeps each once.
func byCodec(calls int, _ *addrNumbers) grouper {
	joined := map[*string]string{}
	k := &groupKey[string]{name: ByCodec, text: asIs}
	k.key = func(c *Call) string {
		offer := c.offer()
		if offer == nil || len(offer.Streams()) > 1 || offer.Streams()[0].Refused || len(offer.Streams()[0].Codecs) == 0 {
			return c.codecsOffered()
		}
		list := offer.Streams()[0].Codecs
		text, ok := joined[&list[0]]
		if !ok {
			text = strings.Join(offer.codecs(), " ")
			joined[&list[0]] = text
		}
		return text
	}
	return k.of(calls, newKeyNumbers(wordSlot))
}

// offer is the session description in the call's first INVITE that has one, nil where none has:
// the callee is to make the offer.
func (c *Call) offer() *SDP {
	l := c.Leg()
	for i := range l.transactions {
		t := &l.transactions[i]
		if t.Is(sipmsg.INVITE) && !t.InDialog && t.Request >= 0 && l.records[t.Request].sdp != 0 {
			if s := &l.sdps[l.records[t.Request].sdp-1]; len(s.Streams()) > 0 {
				return s
			}
		}
	}
	return nil
}
