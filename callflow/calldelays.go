package callflow

import "time"

// CallDelays are the delays of one call, as [Metrics] sums them up over many: for whoever counts
// calls as they end. Each is Unmeasured where the call has none.
type CallDelays struct {
	PostDialDelay time.Duration // INVITE to the first 18x or the last final response
	SRD           time.Duration // session request delay (RFC 6076 §4.3.1), of an answered call
	FailedSRD     time.Duration // and of a failed one (§4.3.2)
	SDD           time.Duration // session disconnect delay (§4.4): BYE to its 2xx
	FailedSDD     time.Duration // BYE to any other final response
	SDT           time.Duration // session duration time (§4.5.1)
	FailedSDT     time.Duration // the same where nobody answered the BYE (§4.5.2)
	// RRD are the registration request delays (§4.1), of the attempts that succeeded: a phone
	// registers many times under one Call-ID. They are in ascending order.
	RRD []time.Duration
}

// Delays measures the call alone. The capture is that of [Measure].
func (c *Call) Delays(capture *Capture) CallDelays {
	m := measurer{watch: newWatch([]*Call{c}, capture)}
	switch c.Kind {
	case KindCall:
		m.call(c)
	case KindRegistration:
		for _, l := range c.Legs() {
			m.registrations(l)
		}
	}
	d := CallDelays{
		PostDialDelay: m.pdd.one(anyGroup), SRD: m.pdd.one(goodEnd), FailedSRD: m.pdd.one(failedEnd),
		SDD: m.bye.one(goodEnd), FailedSDD: m.bye.one(failedEnd),
		SDT: m.talk.one(goodEnd), FailedSDT: m.talk.one(lostEnd),
	}
	if d.FailedSDT >= 0 {
		d.FailedSDT += TimerF
	}
	d.RRD = m.rrd.times()
	return d
}
