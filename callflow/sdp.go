package callflow

import (
	"net/netip"
	"slices"
	"strings"

	"sipcap/sipmsg"
	"sipcap/sipmsg/sdp"
)

// SDP is what a leg keeps of a session description: where media is wanted, and the streams, which it has in
// common with all descriptions that differ in addresses alone.
type SDP struct {
	streams *streams
	origin  uint64 // of its o= line, to be compared: 0 where that can be anybody's, and in what begins no call
	media
}

// Stream is one media description ("m=" line) of an SDP.
type Stream struct {
	Type      string   // audio, video, image …
	Codecs    []string // that carry it, by name, in order of preference; not to be changed
	Direction string   // sendrecv, sendonly, recvonly, inactive
	Hold      bool     // the other side is put on hold (RFC 3264 §8.4)
	Refused   bool     // refused or switched off, with port 0 (RFC 3264 §6)
}

// NewSDP is a description of streams that have no address.
func NewSDP(list ...Stream) *SDP { return &SDP{streams: &streams{list: list}} }

// Streams are the media descriptions, in order: not to be changed.
func (s *SDP) Streams() []Stream { return s.streams.list }

// Hold tells whether the writer puts the session on hold: all its audio that is not refused,
// or where there is none, all other media.
func (s *SDP) Hold() bool {
	audio, other := true, true
	audios, others := 0, 0
	for i := range s.Streams() {
		switch st := &s.Streams()[i]; {
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
	for i := range s.Streams() {
		if st := &s.Streams()[i]; !st.Refused {
			names = addNames(names, st.Codecs)
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
	if len(body) == 0 {
		return
	}
	r := &l.records[i]
	if d, ok := b.descriptionOf(body, r.status == 0 && r.toTag == 0); ok {
		l.sdps = append(l.sdps, d)
		r.sdp = uint16(len(l.sdps))
	}
}

// originDigits is how long session and version of an o= line are together where they are
// made for one session. Less is a counter.
const originDigits = 9

// originKey stands for an o= line. SBCs pass user name, session and version on, with an address of
// their own (RFC 8866 §5.2).
func originKey(o sdp.Origin) uint64 {
	if len(o.SessionID)+len(o.SessionVersion) < originDigits || string(o.SessionID) == "53655765" {
		return 0 // the number is that of every scenario of SIPp
	}
	var b [96]byte
	key := append(append(append(b[:0], o.Username...), ' '), o.SessionID...)
	return joinHash.hash(append(append(key, ' '), o.SessionVersion...))
}

// firstMedia is where the first stream that is not refused is to be sent, the zero value where
// nothing tells.
func (s *SDP) firstMedia() netip.AddrPort {
	for i := range s.Streams() {
		if !s.Streams()[i].Refused {
			if a := s.Addr(i); a.IsValid() && !a.Addr().IsUnspecified() && !a.Addr().IsLoopback() {
				return a
			}
			break
		}
	}
	return netip.AddrPort{}
}
