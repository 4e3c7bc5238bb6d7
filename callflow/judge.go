package callflow

import "sipcap/sipmsg"

// judgeCall decides state and outcome of a call from its attempts and from what else proves
// that it was answered. bye is the message that released it, or -1.
func (l *Leg) judgeCall(c *Call, attempts []attempt, bye int) {
	if len(attempts) == 0 {
		if proof := l.provesDialog(nil); proof >= 0 {
			l.answered(c, proof, bye)
		}
		return
	}
	a := decisive(attempts)
	n := l.final(a)
	if n >= 0 && retried(int(l.transactions[n].Status)) {
		// Another attempt may have followed that was not captured, and be proved.
		if proof := l.provesDialog(a); proof >= 0 {
			l.answered(c, proof, bye)
			return
		}
		if proof := l.provesAttempt(a); proof >= 0 {
			c.prove(proof)
			return
		}
	}
	if n >= 0 {
		t := &l.transactions[n]
		l.setStatus(c, t)
		if t.Status/100 == 2 {
			l.answered(c, int(t.Final), bye)
			return
		}
		c.Outcome = outcomeOf(int(t.Status))
		c.State = stateOfFailure(int(t.Status))
		c.prove(int(t.Final))
		if c.State == Cancelled {
			if proof := l.provesGivingUp(t, bye); proof >= 0 {
				c.prove(proof)
			}
		}
		return
	}
	if proof := l.provesAnswer(a); proof >= 0 {
		l.answered(c, proof, bye)
		return
	}
	if proof := l.provesRefusal(a); proof >= 0 {
		// An ACK on the INVITE's own branch: a final response other than 2xx that was not captured.
		c.prove(proof)
		return
	}
	l.unanswered(c, a)
}

// answered sets the state of a call that is proved to have been answered.
func (l *Leg) answered(c *Call, proof, bye int) {
	c.Outcome, c.State = OutcomeSuccess, Established
	c.prove(proof)
	if bye >= 0 {
		c.State = Completed
		if bye != proof {
			c.prove(bye)
		}
		c.EndedBy = l.endedBy(c, bye)
	}
}

// unanswered sets the state of an attempt without a final response.
func (l *Leg) unanswered(c *Call, a *attempt) {
	if m := l.progress(a); m >= 0 {
		c.Outcome, c.State = OutcomeInformational, Ringing
		if l.records[m].status == 100 {
			c.State = Proceeding
			if p := l.firstRequest(methodPRACK); p >= 0 {
				// Only a reliable provisional response other than 100 is acknowledged (RFC 3262 §4).
				c.State = Ringing
				c.prove(p)
			}
		}
		c.prove(int(m))
		return
	}
	if p := l.firstRequest(methodPRACK); p >= 0 {
		c.Outcome, c.State = OutcomeInformational, Ringing
		c.prove(p)
		return
	}
	c.Outcome, c.State = OutcomeNone, NoResponse
	l.proveSent(c, a)
}

// proveSent takes the requests of an attempt for proof that it was made.
func (l *Leg) proveSent(c *Call, a *attempt) {
	for _, n := range a.transactions {
		if t := &l.transactions[n]; t.Request >= 0 && c.proved < proofLimit {
			c.prove(int(t.Request))
		}
	}
}

// proofLimit is how many messages are named that prove the same.
const proofLimit = 16

// judgeOther decides state and outcome of what is not a call: a registration, a subscription …
func (l *Leg) judgeOther(c *Call, attempts []attempt) {
	if len(attempts) == 0 {
		return
	}
	a := &attempts[len(attempts)-1]
	n := l.final(a)
	if n < 0 {
		if m := l.progress(a); m >= 0 {
			c.Outcome, c.State = OutcomeInformational, Proceeding
			c.prove(int(m))
			return
		}
		c.Outcome, c.State = OutcomeNone, NoResponse
		l.proveSent(c, a)
		return
	}
	t := &l.transactions[n]
	l.setStatus(c, t)
	c.Outcome = outcomeOf(int(t.Status))
	c.prove(int(t.Final))
	switch {
	case t.Status/100 == 2:
		c.State = Completed
	case t.Status/100 == 3:
		c.State = Redirected
	case t.Status == 401 || t.Status == 407:
		c.State = Unauthorized
	case c.Outcome == OutcomeUnknown:
		c.State = UnknownState
	default:
		c.State = Failed
	}
}

func (l *Leg) setStatus(c *Call, t *Transaction) {
	c.Status = int(t.Status)
}

// outcomeOf is the class of a final response; codes beyond 699 are of none.
func outcomeOf(status int) Outcome {
	switch sipmsg.ClassOf(status) {
	case sipmsg.Success:
		return OutcomeSuccess
	case sipmsg.Redirection:
		return OutcomeRedirection
	case sipmsg.ClientError:
		return OutcomeClientError
	case sipmsg.ServerError:
		return OutcomeServerError
	case sipmsg.GlobalFailure:
		return OutcomeGlobalFailure
	}
	return OutcomeUnknown
}

// stateOfFailure is the state of a call whose last attempt ended in a status from 300 on.
func stateOfFailure(status int) State {
	switch {
	case status/100 == 3:
		return Redirected
	case status == 486, status == 600:
		return Busy
	case status == 603:
		return Declined
	case status == 487:
		// 487 says that a CANCEL or a BYE ended the request (RFC 3261 §21.4.25): it proves one.
		return Cancelled
	case status == 401, status == 407:
		return Unauthorized
	case status >= 700:
		return UnknownState
	}
	return Failed
}
