package main

import (
	"slices"
	"strings"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/report"
	"sipcap/sipmsg"
)

// statusWatch observes how a source is doing.
type statusWatch struct {
	unobserved
	source string
	memory func() (used, limit uint64)
	show   func(*report.Status) // called with each tick
	window time.Duration        // that the calls a second are over

	recent  callflow.Recent
	state   report.Status
	now     time.Time
	refused bool // the message that is to come refuses a call
}

// statusEvents is how many failures and findings a screen has.
const statusEvents = 12

func (s *statusWatch) message(e *callflow.Event, sg callflow.Sighting) {
	refused := s.refused
	s.refused = false
	if e.Duplicate {
		return
	}
	if refused {
		s.refuse(e, sg.Leg)
	}
	s.state.Messages++
	if class := sipmsg.ClassOf(e.Message.Status); e.Message.Method == "" && class != sipmsg.UnknownClass {
		s.state.Classes[int(class)-1]++
	}
}

func (s *statusWatch) step(step callflow.Progress, status int) {
	s.recent.Add(step, s.now)
	s.refused = step == callflow.CallRefused && !everyday(status)
}

// everyday tells the answers of people: they are not in, busy, do not want to, hung up, or are elsewhere.
func everyday(status int) bool {
	switch status {
	case 486, 487, 600, 603:
		return true
	}
	return status/100 == 3
}

// refuse tells of a call that is refused by e.
func (s *statusWatch) refuse(e *callflow.Event, leg *callflow.Leg) {
	event := report.StatusEvent{Time: e.Time, Leg: leg, Status: e.Message.Status, Reason: string(e.Message.Reason)}
	if a, ok := e.Message.From(); ok {
		event.From = string(a.URI)
	}
	if a, ok := e.Message.To(); ok {
		event.To = string(a.URI)
	}
	s.event(event)
}

func (s *statusWatch) call(c *callflow.Call) {
	s.state.Findings += len(c.Findings())
	if c.Kind == callflow.KindCall {
		s.state.Calls++
		if c.Bad() {
			s.state.Failed++
		}
	}
	if c.Trouble() > 0 {
		s.tell(c)
	}
}

// tell tells of a call that went wrong, in the place of its refusal, which came some time before.
func (s *statusWatch) tell(c *callflow.Call) {
	over := report.StatusEvent{Time: c.End(), Call: c}
	for i, e := range s.state.Events {
		if e.Leg != nil && slices.Contains(c.Legs(), e.Leg) {
			s.state.Events = slices.Clone(s.state.Events)
			over.Time = e.Time
			s.state.Events[i] = over
			return
		}
	}
	s.event(over)
}

func (s *statusWatch) finding(f *callflow.Finding) {
	s.state.Findings++
	s.event(report.StatusEvent{Time: s.now, Finding: f})
}

func (s *statusWatch) event(e report.StatusEvent) {
	// The slice is made anew, as the one before may be on its way to the screen.
	old := s.state.Events[max(0, len(s.state.Events)-statusEvents+1):]
	s.state.Events = append(append(make([]report.StatusEvent, 0, statusEvents), old...), e)
}

func (s *statusWatch) tick(t *tick) {
	s.now = t.Now
	st := &s.state
	if st.Began.IsZero() {
		st.Began = t.Now
	}
	st.Source, st.Now, st.Up, st.Open = s.source, t.Now, t.Standing.Up, t.Standing.Legs
	st.Rate = float64(s.recent.Last(s.window, t.Now).Began) / s.window.Seconds()
	for i, span := range []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute} {
		steps := s.recent.Last(span, t.Now)
		st.ASR[i] = callflow.Ratio{N: steps.Answered, Of: steps.Seizures()}
	}
	st.Packets, st.Received, st.Dropped, st.Shed = t.Capture.Frames, t.drops.Received, t.drops.Dropped, t.Standing.Shed
	st.Kept = t.kept
	for _, f := range t.Capture.Files {
		if f.Format != "live" { // then drops has them
			st.Dropped += f.Dropped
		}
	}
	st.Memory, st.MaxMemory = s.memory()
	snapshot := *st
	s.show(&snapshot)
}

// sourceName names what is watched.
func sourceName(v *invocation, in *input) string {
	switch {
	case len(v.live.interfaces) > 0:
		return strings.Join(v.live.interfaces, ", ")
	case len(in.names) > 0:
		return inputName(in.names[0])
	}
	return ""
}
