package callflow

import (
	"bytes"
	"iter"
	"net/netip"
	"slices"

	"sipcap/sipmsg/sdp"
)

// Phones and gateways describe their sessions in the same words call after call: all but the
// addresses is kept once for all of them, and found again without parsing.

// streams is what descriptions have in common.
type streams struct {
	list  []Stream
	ice   uint64           // those that find their way by ICE, whatever their address is: a bit each
	ip    netip.Addr       // of them, where it is one, and no IPv4 address
	addrs []netip.AddrPort // of each, where they have several, or are too many: a description with its own addresses
}

// media is where streams are wanted: at one IPv4 address as nearly always, or at that of streams.
type media struct {
	ip    [4]byte
	ports [mediaPorts]uint16 // 0 of a stream that has no address
}

// mediaPorts is how many streams have their ports in a description.
const mediaPorts = sdp.OutlineMedia

// Addr is where stream i is to be sent; zero where that is no address.
func (s *SDP) Addr(i int) netip.AddrPort {
	switch {
	case s.streams.addrs != nil:
		return s.streams.addrs[i]
	case i >= mediaPorts || s.ports[i] == 0:
		return netip.AddrPort{}
	case s.streams.ip.IsValid():
		return netip.AddrPortFrom(s.streams.ip, s.ports[i])
	}
	return netip.AddrPortFrom(netip.AddrFrom4(s.ip), s.ports[i])
}

// descriptionOf sums up the session that a body describes, if it does; with its origin where it may begin a call.
func (b *Builder) descriptionOf(body []byte, begins bool) (SDP, bool) {
	o, streams, ok := b.familiar.Find(body)
	if ok {
		d := SDP{streams: streams, media: media{o.IP, o.Ports}}
		if begins {
			d.origin = originKey(o.Origin())
		}
		return d, true
	}
	if !sdp.Parse(body, &b.sdp) {
		return SDP{}, false
	}
	d := b.describe(&b.sdp)
	if begins {
		d.origin = originKey(b.sdp.Origin)
	}
	// Where media has its port but no address, the outline does not tell.
	if o != nil && d.streams.addrs == nil && d.media == (media{o.IP, o.Ports}) {
		b.familiar.Keep(&b.sdp, d.streams)
	}
	return d, true
}

// describe sums up a session.
func (b *Builder) describe(s *sdp.Session) SDP {
	at, ip, fits := mediaOf(s)
	d := SDP{media: at}
	b.list = appendStreams(b.list[:0], s)
	if ip.IsValid() {
		b.list = ip.AppendTo(b.list)
	}
	if fits {
		d.streams = b.described[string(b.list)]
	}
	if d.streams != nil {
		return d
	}
	shared := fits && len(b.list) <= valueLimit && len(b.described) < wordLimit
	key := ""
	if shared {
		key = string(b.list) // b.list is used again for the lists of codecs
	}
	d.streams = &streams{list: b.streams(s), ice: iceOf(s), ip: ip}
	if shared {
		b.described[key] = d.streams
	}
	if !fits {
		d.media = media{}
		d.streams.addrs = make([]netip.AddrPort, len(s.Media))
		for i := range s.Media {
			d.streams.addrs[i], _ = s.Media[i].AddrPort()
		}
	}
	return d
}

// mediaOf is where the streams of a session are wanted, and the address where it is no IPv4 address.
// It does not fit where there are too many, or at several addresses.
func mediaOf(s *sdp.Session) (at media, ip netip.Addr, fits bool) {
	for i := range s.Media {
		addr, ok := s.Media[i].AddrPort()
		switch {
		case !ok:
			continue
		case i >= mediaPorts, ip.IsValid() && ip != addr.Addr():
			return media{}, netip.Addr{}, false
		}
		ip, at.ports[i] = addr.Addr(), addr.Port()
	}
	if ip.Is4() {
		at.ip, ip = ip.As4(), netip.Addr{}
	}
	return at, ip, true
}

// appendStreams appends what no descriptions have in common but those with the same streams.
func appendStreams(key []byte, s *sdp.Session) []byte {
	for i := range s.Media {
		m := &s.Media[i]
		how := byte(m.Direction) << 2
		if m.Hold() {
			how |= 1
		}
		if !m.Active() {
			how |= 2
		}
		if hasICE(m) {
			how |= 1 << 6
		}
		key = append(appendCounted(key, m.Type), how)
		for k := range m.Codecs {
			// The name tells whether a codec carries the media, so that it need not be asked.
			if c := &m.Codecs[k]; len(c.Name) > 0 {
				key = appendCounted(key, c.Name)
			} else if c.Carries() {
				key = appendCounted(key, []byte(c.Title()))
			}
		}
		key = append(key, 0, 0)
	}
	return key
}

// appendCounted appends a text with its length, so that texts one after the other are told apart. The
// length of what is too long for two bytes is too long to be looked for.
func appendCounted(key, text []byte) []byte {
	n := len(text) + 1
	return append(append(key, byte(n), byte(n>>8)), text...)
}

// streams sums up the media of a session. Names of codecs come again in nearly every call
// and are kept once.
func (b *Builder) streams(s *sdp.Session) []Stream {
	list := make([]Stream, len(s.Media))
	for i := range s.Media {
		m := &s.Media[i]
		list[i] = Stream{
			Type: b.words.intern(m.Type), Codecs: b.codecs(m), Direction: m.Direction.String(), Hold: m.Hold(), Refused: !m.Active(),
		}
	}
	return list
}

// iceOf has a bit for each stream that finds its way by ICE: no session has more than 64.
func iceOf(s *sdp.Session) (set uint64) {
	for i := range s.Media {
		if hasICE(&s.Media[i]) {
			set |= 1 << i
		}
	}
	return set
}

func hasICE(m *sdp.Media) bool { return m.ICEUfrag != nil || m.Candidates > 0 }

// codecs are the names of the formats that carry the media, each once: a codec may be there
// with several clock rates. Lists come again as names do.
func (b *Builder) codecs(m *sdp.Media) []string {
	b.list, b.titles = b.list[:0], b.titles[:0]
	for i := range m.Codecs {
		title := ""
		if c := &m.Codecs[i]; c.Carries() {
			title = c.Title()
			if !slices.Contains(b.titles[max(0, i-codecReach):], title) {
				b.list = append(append(b.list, title...), 0)
			}
		}
		b.titles = append(b.titles, title)
	}
	return b.sharedList(b.listed())
}

// listed are the entries of b.list.
func (b *Builder) listed() iter.Seq[string] {
	return func(yield func(string) bool) {
		for rest := b.list; len(rest) > 0; {
			entry, after, _ := bytes.Cut(rest, []byte{0})
			if !yield(b.words.intern(entry)) {
				return
			}
			rest = after
		}
	}
}

// codecReach is how far back a format of the same name is looked for.
const codecReach = 32
