package sdp

import (
	"iter"
	"net/netip"
)

// Candidate is an a=candidate line (RFC 8839 §5.1).
type Candidate struct {
	Foundation []byte
	Component  int    // 1 RTP, 2 RTCP
	Transport  []byte // "UDP", "TCP" …
	Priority   int
	Address    []byte
	Port       int
	Type       []byte // "host", "srflx", "prflx", "relay"
	RelAddress []byte // raddr: where a reflexive or relayed candidate comes from
	RelPort    int
}

// AddrPort returns the candidate's address, and false when it is a name (mDNS) or the
// port is none.
func (c Candidate) AddrPort() (netip.AddrPort, bool) {
	addr, ok := parseAddr(c.Address)
	if !ok || c.Port <= 0 || c.Port > 65535 {
		return netip.AddrPort{}, false
	}
	return netip.AddrPortFrom(addr, uint16(c.Port)), true
}

// Candidates returns the ICE candidates of a media, an index into [Session.Media], in
// order. What cannot be read as a candidate is left out.
func (s *Session) Candidates(media int) iter.Seq[Candidate] {
	return func(yield func(Candidate) bool) {
		for l := range s.LinesOf(media) {
			name, value, ok := l.Attribute()
			if !ok || !equalFold(name, "candidate") {
				continue
			}
			if c, ok := parseCandidate(value); ok && !yield(c) {
				return
			}
		}
	}
}

func parseCandidate(value []byte) (c Candidate, ok bool) {
	var component, priority, port, key []byte
	c.Foundation, value = field(value)
	component, value = field(value)
	c.Transport, value = field(value)
	priority, value = field(value)
	c.Address, value = field(value)
	port, value = field(value)
	var okComponent, okPriority, okPort bool
	c.Component, okComponent = number(component)
	c.Priority, okPriority = number(priority)
	c.Port, okPort = number(port)
	if !okComponent || !okPriority || !okPort {
		return Candidate{}, false
	}
	for len(trim(value)) > 0 {
		var v []byte
		key, value = field(value)
		v, value = field(value)
		switch {
		case equalFold(key, "typ"):
			c.Type = v
		case equalFold(key, "raddr"):
			c.RelAddress = v
		case equalFold(key, "rport"):
			c.RelPort, _ = number(v)
		}
	}
	return c, true
}
