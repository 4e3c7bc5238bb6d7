package main

import "sipcap/callflow"

// messageSelection is a selection as `messages` takes it: what a message can tell of itself is
// asked of the message, the rest of its call.
type messageSelection struct {
	numbers  numbers            // of the call
	ofCall   callflow.Selection // state, outcome
	ofItself callflow.Selection // call-id, from, to, method, status, time
}

// forMessages splits s.
func (s *selection) forMessages() *messageSelection {
	return &messageSelection{
		numbers:  s.numbers,
		ofCall:   callflow.Selection{States: s.criteria.States, Outcomes: s.criteria.Outcomes, Kinds: s.criteria.Kinds},
		ofItself: s.criteria,
	}
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
func (m *messageSelection) message(e *callflow.Event) bool { return m.ofItself.Event(e) }
