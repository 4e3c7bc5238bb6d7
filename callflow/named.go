package callflow

import (
	"bytes"
	"net/netip"

	"sipcap/sipmsg"
)

// Place says where in a message an address stands.
type Place uint8

// The places that a leg keeps addresses of.
const (
	InVia      Place = iota // sent-by of the topmost Via of a request
	InContact               // of a request, or a 2xx, that has no Record-Route
	InSDP                   // where media is wanted, without ICE
	InReceived              // received and rport of a response: where its server saw the request come from
)

func (p Place) String() string {
	return [...]string{"Via", "Contact", "SDP", "received"}[min(p, InReceived)]
}

// Named is an address that a message names, kept where it does not fit the packet that
// carried it: it is another than the packet's, or private though the packet is on its way
// from or to a public address. Most legs have none.
type Named struct {
	Message int
	Place   Place
	Addr    netip.AddrPort // with port 0 where none is named
	Rport   bool           // of a Via: answers are wanted at the port that the request comes from (RFC 3581)
}

// namedLimit is how many a leg keeps, the first ones.
const namedLimit = 16

// Named are the addresses that do not fit their packets, each once for a pair of endpoints, in
// the order of capture. The slice is the leg's own: read only.
func (l *Leg) Named() []Named { return l.rarities().named }

// keepNamed keeps what message i names of addresses that do not fit its packet.
func (l *Leg) keepNamed(e *Event, f *facts, i int32) {
	m, r := e.Message, &l.records[i]
	src, dst := e.Src.Addr(), e.Dst.Addr()
	if !src.IsValid() || !dst.IsValid() {
		return
	}
	translated := false
	switch {
	case f.via == nil:
	case f.request:
		translated = l.keepVia(f.via, i, src, dst)
	default:
		l.keepReceived(f, i, dst)
	}
	contact := wantsContact(m, f)
	if !contact && r.sdp == 0 {
		return
	}
	foreign := translated || IsPublic(src) || IsPublic(dst)
	if contact {
		l.keepContact(m, i, src, foreign)
	}
	if r.sdp == 0 {
		return
	}
	d := &l.sdps[r.sdp-1]
	for k := range d.Streams() {
		if addr := d.Addr(k); !d.Streams()[k].Refused && d.streams.ice>>k&1 == 0 && astray(addr.Addr(), src, foreign) {
			l.addNamed(Named{Message: int(i), Place: InSDP, Addr: addr})
		}
	}
}

// keepContact keeps the Contact of message i where it leads its receiver astray.
func (l *Leg) keepContact(m *sipmsg.Message, i int32, src netip.Addr, foreign bool) {
	text := m.Get(sipmsg.HeaderContact)
	if !foreign && !bytes.Contains(text, loopback) || m.Get(sipmsg.HeaderRecordRoute) != nil {
		return
	}
	contact, ok := sipmsg.ParseAddress(text)
	if !ok {
		return
	}
	uri, ok := contact.ParseURI()
	if !ok {
		return
	}
	if host, ok := hostAddr(uri.Host, src); ok && astray(host, src, foreign) {
		l.addNamed(Named{Message: int(i), Place: InContact, Addr: netip.AddrPortFrom(host, uint16(uri.Port))})
	}
}

var loopback = []byte("127.") // what an IPv4 loopback address begins with

// astray tells whether an address is one that a receiver in another network cannot use.
func astray(named, src netip.Addr, foreign bool) bool {
	return IsPrivate(named) && (foreign || named.IsLoopback() && !src.IsLoopback())
}

// wantsContact tells whether a message says in its Contact where to send what follows.
func wantsContact(m *sipmsg.Message, f *facts) bool {
	switch {
	case f.request:
		return f.id == methodINVITE || f.id == methodREGISTER || f.id == methodSUBSCRIBE
	case m.Status < 200 || m.Status > 299:
		return false
	case f.id != noMethod:
		return f.id == methodINVITE
	}
	c, _ := m.CSeq() // whose number is none
	return c.Method == sipmsg.INVITE
}

// keepVia keeps the sent-by of a request, and tells whether it is another address than the
// packet's.
func (l *Leg) keepVia(via *sipmsg.Via, i int32, src, dst netip.Addr) bool {
	host, ok := hostAddr(via.Host, src)
	if !ok || host == src && !(IsPublic(dst) && IsPrivate(src)) || host.IsLoopback() && src.IsLoopback() {
		return false
	}
	_, rport := via.RPort()
	l.addNamed(Named{Message: int(i), Place: InVia, Addr: netip.AddrPortFrom(host, uint16(via.Port)), Rport: rport})
	return host != src
}

// keepReceived keeps where the server of response i saw its request come from, where that is
// another address than the request named, or than the response is sent to.
func (l *Leg) keepReceived(f *facts, i int32, dst netip.Addr) {
	via := f.via
	text, usual := plainReceived(via.Params, f.written)
	if usual && (text == nil || string(text) == string(via.Host) && spells(text, dst)) {
		return
	}
	seen, ok := readAddr(text)
	if !ok {
		if seen, ok = readAddr(via.Received()); !ok {
			return
		}
	}
	if seen == dst {
		if host, ok := readAddr(via.Host); !ok || seen == host {
			return
		}
	}
	port, _ := via.RPort()
	l.addNamed(Named{Message: int(i), Place: InReceived, Addr: netip.AddrPortFrom(seen, uint16(port))})
}

// plainReceived is the received parameter, nil where there is none, if the parameters are usual: the branch, and perhaps
// rport, stand before it, as nearly everybody writes them, and nothing after it.
func plainReceived(p sipmsg.Params, branch []byte) (received []byte, usual bool) {
	const first, rport, start = ";branch=", ";rport", ";received="
	n := len(first) + len(branch)
	if len(branch) == 0 || n > len(p) || p[0] != ';' || &p[len(first)] != &branch[0] {
		return nil, false
	}
	if p = p[n:]; len(p) > len(rport) && string(p[:len(rport)]) == rport {
		i := len(rport)
		if p[i] == '=' {
			for i++; i < len(p) && isDigit(p[i]); i++ {
			}
		}
		p = p[i:]
	}
	if len(p) <= len(start) || string(p[:len(start)]) != start {
		return nil, len(p) == 0 || string(p) == rport
	}
	return p[len(start):], true
}

// hostAddr reads an address, which is most often that of the packet.
func hostAddr(text []byte, src netip.Addr) (netip.Addr, bool) {
	if spells(text, src) {
		return src, true
	}
	a, ok := readAddr(text)
	if !ok || a == src {
		return a, ok
	}
	return a.Unmap(), true
}

func (l *Leg) addNamed(n Named) {
	x := l.makeRare()
	if len(x.named) >= namedLimit {
		return
	}
	r := &l.records[n.Message]
	for _, o := range x.named {
		p := &l.records[o.Message]
		if o.Place == n.Place && o.Addr.Addr() == n.Addr.Addr() && p.src == r.src && p.dst == r.dst {
			return
		}
	}
	x.named = append(x.named, n)
}
