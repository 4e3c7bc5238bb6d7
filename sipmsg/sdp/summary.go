package sdp

import (
	"net/netip"
	"time"
)

// Stream is what is worth keeping of a media description when the bytes it was parsed
// from are gone. It shares nothing with the Session.
type Stream struct {
	Type      string   // "audio", "video", "image" …
	Codecs    []string // names of the formats that carry the media, in order of preference
	Events    bool     // telephone-event (DTMF in RTP) is listed
	Direction Direction
	Active    bool // false: refused or switched off, with port 0
	Hold      bool
	Secure    bool           // SRTP or TLS
	Addr      netip.AddrPort // where media is to be sent; zero when it cannot be told
	PTime     time.Duration
}

// Summary returns a Stream for each media.
func (s *Session) Summary() []Stream {
	streams := make([]Stream, len(s.Media))
	for i := range s.Media {
		m := &s.Media[i]
		st := &streams[i]
		*st = Stream{
			Type:      intern(m.Type),
			Direction: m.Direction,
			Active:    m.Active(),
			Hold:      m.Hold(),
			Secure:    m.Secure(),
			PTime:     m.PTime,
		}
		st.Addr, _ = m.AddrPort()
		for j := range m.Codecs {
			c := &m.Codecs[j]
			if c.Carries() {
				st.Codecs = append(st.Codecs, c.Title())
			} else if c.Events() {
				st.Events = true
			}
		}
	}
	return streams
}

// CodecNames returns the names of all formats in order of preference, as [Codec.Title]
// has them.
func (m *Media) CodecNames() []string {
	if len(m.Codecs) == 0 {
		return nil
	}
	names := make([]string, len(m.Codecs))
	for i := range m.Codecs {
		names[i] = m.Codecs[i].Title()
	}
	return names
}

// Title returns the codec's name as written, and for a dynamic payload type that no rtpmap
// names, its number.
func (c *Codec) Title() string {
	if len(c.Name) == 0 {
		return string(c.format)
	}
	return intern(c.Name)
}

// intern returns b as a string, without an allocation for what most descriptions hold.
func intern(b []byte) string {
	switch string(b) {
	case "audio":
		return "audio"
	case "video":
		return "video"
	case "image":
		return "image"
	case "application":
		return "application"
	case "PCMU":
		return "PCMU"
	case "PCMA":
		return "PCMA"
	case "G722":
		return "G722"
	case "G729":
		return "G729"
	case "GSM":
		return "GSM"
	case "iLBC":
		return "iLBC"
	case "speex":
		return "speex"
	case "opus":
		return "opus"
	case "AMR":
		return "AMR"
	case "AMR-WB":
		return "AMR-WB"
	case "EVS":
		return "EVS"
	case "telephone-event":
		return "telephone-event"
	case "CN":
		return "CN"
	case "H264":
		return "H264"
	case "VP8":
		return "VP8"
	case "t38":
		return "t38"
	}
	return string(b)
}
