package callflow

import "time"

// Measure computes the metrics of calls, of which it needs those of [KindCall] and
// [KindRegistration]. The capture tells how long an unanswered request was waited for; where it
// is nil, the last message of the calls does.
func Measure(calls []*Call, capture *Capture) Metrics {
	m := measurer{watch: newWatch(calls, capture)}
	for _, c := range calls {
		m.add(c)
	}
	return metricsOf(&m)
}

func (m *measurer) add(c *Call) {
	switch c.Kind {
	case KindCall:
		m.call(c)
	case KindRegistration:
		for _, l := range c.Legs() {
			m.registrations(l)
		}
	}
}

// measurer collects what metrics are computed of.
type measurer struct {
	watch watch
	tries tries // used again

	calls, answered, redirected, reached, effective, ineffective, released int
	pdd, setup, talk, bye                                                  delays // in groups of how it ended

	attempts, failedAttempts int // of registrations
	rrd                      delays
}

// The groups of delays, by the end of what they are of.
const (
	otherEnd  = iota
	goodEnd   // a 2xx came
	failedEnd // another final response
	lostEnd   // none
)

func (m *measurer) call(c *Call) {
	m.setup.add(c.Setup, goodEnd)
	if c.Outcome == OutcomeUnknown {
		m.pdd.add(c.PostDialDelay, otherEnd)
		return
	}
	m.calls++
	end := otherEnd
	switch c.State {
	case Completed:
		m.answered++
		end = goodEnd
		m.release(c)
	case Established:
		m.answered++
		end = goodEnd
	case Redirected:
		m.redirected++
	case Busy, Declined, Cancelled, Ringing:
		m.reached++
	case Failed:
		if c.Status == 480 {
			m.reached++
		}
	}
	switch c.Status {
	case 480, 486, 600, 603:
		m.effective++
	case 408, 500, 503, 504:
		m.ineffective++
	}
	if failure(c.Status) {
		end = failedEnd
	}
	m.pdd.add(c.PostDialDelay, end)
}

// failure tells the codes that RFC 6076 takes for a failure: neither a challenge (it says so of
// 402 too) nor a redirection.
func failure(status int) bool {
	return status >= 400 && status < 700 && status != 401 && status != 402 && status != 407
}

// release measures how a call ended.
func (m *measurer) release(c *Call) {
	r := c.Leg().releasing(c, &m.watch)
	switch {
	case r.timedOut:
		m.talk.add(c.TalkTime, lostEnd)
		return
	case r.status/100 == 2:
		m.bye.add(r.delay, goodEnd)
	case r.status != 0:
		m.bye.add(r.delay, failedEnd)
	}
	m.released++
	m.talk.add(c.TalkTime, goodEnd)
}

// metricsOf are the metrics of all that several measurers measured.
func metricsOf(parts ...*measurer) Metrics {
	var m measurer
	for _, p := range parts {
		m.calls, m.answered, m.redirected = m.calls+p.calls, m.answered+p.answered, m.redirected+p.redirected
		m.reached, m.effective, m.ineffective = m.reached+p.reached, m.effective+p.effective, m.ineffective+p.ineffective
		m.released, m.attempts, m.failedAttempts = m.released+p.released, m.attempts+p.attempts, m.failedAttempts+p.failedAttempts
	}
	in := func(places int, list func(*measurer) *delays, place []int) []Quantiles {
		all := make([]placed, len(parts))
		for i, p := range parts {
			all[i] = placed{list(p), place}
		}
		return quantilesIn(places, all...)
	}
	all := func(list func(*measurer) *delays) Quantiles { return in(1, list, nil)[0] }
	pdd, talk := func(m *measurer) *delays { return &m.pdd }, func(m *measurer) *delays { return &m.talk }
	srd := in(2, pdd, []int{goodEnd: 0, failedEnd: 1, otherEnd: -1})
	sdd := in(2, func(m *measurer) *delays { return &m.bye }, []int{goodEnd: 0, failedEnd: 1, otherEnd: -1})
	sdt := in(2, talk, []int{goodEnd: 0, lostEnd: 1, otherEnd: -1, failedEnd: -1})
	out := Metrics{
		Calls: m.calls, ACD: Unmeasured,
		ASR:           Ratio{m.answered, m.calls},
		NER:           Ratio{m.answered + m.reached, m.calls},
		SER:           Ratio{m.answered, m.calls - m.redirected},
		SEER:          Ratio{m.answered + m.effective, m.calls - m.redirected},
		ISA:           Ratio{m.ineffective, m.calls},
		SCR:           Ratio{m.released, m.calls},
		PostDialDelay: all(pdd), Setup: all(func(m *measurer) *delays { return &m.setup }), Talk: all(talk),
		SRD: srd[0], FailedSRD: srd[1],
		SDD: sdd[0], FailedSDD: sdd[1],
		SDT: sdt[0], FailedSDT: sdt[1].plus(TimerF),
		Registrations: m.attempts, IRA: Ratio{m.failedAttempts, m.attempts},
		RRD: all(func(m *measurer) *delays { return &m.rrd }),
	}
	if out.Talk.N > 0 {
		out.ACD = out.Talk.Mean
	}
	return out
}

// watch tells how long the capture went on.
type watch struct {
	stretches Stretches
	last      time.Time
}

func newWatch(calls []*Call, capture *Capture) watch {
	var w watch
	if capture != nil {
		w.stretches = capture.Stretches()
	}
	_, w.last = Span(calls)
	return w
}

// waited tells whether the capture went on after t until a request of then has timed out.
func (w *watch) waited(t time.Time) bool {
	d, ok := w.stretches.Since(t)
	if !ok {
		d = w.last.Sub(t)
	}
	return d >= TimerF
}
