package sdp

import (
	"net/netip"
	"time"
)

// Media is a media description: an m= line and what follows it (RFC 8866 §5.14). Where it
// says nothing of its own, connection, direction, ptime, fingerprint, setup and ICE name are
// the session's.
type Media struct {
	Type       []byte  // "audio", "video", "image", "message", "application" …
	Port       int     // 0: refused, or switched off
	Ports      int     // number of ports in use; 1 unless written as 49170/2
	Proto      []byte  // "RTP/AVP", "UDP/TLS/RTP/SAVPF", "udptl" …
	Codecs     []Codec // the formats in order of preference
	Connection Connection
	Direction  Direction // SendRecv when nothing is written
	Bandwidths []Bandwidth

	PTime    time.Duration // length of audio in a packet; 0 when not written
	MaxPTime time.Duration

	RTCPMux  bool   // RTCP shares the port (RFC 5761)
	RTCPPort int    // a=rtcp (RFC 3605); 0 when not written
	MID      []byte // a=mid (RFC 5888)
	Label    []byte // a=label (RFC 4574)

	Cryptos     []Crypto    // SDES keys on offer, without the keys (RFC 4568)
	Fingerprint Fingerprint // of the DTLS certificate (RFC 8122)
	Setup       []byte      // "actpass", "active", "passive" or "holdconn" (RFC 4145)

	ICEUfrag   []byte // a=ice-ufrag; nil when ICE is not used (RFC 8839)
	Candidates int    // number of ICE candidates; [Session.Candidates] reads them
	BundleOnly bool   // port 0 is not a refusal (RFC 9143 §6)

	start int // of the m= line, in the bytes that were parsed
}

// Codec is a format of a media description.
type Codec struct {
	// PayloadType is the RTP payload type, or -1 where the format is not one (t38, *).
	PayloadType int
	// Name is the encoding name as written in rtpmap; without rtpmap that of RFC 3551 for
	// a static payload type, and nil for a dynamic one. Where the media is not RTP it is
	// the format itself. Compare with [Codec.Is]: case does not count.
	Name      []byte
	ClockRate int    // Hz; 0 when not known
	Channels  int    // 1 unless more are written
	FMTP      []byte // format parameters as written, nil when there are none
	Static    bool   // named by RFC 3551, not by a line of the description

	format []byte // the format as it stands in the m= line
}

// Is reports whether the codec has that name, in any case.
func (c *Codec) Is(name string) bool { return equalFold(c.Name, name) }

// Carries reports whether the codec carries the media itself. Telephone events, comfort
// noise, redundancy, forward error correction and retransmission (which all go along with
// another codec) do not.
func (c *Codec) Carries() bool {
	if len(c.Name) == 0 {
		return !c.Events()
	}
	switch lower(c.Name[0]) { // with which all others differ
	case 'c', 't', 'r', 'u', 'f', 'p':
		for _, name := range companions {
			if equalFold(c.Name, name) {
				return false
			}
		}
	}
	return true
}

// companions are the codecs that go along with another.
var companions = [...]string{"CN", "tone", "red", "ulpfec", "flexfec-03", "flexfec", "parityfec", "rtx", "telephone-event"}

// Events reports whether the codec carries telephone events: DTMF (RFC 4733). A dynamic
// payload type that no rtpmap names is taken for that when its fmtp is a list of events,
// as in "0-15".
func (c *Codec) Events() bool {
	if len(c.Name) > 0 {
		return equalFold(c.Name, "telephone-event")
	}
	for _, b := range c.FMTP {
		if (b < '0' || b > '9') && b != '-' && b != ',' {
			return false
		}
	}
	return len(c.FMTP) > 0
}

// RTP reports whether the media is carried by RTP, secured or not.
func (m *Media) RTP() bool { return m.hasProto("RTP") }

// Secure reports whether the transport is a secured one: SRTP by SDES or DTLS, or TLS.
func (m *Media) Secure() bool {
	return m.hasProto("SAVP") || m.hasProto("SAVPF") || m.hasProto("TLS") || m.hasProto("DTLS")
}

// hasProto reports whether one of the parts of the protocol is name.
func (m *Media) hasProto(name string) bool {
	for rest := m.Proto; rest != nil; {
		var part []byte
		part, rest = cut(rest, '/')
		if equalFold(part, name) {
			return true
		}
	}
	return false
}

// T38 reports whether the media is a fax by T.38 (ITU-T T.38 Annex D).
func (m *Media) T38() bool {
	if !equalFold(m.Type, "image") {
		return false
	}
	for i := range m.Codecs {
		if m.Codecs[i].Is("t38") {
			return true
		}
	}
	return false
}

// Active reports whether the media is on: an offer or answer with port 0 switches it off
// or refuses it (RFC 3264 §6, §8.2).
func (m *Media) Active() bool { return m.Port != 0 || m.BundleOnly }

// Hold reports whether the writer has put the media on hold: it does not want to receive
// (sendonly, inactive), or gives 0.0.0.0 as address, in the way of RFC 2543 (RFC 3264
// §8.4). With ICE an unspecified address is no hold: candidates are still to come
// (RFC 8840).
func (m *Media) Hold() bool {
	if !m.Active() {
		return false
	}
	return m.Direction == SendOnly || m.Direction == Inactive || m.nowhere()
}

// nowhere reports whether nothing can be sent to the media's address, now or later.
func (m *Media) nowhere() bool { return m.ICEUfrag == nil && m.Connection.Unspecified() }

// AddrPort returns where media is to be sent, and false when the address is a host name,
// or the port is 0 or above 65535.
func (m *Media) AddrPort() (netip.AddrPort, bool) {
	addr, ok := m.Connection.Addr()
	if !ok || m.Port <= 0 || m.Port > 65535 {
		return netip.AddrPort{}, false
	}
	return netip.AddrPortFrom(addr, uint16(m.Port)), true
}

// Hold reports whether the writer has put the session on hold: all its active audio, or
// where no audio is active, all active media. An initial offer may be inactive for another
// reason (preconditions, RFC 3312): it is for the caller to know what came before.
func (s *Session) Hold() bool {
	var audio, other, audioHeld, otherHeld int
	for i := range s.Media {
		m := &s.Media[i]
		if !m.Active() {
			continue
		}
		held := 0
		if m.Hold() {
			held = 1
		}
		if equalFold(m.Type, "audio") {
			audio++
			audioHeld += held
		} else {
			other++
			otherHeld += held
		}
	}
	if audio > 0 {
		return audioHeld == audio
	}
	return other > 0 && otherHeld == other
}
