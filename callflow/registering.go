package callflow

// registrations measures the registration attempts of a leg, which are many where a phone
// registers again and again under one Call-ID. A REGISTER that answers the challenge of the one
// before belongs to the same attempt (RFC 6076 §4.1).
func (m *measurer) registrations(l *Leg) {
	attempts := l.attempts(KindRegistration, &m.tries)
	first := -1
	for i := range attempts {
		if first < 0 {
			first = i
		}
		status, end := 0, int32(-1)
		if n := l.final(&attempts[i]); n >= 0 {
			status, end = int(l.transactions[n].Status), l.transactions[n].Final
		}
		if challenged(status) && i+1 < len(attempts) && l.follows(end, &attempts[i+1]) {
			continue
		}
		m.registration(l, l.requestOf(&attempts[first]), l.requestOf(&attempts[i]), end, status)
		first = -1
	}
}

// registration takes an attempt: its first and last REGISTER and the final response, -1 for what
// was not captured.
func (m *measurer) registration(l *Leg, first, last, end int32, status int) {
	switch {
	case status == 0:
		if last < 0 || !m.watch.waited(l.timeOf(last)) {
			return // the capture cannot tell
		}
		m.failedAttempts++
	case failure(status):
		m.failedAttempts++
	case status/100 == 2:
		m.rrd.add(l.between(first, end), goodEnd)
	}
	m.attempts++
}

func challenged(status int) bool { return status == 401 || status == 402 || status == 407 }

// follows tells whether an attempt came soon enough after a challenge to be the answer to it.
func (l *Leg) follows(challenge int32, next *attempt) bool {
	r := l.requestOf(next)
	if r < 0 {
		return true // only its response was captured
	}
	return l.timeOf(r).Sub(l.timeOf(challenge)) <= TimerF
}

// requestOf is the first request of an attempt, -1 where none was captured.
func (l *Leg) requestOf(a *attempt) int32 {
	for _, n := range a.transactions {
		if r := l.transactions[n].Request; r >= 0 {
			return r
		}
	}
	return -1
}
