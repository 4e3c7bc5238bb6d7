package diagnose

import (
	"fmt"

	"sipcap/callflow"
)

var largeMessage = Rule{
	ID: "large-message", Severity: callflow.Error,
	Title: "a message over UDP was too large for one packet",
	Doc: "A datagram above the path's MTU, about 1,500 bytes, travels in IP fragments, and firewalls and NAT drop those: the receiver then gets nothing at all. " +
		"It is an error where fragments are missing in the capture; info, and the capture's fault, where an answer proves that the receiver got them. " +
		"It is info too where all of them are there: so far they came through.",
	Hint:      "Use TCP for messages above 1,300 bytes, as the RFC asks, or shorten them: fewer codecs, compact headers, fewer Via and Record-Route. See whether a firewall drops fragments.",
	Reference: "RFC 3261 §18.1.1",
	needs:     cut | fragmented,
	call: func(s *subject) {
		if !s.missingFragments() && s.leg.Fragmented() {
			s.wholeFragments()
		}
	},
}

// missingFragments tells of messages that lack fragments, and reports whether there are any.
func (s *subject) missingFragments() bool {
	if !s.leg.Truncated() || s.snapped() {
		return false // or it is the capture's snap length
	}
	at := -1
	var evidence []int
	arrived := false
	for i, m := range s.leg.Messages() {
		if !m.Truncated || m.Duplicate || m.Transport != callflow.UDP {
			continue
		}
		evidence = append(evidence, i)
		s.explain(i) // its repetitions too
		if at < 0 {
			at = i
		}
		if m.Status == 0 && m.Transaction >= 0 {
			t := &s.txs[m.Transaction]
			arrived = arrived || t.Trying >= 0 || t.Provisional >= 0 || t.Final >= 0
		}
	}
	if at < 0 {
		return false
	}
	m := s.leg.Message(at)
	first, verb := "the first fragment", "was"
	if n := len(s.leg.Frames(at)); n > 1 {
		first, verb = fmt.Sprintf("%d fragments", n), "were"
	}
	f := finding{at: at, messages: evidence, capture: arrived, info: arrived}
	f.summary = fmt.Sprintf("only %s of the %s from %s to %s %s captured, %d bytes of it", first, s.name(at), m.Src, m.Dst, verb, m.Length)
	if n := len(evidence); n > 1 {
		f.summary += fmt.Sprintf(", and so %d times", n)
	}
	if arrived {
		f.summary += "; it was answered, so that the rest did arrive"
	}
	s.add(f)
	return true
}

// wholeFragments tells of messages that came in fragments, none of them missing.
func (s *subject) wholeFragments() {
	largest, size := -1, 0
	var evidence []int
	for i, m := range s.leg.Messages() {
		if m.Truncated || m.Duplicate || m.Transport != callflow.UDP || len(s.leg.Frames(i)) < 2 {
			continue
		}
		evidence = append(evidence, i)
		if m.Length > size {
			largest, size = i, m.Length
		}
	}
	if largest < 0 {
		return
	}
	m := s.leg.Message(largest)
	summary := fmt.Sprintf("%s of %d bytes from %s to %s", s.name(largest), m.Length, m.Src, m.Dst)
	if n := len(evidence); n > 1 {
		summary = fmt.Sprintf("%d messages came in fragments, the largest, %s, in %d", n, summary, len(s.leg.Frames(largest)))
	} else {
		summary += fmt.Sprintf(" came in %d fragments", len(s.leg.Frames(largest)))
	}
	s.add(finding{at: largest, messages: evidence, info: true, summary: summary})
}

// lostFragments is the id of the finding that fragments are missing, "" where none are.
func (s *subject) lostFragments() string {
	for _, f := range s.found[s.from:] {
		if f.ID == largeMessage.ID && f.Severity > callflow.Info {
			return f.ID
		}
	}
	return ""
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
