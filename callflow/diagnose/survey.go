package diagnose

import (
	"net/netip"
	"time"

	"sipcap/callflow"
)

// survey is what rules about the capture ask of all calls, from one look at each: most calls are of no interest to
// any of them.
type survey struct {
	first, last time.Time           // of messages
	oneSided    []*callflow.Call    // have a hop of which they show one direction alone, and prove the other
	options     []*callflow.Call    // of that kind
	scanning    []*callflow.Call    // whose caller calls itself a scanner; of a registration each leg, as in strangers
	strangers   []*callflow.Call    // refused as those of a stranger are
	belong      map[netip.Addr]bool // addresses whose calls succeed
}

// surveyor makes a survey.
type surveyor struct {
	survey
	hops   []directions    // used again
	agents map[string]bool // whether one is a scanner's
}

// take surveys calls in parts, side by side.
func take(calls []*callflow.Call) survey {
	var all survey
	for i, part := range callflow.InParts(calls, surveyPart) {
		if i == 0 {
			all = part
			continue
		}
		if part.first.Before(all.first) {
			all.first = part.first
		}
		if part.last.After(all.last) {
			all.last = part.last
		}
		all.oneSided, all.options = append(all.oneSided, part.oneSided...), append(all.options, part.options...)
		all.scanning, all.strangers = append(all.scanning, part.scanning...), append(all.strangers, part.strangers...)
		for addr := range part.belong {
			all.belong[addr] = true
		}
	}
	return all
}

func surveyPart(calls []*callflow.Call) survey {
	s := surveyor{agents: map[string]bool{}}
	s.belong = map[netip.Addr]bool{}
	s.first, s.last = callflow.Span(calls)
	for _, c := range calls {
		if s.showsOneSide(c) {
			s.oneSided = append(s.oneSided, c)
		}
		switch c.Kind {
		case callflow.KindRegistration:
			for n := range c.Legs() {
				s.try(c.Part(n))
			}
			continue
		case callflow.KindOptions:
			s.options = append(s.options, c)
		}
		s.try(c)
	}
	return s.survey
}

// showsOneSide tells whether a call has a hop of which it shows one direction alone though the other
// had messages.
func (s *surveyor) showsOneSide(c *callflow.Call) bool {
	if hears(c) {
		return false
	}
	for _, leg := range c.Legs() {
		if leg.HopCount() == 1 && answeredAny(leg) {
			continue
		}
		s.hops = legDirections(leg, s.hops)
		for i := range s.hops {
			if d := &s.hops[i]; d.parts > 0 && d.a != d.b {
				return true
			}
		}
	}
	return false
}

// hears tells at once of a call on one hop that its initial request and a response to that were captured.
func hears(c *callflow.Call) bool {
	return c.PostDialDelay >= 0 && c.Hops == 1 && len(c.Legs()) == 1 && c.Src().Addr() != c.Dst().Addr()
}

// answeredAny tells whether a request and a response to it were captured.
func answeredAny(leg *callflow.Leg) bool {
	txs := leg.Transactions()
	for i := range txs {
		if t := &txs[i]; t.Request >= 0 && (t.Final >= 0 || t.Trying >= 0 || t.Provisional >= 0) {
			return true
		}
	}
	return false
}

// try looks at what an address tried once.
func (s *surveyor) try(c *callflow.Call) {
	if agent := c.Leg().Agent(c.Src()); agent != "" && s.isScanner(agent) {
		s.scanning = append(s.scanning, c)
	}
	if refusedToStranger(c) && c.Leg().Transactions()[0].Vias == 1 { // a proxy sends what others made
		s.strangers = append(s.strangers, c)
	}
	if c.Outcome == callflow.OutcomeSuccess && c.Kind != callflow.KindOptions {
		s.belong[c.Src().Addr()] = true
	}
}

// isScanner tells a scanner by how it calls itself.
func (s *surveyor) isScanner(agent string) bool {
	scanner, ok := s.agents[agent]
	if !ok {
		scanner = scans(agent)
		s.agents[agent] = scanner
	}
	return scanner
}
