package callflow

import "time"

// measure sets the durations of a call, as the hop nearest the caller saw them. A duration of
// which the capture lacks an end, or whose end is before its start, stays Unmeasured.
func (l *Leg) measure(c *Call, attempts []attempt, bye int) {
	if len(attempts) == 0 {
		return
	}
	last := decisive(attempts)
	invited := l.transactions[attempts[0].transactions[0]].Request
	rang := int32(-1)
	for i := range attempts {
		if m := l.progress(&attempts[i]); m >= 0 && l.records[m].status > 100 {
			rang = m
			break
		}
	}
	final := int32(-1)
	if n := l.final(last); n >= 0 {
		final = l.transactions[n].Final
	}
	answered := final >= 0 && l.records[final].status/100 == 2

	if rang >= 0 && (final < 0 || l.records[rang].time <= l.records[final].time) {
		c.PostDialDelay = l.between(invited, rang)
		c.RingTime = l.between(rang, final)
	} else {
		c.PostDialDelay = l.between(invited, final)
	}
	if answered {
		c.Setup = l.between(invited, final)
		if c.State == Completed {
			c.TalkTime = l.between(final, int32(bye))
		}
	}
}

// between is the time from message a to message b.
func (l *Leg) between(a, b int32) time.Duration {
	if a < 0 || b < 0 || l.records[b].time < l.records[a].time {
		return Unmeasured
	}
	return time.Duration(l.records[b].time - l.records[a].time)
}
