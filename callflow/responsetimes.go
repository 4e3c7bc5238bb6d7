package callflow

import (
	"time"

	"sipcap/sipmsg"
)

// ResponseTimes are delays by what was asked and by what was answered.
type ResponseTimes struct {
	// Methods has the time from a request to its final response, of every transaction on every
	// hop, by method; those that are not registered are together under "other".
	Methods map[sipmsg.Method]Quantiles
	// The others have the time from a call's first INVITE to the final response that decided it,
	// by its code, and by the call's outcome and state.
	Statuses map[int]Quantiles
	Outcomes map[Outcome]Quantiles
	States   map[State]Quantiles
}

// OtherMethods stands for the methods that are not registered.
const OtherMethods sipmsg.Method = "other"

// MeasureResponses computes the response times of calls: those by method of all kinds, the
// others of [KindCall].
func MeasureResponses(calls []*Call) ResponseTimes {
	var methods [len(knownMethods) + 1]delays
	statuses, outcomes, states := map[int]*delays{}, map[Outcome]*delays{}, map[State]*delays{}
	for _, c := range calls {
		for _, l := range c.Legs {
			l.responseTimes(&methods)
		}
		if c.Kind != KindCall || c.Status == 0 {
			continue
		}
		if t := c.finalDelay(); t >= 0 {
			addTo(statuses, c.Status, t)
			addTo(outcomes, c.Outcome, t)
			addTo(states, c.State, t)
		}
	}
	out := ResponseTimes{Methods: map[sipmsg.Method]Quantiles{}, Statuses: summed(statuses), Outcomes: summed(outcomes), States: summed(states)}
	for i, d := range methods {
		switch {
		case len(d) == 0:
		case i < len(knownMethods) && knownMethods[i] != "":
			out.Methods[knownMethods[i]] = d.quantiles()
		case i == len(knownMethods):
			out.Methods[OtherMethods] = d.quantiles()
		}
	}
	return out
}

// responseTimes adds the times of a leg's transactions.
func (l *Leg) responseTimes(methods *[len(knownMethods) + 1]delays) {
	for i := range l.transactions {
		if t := &l.transactions[i]; t.Request >= 0 && t.Final >= 0 {
			methods[min(int(t.method), len(knownMethods))].add(l.between(t.Request, t.Final))
		}
	}
}

// finalDelay is the time from the first INVITE to the final response that decided the call.
func (c *Call) finalDelay() time.Duration {
	switch {
	case c.Setup >= 0:
		return c.Setup
	case c.PostDialDelay < 0 || c.RingTime < 0:
		return c.PostDialDelay // it did not ring: that is the final response's
	}
	return c.PostDialDelay + c.RingTime
}

func addTo[K comparable](m map[K]*delays, k K, t time.Duration) {
	d := m[k]
	if d == nil {
		d = new(delays)
		m[k] = d
	}
	d.add(t)
}

func summed[K comparable](m map[K]*delays) map[K]Quantiles {
	out := make(map[K]Quantiles, len(m))
	for k, d := range m {
		out[k] = d.quantiles()
	}
	return out
}
