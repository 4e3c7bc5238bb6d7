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
	var r responses
	for _, c := range calls {
		r.add(c, len(calls))
	}
	return responseTimesOf(&r)
}

// responses collects what response times are computed of.
type responses struct {
	methods delays // from request to final response, in groups of the method
	finals  delays // to what decided a call, in groups of how it ended
	ends    ends
}

// add takes a call; limit is how many ends are told apart.
func (r *responses) add(c *Call, limit int) {
	for _, l := range c.Legs() {
		l.responseTimes(&r.methods)
	}
	if c.Kind == KindCall && c.Status != 0 {
		r.finals.add(c.finalDelay(), r.ends.of(c, limit))
	}
}

// responseTimesOf are the response times of all that was collected.
func responseTimesOf(parts ...*responses) ResponseTimes {
	out := ResponseTimes{Methods: map[sipmsg.Method]Quantiles{}}
	var methods []placed
	var finals []*delays
	var ends [][]end
	for _, p := range parts {
		methods = append(methods, placed{&p.methods, eachMethod[:]})
		finals, ends = append(finals, &p.finals), append(ends, p.ends.list)
	}
	for m, q := range quantilesIn(len(eachMethod), methods...) {
		switch {
		case q.N == 0:
		case m == len(knownMethods):
			out.Methods[OtherMethods] = q
		default:
			out.Methods[knownMethods[m]] = q
		}
	}
	out.Statuses = quantilesBy(func(e end) int { return e.status }, finals, ends)
	out.Outcomes = quantilesBy(func(e end) Outcome { return e.outcome }, finals, ends)
	out.States = quantilesBy(func(e end) State { return e.state }, finals, ends)
	return out
}

// eachMethod has the place of each method's group, and of that of the others: its own.
var eachMethod = func() (place [len(knownMethods) + 1]int) {
	for m := range place {
		place[m] = m
	}
	return place
}()

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
	recent  [64]recentEnd // some of these: comparing costs less than looking up
}

type recentEnd struct {
	end
	number int
}

// of is the number of a call's end; where there would be more than limit, that of the last.
func (t *ends) of(c *Call, limit int) int {
	e := end{c.Status, c.Outcome, c.State}
	recent := &t.recent[uint(c.Status+int(c.State))%uint(len(t.recent))]
	if recent.end == e {
		return recent.number
	}
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
	*recent = recentEnd{e, n}
	return n
}

// responseTimes adds the times of a leg's transactions, in groups of their method.
func (l *Leg) responseTimes(times *delays) {
	for i := range l.transactions {
		// Method 0 is that of a response that does not say what it answers: it has no request.
		if t := &l.transactions[i]; t.Request >= 0 && t.Final >= 0 && t.method != 0 {
			times.add(l.between(t.Request, t.Final), min(int(t.method), len(knownMethods)))
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
