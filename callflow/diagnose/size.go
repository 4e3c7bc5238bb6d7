package diagnose

import (
	"fmt"

	"sipcap/callflow"
)

var largeMessage = Rule{
	ID: "large-message", Severity: callflow.Error,
	Title: "a message over UDP was too large for one packet, and fragments of it are missing",
	Doc: "A datagram above the path's MTU, about 1,500 bytes, travels in IP fragments, and firewalls and NAT drop those: the receiver then gets nothing at all. " +
		"It is info, and the capture's fault, where an answer proves that the receiver got them.",
	Hint:      "Use TCP for messages above 1,300 bytes, as the RFC asks, or shorten them: fewer codecs, compact headers, fewer Via and Record-Route. See whether a firewall drops fragments.",
	Reference: "RFC 3261 §18.1.1",
	needs:     cut,
	call: func(s *subject) {
		if s.snapped() {
			return // that is the capture's snap length
		}
		at := -1
		var evidence []int
		arrived := false
		for i, m := range s.leg.Messages() {
			if !m.Truncated || m.Duplicate || m.Transport != callflow.UDP {
				continue
			}
			evidence = append(evidence, i)
			if at < 0 {
				at = i
			}
			if m.Status == 0 && m.Transaction >= 0 {
				t := &s.txs[m.Transaction]
				arrived = arrived || t.Trying >= 0 || t.Provisional >= 0 || t.Final >= 0
			}
		}
		if at < 0 {
			return
		}
		m := s.leg.Message(at)
		f := finding{at: at, messages: evidence, capture: arrived, info: arrived}
		f.summary = fmt.Sprintf("only the first fragment of the %s from %s to %s was captured, %d bytes of it", s.name(at), m.Src, m.Dst, m.Length)
		if n := len(evidence); n > 1 {
			f.summary += fmt.Sprintf(", and so %d times", n)
		}
		if arrived {
			f.summary += "; it was answered, so that the rest did arrive"
		}
		s.add(f)
	},
}

// snapped tells whether the snap length cut frames.
func (sc *scene) snapped() bool {
	if sc.capture == nil {
		return true // or may have
	}
	for i := range sc.capture.Files {
		if sc.capture.Files[i].Snapped > 0 {
			return true
		}
	}
	return false
}
