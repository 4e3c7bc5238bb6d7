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
func (l *Leg) keepNamed(b *Builder, m *sipmsg.Message, f *facts, i int32) {
	r := &l.records[i]
	src, dst := l.endpoints.at(r.src).Addr(), l.endpoints.at(r.dst).Addr()
	if !src.IsValid() || !dst.IsValid() {
		return
	}
	translated := false
	switch {
	case !f.hasVia:
	case f.request:
		translated = l.keepVia(b, &f.via, i, src, dst)
	default:
		l.keepReceived(b, &f.via, i, dst)
	}
	contact := wantsContact(m)
	if !contact && r.sdp == 0 {
		return
	}
	foreign := translated || IsPublic(src) || IsPublic(dst)
	if contact {
		l.keepContact(b, m, i, src, foreign)
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
func (l *Leg) keepContact(b *Builder, m *sipmsg.Message, i int32, src netip.Addr, foreign bool) {
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
	if host, ok := b.addr(uri.Host, src); ok && astray(host, src, foreign) {
		l.addNamed(Named{Message: int(i), Place: InContact, Addr: netip.AddrPortFrom(host, uint16(uri.Port))})
	}
}

var loopback = []byte("127.") // what an IPv4 loopback address begins with

// astray tells whether an address is one that a receiver in another network cannot use.
func astray(named, src netip.Addr, foreign bool) bool {
	return IsPrivate(named) && (foreign || named.IsLoopback() && !src.IsLoopback())
}

// wantsContact tells whether a message says in its Contact where to send what follows.
func wantsContact(m *sipmsg.Message) bool {
	switch {
	case m.Method != "":
		return m.Method == sipmsg.INVITE || m.Method == sipmsg.REGISTER || m.Method == sipmsg.SUBSCRIBE
	case m.Status/100 != 2:
		return false
	}
	c, _ := m.CSeq()
	return c.Method == sipmsg.INVITE
}

// keepVia keeps the sent-by of a request, and tells whether it is another address than the
// packet's.
func (l *Leg) keepVia(b *Builder, via *sipmsg.Via, i int32, src, dst netip.Addr) bool {
	host, ok := b.addr(via.Host, src)
	if !ok || host == src && !(IsPrivate(src) && IsPublic(dst)) || host.IsLoopback() && src.IsLoopback() {
		return false
	}
	_, rport := via.RPort()
	l.addNamed(Named{Message: int(i), Place: InVia, Addr: netip.AddrPortFrom(host, uint16(via.Port)), Rport: rport})
	return host != src
}

// keepReceived keeps where the server of response i saw its request come from, where that is
// another address than the request named, or than the response is sent to.
func (l *Leg) keepReceived(b *Builder, via *sipmsg.Via, i int32, dst netip.Addr) {
	if i := bytes.IndexByte(via.Params, ';'); i < 0 || bytes.IndexByte(via.Params[i+1:], ';') < 0 {
		return // the branch alone, as in most
	}
	text := plainReceived(via.Params)
	if text == nil {
		text = via.Received()
	}
	seen, ok := b.addrs.parse(text)
	if !ok {
		return
	}
	if seen == dst {
		if bytes.Equal(text, via.Host) {
			return
		}
		if host, ok := b.addrs.parse(via.Host); !ok || seen == host {
			return
		}
	}
	port, _ := via.RPort()
	l.addNamed(Named{Message: int(i), Place: InReceived, Addr: netip.AddrPortFrom(seen, uint16(port))})
}

// plainReceived is the received parameter where only branch and rport stand before it, and all
// three are as nearly everybody writes them; nil else.
func plainReceived(p sipmsg.Params) []byte {
	const branch, rport, received = ";branch=", ";rport", ";received="
	if bytes.IndexByte(p, '"') >= 0 {
		return nil
	}
	for len(p) > len(received) {
		end := 1 + bytes.IndexByte(p[1:], ';')
		if end == 0 {
			end = len(p)
		}
		switch {
		case string(p[:len(received)]) == received:
			if last := p[end-1]; last < '0' || last > '9' {
				return nil
			}
			return p[len(received):end]
		case string(p[:len(rport)]) == rport && (end == len(rport) || p[len(rport)] == '='):
		case string(p[:len(branch)]) != branch:
			return nil
		}
		p = p[end:]
	}
	return nil
}

// addr reads an address, which is most often that of the packet.
func (b *Builder) addr(text []byte, src netip.Addr) (netip.Addr, bool) {
	a, ok := b.addrs.parse(text)
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
