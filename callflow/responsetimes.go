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
	all := 0
	for _, c := range calls {
		for _, l := range c.Legs() {
			all += len(l.transactions)
		}
	}
	times, finals := make(delays, 0, all), make(delays, 0, len(calls))
	var ends ends
	for _, c := range calls {
		for _, l := range c.Legs() {
			times = l.responseTimes(times)
		}
		if c.Kind == KindCall && c.Status != 0 {
			finals.add(c.finalDelay(), ends.of(c, len(calls)))
		}
	}
	times.sort()
	finals.sort()
	return responseTimesOf(times, finals, ends.list)
}

// responseTimesOf sums up sorted delays: of transactions in groups of their method, and of calls in
// groups of how they ended.
func responseTimesOf(times, finals delays, ends []end) ResponseTimes {
	out := ResponseTimes{
		Methods:  map[sipmsg.Method]Quantiles{},
		Statuses: quantilesBy(finals, func(i int32) int { return ends[i].status }),
		Outcomes: quantilesBy(finals, func(i int32) Outcome { return ends[i].outcome }),
		States:   quantilesBy(finals, func(i int32) State { return ends[i].state }),
	}
	for m, q := range quantilesBy(times, func(m int32) int32 { return m }) {
		if int(m) == len(knownMethods) {
			out.Methods[OtherMethods] = q
		} else {
			out.Methods[knownMethods[m]] = q
		}
	}
	return out
}

// end is how a call ended, as response times tell calls apart.
type end struct {
	status  int
	outcome Outcome
	state   State
}

// ends numbers how calls ended. The zero value has none.
type ends struct {
	list    []end // by their number
	numbers map[end]int
}

// of is the number of a call's end; where there would be more than limit, that of the last.
func (t *ends) of(c *Call, limit int) int {
	e := end{c.Status, c.Outcome, c.State}
	n, ok := t.numbers[e]
	if !ok {
		if len(t.list) == limit {
			return limit - 1
		}
		if t.numbers == nil {
			t.numbers = make(map[end]int)
		}
		n = len(t.list)
		t.numbers[e] = n
		t.list = append(t.list, e)
	}
	return n
}

// responseTimes adds the times of a leg's transactions, in groups of their method.
func (l *Leg) responseTimes(times delays) delays {
	for i := range l.transactions {
		// Method 0 is that of a response that does not say what it answers: it has no request.
		if t := &l.transactions[i]; t.Request >= 0 && t.Final >= 0 && t.method != 0 {
			times.add(l.between(t.Request, t.Final), min(int(t.method), len(knownMethods)))
		}
	}
	return times
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
