package callflow

import "time"

// Measure computes the metrics of calls, of which it needs those of [KindCall] and
// [KindRegistration]. The capture tells how long an unanswered request was waited for; where it
// is nil, the last message of the calls does.
func Measure(calls []*Call, capture *Capture) Metrics {
	m := measurer{watch: newWatch(calls, capture)}
	for _, c := range calls {
		switch c.Kind {
		case KindCall:
			m.call(c)
		case KindRegistration:
			for _, l := range c.Legs {
				m.registrations(l)
			}
		}
	}
	return m.metrics()
}

// measurer collects what metrics are computed of.
type measurer struct {
	watch watch

	calls, answered, redirected, reached, effective, ineffective, released int
	pdd, setup, talk, srd, failedSRD, sdd, failedSDD, sdt, failedSDT       delays

	attempts, failedAttempts int // of registrations
	rrd                      delays
}

func (m *measurer) call(c *Call) {
	m.pdd.add(c.PostDialDelay)
	m.setup.add(c.Setup)
	m.talk.add(c.TalkTime)
	if c.Outcome == OutcomeUnknown {
		return
	}
	m.calls++
	switch c.State {
	case Completed:
		m.answered++
		m.srd.add(c.PostDialDelay)
		m.release(c)
	case Established:
		m.answered++
		m.srd.add(c.PostDialDelay)
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
		m.failedSRD.add(c.PostDialDelay)
	}
}

// failure tells the codes that RFC 6076 takes for a failure: neither a challenge (it says so of
// 402 too) nor a redirection.
func failure(status int) bool {
	return status >= 400 && status < 700 && status != 401 && status != 402 && status != 407
}

// release measures how a call ended.
func (m *measurer) release(c *Call) {
	switch r := c.Leg().releasing(c, &m.watch); {
	case r.timedOut:
		if c.TalkTime >= 0 {
			m.failedSDT.add(c.TalkTime + TimerF)
		}
		return
	case r.status/100 == 2:
		m.sdd.add(r.delay)
	case r.status != 0:
		m.failedSDD.add(r.delay)
	}
	m.released++
	m.sdt.add(c.TalkTime)
}

func (m *measurer) metrics() Metrics {
	out := Metrics{
		Calls: m.calls, ACD: Unmeasured,
		ASR:           Ratio{m.answered, m.calls},
		NER:           Ratio{m.answered + m.reached, m.calls},
		SER:           Ratio{m.answered, m.calls - m.redirected},
		SEER:          Ratio{m.answered + m.effective, m.calls - m.redirected},
		ISA:           Ratio{m.ineffective, m.calls},
		SCR:           Ratio{m.released, m.calls},
		PostDialDelay: m.pdd.quantiles(), Setup: m.setup.quantiles(), Talk: m.talk.quantiles(),
		SRD: m.srd.quantiles(), FailedSRD: m.failedSRD.quantiles(),
		SDD: m.sdd.quantiles(), FailedSDD: m.failedSDD.quantiles(),
		SDT: m.sdt.quantiles(), FailedSDT: m.failedSDT.quantiles(),
		Registrations: m.attempts, IRA: Ratio{m.failedAttempts, m.attempts}, RRD: m.rrd.quantiles(),
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
	for _, c := range calls {
		if c.End.After(w.last) {
			w.last = c.End
		}
	}
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
