package diagnose

import (
	"fmt"
	"net/netip"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var noBye = Rule{
	ID: "no-bye", Severity: callflow.Warning,
	Title: "an answered call was never released",
	Doc: "Its session timer ran out without a refresh or a BYE; or both its endpoints go on being seen for an hour without a word of it. " +
		"The capture lost the BYE, or a side forgot the call, which may be charged until a timer ends it.",
	Hint:      "Compare with the call records of both sides. Session timers (RFC 4028) end calls that one side has lost.",
	Reference: "RFC 3261 §15",
	travels:   true,
	needs:     pending,
	call: func(s *subject) {
		if s.c.Kind != callflow.KindCall || s.c.State != callflow.Established {
			return
		}
		at, interval := s.lastRefresh()
		if at < 0 {
			return
		}
		m := s.leg.Message(at)
		if interval > 0 && s.since(m.Time) > interval+timerB {
			s.add(finding{at: at, capture: s.lossy(), summary: fmt.Sprintf("the session interval of %s ran out after %s, without a refresh or a BYE, and the capture goes on for %s",
				span(interval), s.name(at), span(s.since(m.Time)))})
			return
		}
		if s.since(s.c.End()) < forgotten {
			return
		}
		src, dst := s.seenLast(s.c.Src().Addr()), s.seenLast(s.c.Dst().Addr())
		last := src
		if dst.Before(src) {
			last = dst
		}
		if d := last.Sub(s.c.End()); d >= forgotten {
			s.add(finding{at: s.leg.Len() - 1, capture: s.lossy(), summary: fmt.Sprintf("no BYE came, though %s and %s were seen for %s after the last word of the call",
				s.c.Src(), s.c.Dst(), span(d))})
		}
	},
}

// forgotten is how long the endpoints of a call must go on without a word of it.
const forgotten = time.Hour

// lastRefresh is the last 2xx to an INVITE or UPDATE of the call, and the session interval that holds then, 0 for none.
func (s *subject) lastRefresh() (at int, interval time.Duration) {
	at = -1
	for i, m := range s.leg.Messages() {
		if m.Status/100 == 2 && (m.CSeqMethod == sipmsg.INVITE || m.CSeqMethod == sipmsg.UPDATE) && !m.Duplicate {
			at = i
			if d := s.sessionExpires(i); d > 0 {
				interval = d
			}
		}
	}
	return at, interval
}

// seenLast is when a message of an address was seen last, in whichever call. Most captures
// never ask.
func (sc *scene) seenLast(addr netip.Addr) time.Time {
	if sc.seen == nil {
		sc.seen = map[netip.Addr]time.Time{}
		for _, c := range sc.calls {
			for _, leg := range c.Legs() {
				for _, m := range leg.Messages() {
					if a := m.Src.Addr(); m.Time.After(sc.seen[a]) {
						sc.seen[a] = m.Time
					}
				}
			}
		}
	}
	return sc.seen[addr]
}
