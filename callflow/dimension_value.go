package callflow

import (
	"net/netip"
	"strings"
	"time"

	"sipcap/sipmsg"
)

// dimensions lists all dimensions in the order in which they stand where none tells. To add
// one: give it a name, add a line here, and its words in callflow/report/dimensions.go.
var dimensions = [dimensionCount]func(calls int) grouper{
	byAddr(ByNextHop, func(c *Call) netip.Addr { return c.Dst().Addr() }),
	byAddr(BySource, func(c *Call) netip.Addr { return c.Src().Addr() }),
	byAddr(ByDestination, (*Call).lastHop),
	byText(ByUserAgent, (*Call).callerAgent),
	byCodec,
	byHour,
}

func byAddr(name DimensionName, key func(*Call) netip.Addr) func(int) grouper {
	return func(calls int) grouper {
		return newGroupedBy(calls, name, func(c *Call) netip.Addr { return key(c).Unmap() }, func(a netip.Addr) string {
			if !a.IsValid() {
				return ""
			}
			return a.String()
		})
	}
}

func byText(name DimensionName, key func(*Call) string) func(int) grouper {
	return func(calls int) grouper {
		return newGroupedBy(calls, name, key, func(s string) string { return s })
	}
}

func byHour(calls int) grouper {
	const hour = int64(time.Hour / time.Second)
	return newGroupedBy(calls, ByHour,
		func(c *Call) int64 { return c.Start().Unix() / hour },
		func(h int64) string { return time.Unix(h*hour, 0).UTC().Format("2006-01-02 15:04") })
}

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

// byCodec joins a list of codecs once: the same lists come again in nearly every call, and the
// builder keeps each once.
func byCodec(calls int) grouper {
	joined := map[*string]string{}
	return byText(ByCodec, func(c *Call) string {
		offer := c.offer()
		switch {
		case offer == nil:
			return ""
		case len(offer.Streams()) > 1, offer.Streams()[0].Refused, len(offer.Streams()[0].Codecs) == 0:
			return strings.Join(offer.codecs(), " ")
		}
		list := offer.Streams()[0].Codecs
		text, ok := joined[&list[0]]
		if !ok {
			text = strings.Join(offer.codecs(), " ")
			joined[&list[0]] = text
		}
		return text
	})(calls)
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
