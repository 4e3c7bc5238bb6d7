package diagnose

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sipcap/callflow"
)

var natRewrite = Rule{
	ID: "nat-rewrite", Severity: callflow.Info,
	Title: "a message came from another address than it names",
	Doc: "The topmost Via of a request names an address, and the packet came from another; or its server tells with received and rport that it saw it come from elsewhere. " +
		"An address translator lies between, or the sender has several addresses. The summary tells whether the server noticed, and which other addresses of the message were left as they were. " +
		"A different port alone is no sign: a client may send from any.",
	Hint:      "With rport and received in the responses SIP itself works. Whether media does depends on the addresses in the SDP: see what they are, and whether the peer uses symmetric RTP.",
	Reference: "RFC 3581 §4",
	refusal:   true,
	needs:     addressed,
	call: func(s *subject) {
		named := s.leg.Named()
		var told []netip.Addr
		for i := range named {
			n := &named[i]
			m := s.leg.Message(n.Message)
			src := m.Src
			summary := ""
			switch {
			case n.Place == callflow.InVia && n.Addr.Addr() != src.Addr():
				summary = fmt.Sprintf("%s from %s names %s in its %s%s", s.name(n.Message), s.party(src), n.Addr.Addr(), s.namedPlaces(n.Addr.Addr(), src), s.noticed(n, &m))
			case n.Place == callflow.InReceived && n.Addr.Addr() != m.Dst.Addr():
				src = m.Dst
				summary = fmt.Sprintf("%s saw the %s of %s come from %s", s.party(m.Src), cmpOr(string(m.CSeqMethod), "request"), src, addrPort(n.Addr))
			default:
				continue
			}
			if slices.Contains(told, src.Addr()) || len(told) >= itemLimit {
				continue
			}
			told = append(told, src.Addr())
			s.add(finding{at: n.Message, follows: s.cause(privateAddress.ID), summary: summary})
		}
	},
}

// namedPlaces are where the messages from src name an address: "Via, Contact and SDP".
func (s *subject) namedPlaces(addr netip.Addr, src netip.AddrPort) string {
	t := telling{}
	named := s.leg.Named()
	for i := range named {
		if s.leg.Message(named[i].Message).Src.Addr() == src.Addr() {
			t.named = append(t.named, &named[i])
		}
	}
	places := t.places(addr)
	last := len(places) - 1
	if last <= 0 {
		return strings.Join(places, "")
	}
	return strings.Join(places[:last], ", ") + " and " + places[last]
}

// noticed says whether the server of a request answers to where it came from.
func (s *subject) noticed(n *callflow.Named, m *callflow.Message) string {
	if callflow.IsPublic(n.Addr.Addr()) && callflow.IsPrivate(m.Src.Addr()) {
		return ", its address outside (by STUN, or configured)"
	}
	if r := s.received(m); r != nil {
		return fmt.Sprintf("; %s answers to %s", m.Dst, addrPort(r.Addr))
	}
	if n.Rport {
		return fmt.Sprintf("; no response of %s tells that it noticed", m.Dst)
	}
	return "; it does not ask for rport"
}

// addrPort is an address with its port, where that is known.
func addrPort(a netip.AddrPort) string {
	if a.Port() == 0 {
		return a.Addr().String()
	}
	return a.String()
}
