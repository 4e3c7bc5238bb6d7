package callflow

import (
	"bytes"
	"hash/maphash"
	"iter"
	"net/netip"
	"slices"
	"strings"

	"sipcap/sipmsg"
	"sipcap/sipmsg/sdp"
)

// SDP is what a leg keeps of a session description.
type SDP struct {
	Streams []Stream
	origin  uint64 // of its o= line, 0 where that can be anybody's: to be compared
}

// Stream is one media description ("m=" line) of an SDP.
type Stream struct {
	Type      string         // audio, video, image …
	Codecs    []string       // that carry it, by name, in order of preference; not to be changed
	Direction string         // sendrecv, sendonly, recvonly, inactive
	Addr      netip.AddrPort // where it is to be sent; zero where that is no address
	Hold      bool           // the other side is put on hold (RFC 3264 §8.4)
	Refused   bool           // refused or switched off, with port 0 (RFC 3264 §6)
}

// Hold tells whether the writer puts the session on hold: all its audio that is not refused,
// or where there is none, all other media.
func (s *SDP) Hold() bool {
	audio, other := true, true
	audios, others := 0, 0
	for i := range s.Streams {
		switch st := &s.Streams[i]; {
		case st.Refused:
		case strings.EqualFold(st.Type, "audio"):
			audios++
			audio = audio && st.Hold
		default:
			others++
			other = other && st.Hold
		}
	}
	if audios > 0 {
		return audio
	}
	return others > 0 && other
}

// codecs are those of all streams that are not refused, each once.
func (s *SDP) codecs() []string {
	var names []string
	for i := range s.Streams {
		if !s.Streams[i].Refused {
			names = addNames(names, s.Streams[i].Codecs)
		}
	}
	return names
}

// addNames adds to a list what it has not yet. The first names are not copied.
func addNames(names, more []string) []string {
	if names == nil {
		return slices.Clip(more)
	}
	for _, name := range more {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// keepSDP keeps the summary of the session description of message i.
func (l *Leg) keepSDP(b *Builder, m *sipmsg.Message, i int32) {
	if len(m.Body) == 0 || len(l.sdps) >= tableLimit {
		return
	}
	body := m.BodyOf("application/sdp")
	if len(body) == 0 || !sdp.Parse(body, &b.sdp) {
		return
	}
	l.sdps = append(l.sdps, SDP{Streams: b.streams(&b.sdp), origin: originKey(&b.sdp.Origin)})
	l.records[i].sdp = uint16(len(l.sdps))
}

// originDigits is how long session and version of an o= line are together where they are
// made for one session. Less is a counter.
const originDigits = 9

// originKey stands for an o= line. SBCs pass user name, session and version on, with an address of
// their own (RFC 8866 §5.2).
func originKey(o *sdp.Origin) uint64 {
	if len(o.SessionID)+len(o.SessionVersion) < originDigits || string(o.SessionID) == "53655765" {
		return 0 // the number is that of every scenario of SIPp
	}
	var b [96]byte
	key := append(append(append(b[:0], o.Username...), ' '), o.SessionID...)
	return maphash.Bytes(joinSeed, append(append(key, ' '), o.SessionVersion...))
}

// media is where the first stream that is not refused is to be sent, the zero value where
// nothing tells.
func (s *SDP) media() netip.AddrPort {
	for i := range s.Streams {
		if st := &s.Streams[i]; !st.Refused {
			if a := st.Addr; a.IsValid() && !a.Addr().IsUnspecified() && !a.Addr().IsLoopback() {
				return a
			}
			break
		}
	}
	return netip.AddrPort{}
}

// streams sums up the media of a session. Names of codecs come again in nearly every call
// and are kept once.
func (b *Builder) streams(s *sdp.Session) []Stream {
	streams := b.packing.streams.cut(len(s.Media))
	for i := range s.Media {
		m := &s.Media[i]
		st := &streams[i]
		st.Type = b.words.intern(m.Type)
		st.Direction = m.Direction.String()
		st.Hold = m.Hold()
		st.Addr, _ = b.mediaAddr(m)
		st.Refused = !m.Active()
		st.Codecs = b.codecs(m)
	}
	return streams
}

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

// mediaAddr is m.AddrPort.
func (b *Builder) mediaAddr(m *sdp.Media) (netip.AddrPort, bool) {
	if m.Port <= 0 || m.Port > 65535 {
		return netip.AddrPort{}, false
	}
	if addr, ok := b.addrs.parse(m.Connection.Address); ok && addr.Is4() {
		return netip.AddrPortFrom(addr, uint16(m.Port)), true
	}
	return m.AddrPort()
}

// codecReach is how far back a format of the same name is looked for.
const codecReach = 32
