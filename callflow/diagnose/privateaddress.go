package diagnose

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"sipcap/callflow"
)

var privateAddress = Rule{
	ID: "private-address", Severity: callflow.Warning,
	Title: "a private address is told to a peer in another network",
	Doc: "A Contact without a Record-Route before it, the SDP, or a Via names an address of RFC 1918, RFC 6598, RFC 4193, a link-local or a loopback one, and the packet runs from or to a public address, " +
		"or comes from another one than its Via says. Who is told so sends ACK, BYE or media to nowhere. " +
		"Silent where the peer is seen to know better: its responses tell with received or rport where the requests come from, its requests come all the same, or the next hop gets other addresses. " +
		"Silent about SDP with ICE, about a Contact over TCP, where the connection is used, and about what a call that did not come about would have needed.",
	Hint: "Does the peer answer media to where it comes from (symmetric RTP) and correct Contacts? If not, the endpoint needs STUN or ICE, or a session border controller before it. " +
		"A router that was to rewrite SIP (ALG) did not, or did so by half.",
	Reference: "RFC 6314 §3",
	refusal:   true, // whatever a scanner says of itself
	needs:     addressed,
	call: func(s *subject) {
		var told []telling
		named := s.leg.Named()
		for i := range named {
			n := &named[i]
			m := s.leg.Message(n.Message)
			if n.Place == callflow.InReceived || !callflow.IsPrivate(n.Addr.Addr()) || !s.elsewhere(n, &m) || s.copes(n, &m) {
				continue
			}
			k := slices.IndexFunc(told, func(t telling) bool { return t.src == m.Src && t.dst == m.Dst })
			if k < 0 {
				k, told = len(told), append(told, telling{src: m.Src, dst: m.Dst})
			}
			told[k].named = append(told[k].named, n)
		}
		// What follows is more often from where requests go to than from where media does.
		slices.SortStableFunc(told, func(a, b telling) int { return cmp.Compare(a.of(callflow.InSDP), b.of(callflow.InSDP)) })
		for _, t := range told[:min(len(told), itemLimit)] {
			at := t.named[0].Message
			s.add(finding{at: at, messages: t.messages(), summary: fmt.Sprintf("%s from %s to %s names %s", s.name(at), s.party(t.src), t.dst, t.words())})
		}
	},
}

// elsewhere tells whether the packets show the receiver of a private address in another network.
func (s *subject) elsewhere(n *callflow.Named, m *callflow.Message) bool {
	named, src, dst := n.Addr.Addr(), m.Src.Addr(), m.Dst.Addr()
	switch {
	case named.IsLoopback():
		return true
	case callflow.IsPublic(dst):
		return true
	case callflow.IsPublic(src):
		return !near(named, dst)
	}
	// Both are private: then the sender's Via must prove that addresses are translated between them.
	return named != src && !near(named, src) && !near(named, dst) && s.translated(named, src)
}

// near tells whether two addresses are likely to be of the same network.
func near(a, b netip.Addr) bool {
	bits := 16
	if a.Is6() {
		bits = 48
	}
	prefix, err := a.Prefix(bits)
	return err == nil && prefix.Contains(b)
}

// translated tells whether a Via names an address, and came from another.
func (s *subject) translated(named, src netip.Addr) bool {
	return slices.ContainsFunc(s.leg.Named(), func(n callflow.Named) bool {
		return n.Place == callflow.InVia && n.Addr.Addr() == named && s.leg.Message(n.Message).Src.Addr() == src
	})
}

// copes tells whether the capture shows that a private address harms nobody.
func (s *subject) copes(n *callflow.Named, m *callflow.Message) bool {
	if m.Method != "" && s.received(m) != nil {
		return true
	}
	if n.Place == callflow.InVia {
		// The response goes to where the request came from (RFC 3261 §18.2.1), but to the port in the Via.
		t := s.txs[m.Transaction]
		return m.Transport != callflow.UDP || n.Rport || cmp.Or(n.Addr.Port(), 5060) == m.Src.Port() || t.Trying >= 0 || t.Provisional >= 0 || t.Final >= 0
	}
	if !s.succeeded() || s.wentOn(m) {
		return true // who gets it in the end is who is told
	}
	return n.Place == callflow.InContact && (m.Transport != callflow.UDP || s.reached(n.Message, m))
}

// received is where a peer saw the requests of m's sender come from; nil where it does not tell.
func (s *subject) received(m *callflow.Message) *callflow.Named {
	named := s.leg.Named()
	for i := range named {
		n := &named[i]
		if n.Place != callflow.InReceived {
			continue
		}
		if r := s.leg.Message(n.Message); r.Src.Addr() == m.Dst.Addr() && r.Dst.Addr() == m.Src.Addr() {
			return n
		}
	}
	return nil
}

// reached tells whether a request of the other side came to who made message i, in spite of its Contact.
func (s *subject) reached(i int, m *callflow.Message) bool {
	maker := m.Src.Addr()
	for _, o := range s.leg.Messages() {
		if s.farther(m, &o) {
			maker = o.Src.Addr()
		}
	}
	for k, o := range s.leg.Messages() {
		if k > i && o.Method != "" && o.ToTag != "" && o.Dst.Addr() == maker && (o.FromTag == m.FromTag) == (m.Method == "") {
			return true
		}
	}
	return false
}

// wentOn tells whether message m was passed on to another hop.
func (s *subject) wentOn(m *callflow.Message) bool {
	for _, o := range s.leg.Messages() {
		if s.farther(&o, m) {
			return true
		}
	}
	return false
}

// farther tells whether a is message b on a hop farther from its maker.
func (s *subject) farther(a, b *callflow.Message) bool {
	return sameMessage(a, b) && (a.Method != "" && a.Vias > b.Vias || a.Method == "" && a.Vias < b.Vias)
}

// astray is the id of private-address where it was told of an address that fits; else "".
func (s *subject) astray(fits func(n *callflow.Named) bool) string {
	if !s.has(privateAddress.ID) {
		return ""
	}
	named := s.leg.Named()
	for i := range named {
		if callflow.IsPrivate(named[i].Addr.Addr()) && fits(&named[i]) {
			return privateAddress.ID
		}
	}
	return ""
}

// misled is that of the Contact of response i, to which the ACK goes.
func (s *subject) misled(i int) string {
	src := s.leg.Message(i).Src
	return s.astray(func(n *callflow.Named) bool {
		return n.Place == callflow.InContact && s.leg.Message(n.Message).Src == src
	})
}

// sentAstray is that of the Contact that request i goes to.
func (s *subject) sentAstray(i int) string {
	dst := s.leg.Message(i).Dst.Addr()
	return s.astray(func(n *callflow.Named) bool { return n.Place == callflow.InContact && n.Addr.Addr() == dst })
}
