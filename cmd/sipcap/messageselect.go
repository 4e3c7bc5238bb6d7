package main

import (
	"slices"

	"sipcap/callflow"
)

// messageSelection is a selection as `messages` takes it: what a message can tell of itself is
// asked of the message, the rest of its call.
type messageSelection struct {
	numbers  numbers            // of the call
	ofCall   callflow.Selection // state, outcome
	ofItself callflow.Selection // call-id, from, to, method, status, time
	one      callflow.Call      // the message as a call of one, used again for each
	leg      callflow.Leg
}

// forMessages splits s.
func (s *selection) forMessages() *messageSelection {
	m := &messageSelection{
		numbers:  s.numbers,
		ofCall:   callflow.Selection{States: s.criteria.States, Outcomes: s.criteria.Outcomes, Kinds: s.criteria.Kinds},
		ofItself: s.criteria,
	}
	m.ofItself.States, m.ofItself.Outcomes, m.ofItself.Kinds = nil, nil, nil
	return m
}

// needsCalls tells whether the calls must be known before a message can be shown.
func (m *messageSelection) needsCalls() bool {
	return len(m.numbers) > 0 || !m.ofCall.Empty()
}

// call tells whether the messages of c are shown.
func (m *messageSelection) call(c *callflow.Call) bool {
	return (len(m.numbers) == 0 || m.numbers.contain(c.ID)) && m.ofCall.Call(c)
}

// message tells whether e is selected by what it is itself.
//
// --method selects requests. With --status, which selects responses, it selects the
// responses to such requests.
func (m *messageSelection) message(e *callflow.Event) bool {
	want := &m.ofItself
	if want.Empty() {
		return true
	}
	if len(want.Methods) > 0 {
		method := e.Message.Method
		if method == "" && len(want.Statuses) > 0 {
			if cseq, ok := e.Message.CSeq(); ok {
				method = cseq.Method
			}
		}
		if !slices.Contains(want.Methods, method) {
			return false
		}
	}
	m.leg.CallID = string(e.Message.CallID())
	m.one = callflow.Call{Legs: []*callflow.Leg{&m.leg}, Status: e.Message.Status, Start: e.Time, End: e.Time}
	if from, ok := e.Message.From(); ok {
		m.one.From = string(from.URI)
	}
	if to, ok := e.Message.To(); ok {
		m.one.To = string(to.URI)
	}
	rest := *want
	rest.Methods = nil // a call of one has no requests to look into
	return rest.Call(&m.one)
}
