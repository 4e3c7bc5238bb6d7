package where

import (
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// callFields are the fields of a call, by the names and in the order of docs/json.md. A pointer is
// nil where the field is absent.
//
// To add a field: add it here and to callSetters; callflow/report has it by the same name.
type callFields struct {
	ID              int       `expr:"id"`
	Kind            string    `expr:"kind"`
	CallID          string    `expr:"call_id"`
	From            *string   `expr:"from"`
	To              *string   `expr:"to"`
	RequestURI      *string   `expr:"request_uri"`
	Src             *string   `expr:"src"`
	Dst             *string   `expr:"dst"`
	Start           time.Time `expr:"start"`
	End             time.Time `expr:"end"`
	State           string    `expr:"state"`
	Outcome         string    `expr:"outcome"`
	Status          *int      `expr:"status"`
	Reason          *string   `expr:"reason"`
	Messages        int       `expr:"messages"`
	Retransmissions int       `expr:"retransmissions"`
	Duplicates      int       `expr:"duplicates"`
	Hops            int       `expr:"hops"`
	PostDialDelay   *float64  `expr:"post_dial_delay_ms"`
	Setup           *float64  `expr:"setup_ms"`
	Ring            *float64  `expr:"ring_ms"`
	Talk            *float64  `expr:"talk_ms"`
	EndedBy         *string   `expr:"ended_by"`
	Attempts        *int      `expr:"attempts"`
	Legs            []string  `expr:"legs"`
	Joins           []string  `expr:"joins"`   // the evidence of them all
	Related         []string  `expr:"related"` // the relations
	Codecs          []string  `expr:"codecs"`
	Streams         []string  `expr:"streams"`  // their types
	Bindings        []string  `expr:"bindings"` // their contacts
	Expires         *int      `expr:"expires_s"`
	Event           *string   `expr:"event"`
	Subscription    *string   `expr:"subscription"`
	UserAgents      []string  `expr:"user_agents"`
	Proof           []int     `expr:"proof"`    // frame numbers
	Findings        []string  `expr:"findings"` // their ids
}

// callSetters set a field each, so that only those that an expression names are made.
var callSetters = map[string]func(*callFields, *callflow.Call){
	"id":                 func(f *callFields, c *callflow.Call) { f.ID = c.ID },
	"kind":               func(f *callFields, c *callflow.Call) { f.Kind = c.Kind.String() },
	"call_id":            func(f *callFields, c *callflow.Call) { f.CallID = c.CallID() },
	"from":               func(f *callFields, c *callflow.Call) { f.From = given(c.From()) },
	"to":                 func(f *callFields, c *callflow.Call) { f.To = given(c.To()) },
	"request_uri":        func(f *callFields, c *callflow.Call) { f.RequestURI = given(c.RequestURI()) },
	"src":                func(f *callFields, c *callflow.Call) { f.Src = address(c.Src()) },
	"dst":                func(f *callFields, c *callflow.Call) { f.Dst = address(c.Dst()) },
	"start":              func(f *callFields, c *callflow.Call) { f.Start = c.Start() },
	"end":                func(f *callFields, c *callflow.Call) { f.End = c.End() },
	"state":              func(f *callFields, c *callflow.Call) { f.State = c.State.String() },
	"outcome":            func(f *callFields, c *callflow.Call) { f.Outcome = c.Outcome.String() },
	"status":             func(f *callFields, c *callflow.Call) { f.Status = given(c.Status) },
	"reason":             func(f *callFields, c *callflow.Call) { f.Reason = given(reason(c)) },
	"messages":           func(f *callFields, c *callflow.Call) { f.Messages = int(c.Messages) },
	"retransmissions":    func(f *callFields, c *callflow.Call) { f.Retransmissions = int(c.Retransmissions) },
	"duplicates":         func(f *callFields, c *callflow.Call) { f.Duplicates = int(c.Duplicates) },
	"hops":               func(f *callFields, c *callflow.Call) { f.Hops = int(c.Hops) },
	"post_dial_delay_ms": func(f *callFields, c *callflow.Call) { f.PostDialDelay = millis(c.PostDialDelay) },
	"setup_ms":           func(f *callFields, c *callflow.Call) { f.Setup = millis(c.Setup) },
	"ring_ms":            func(f *callFields, c *callflow.Call) { f.Ring = millis(c.RingTime) },
	"talk_ms":            func(f *callFields, c *callflow.Call) { f.Talk = millis(c.TalkTime) },
	"ended_by":           func(f *callFields, c *callflow.Call) { f.EndedBy = given(c.EndedBy.String()) },
	"attempts":           func(f *callFields, c *callflow.Call) { f.Attempts = given(int(c.Attempts)) },
	"legs": func(f *callFields, c *callflow.Call) {
		f.Legs = list(c.Legs()[1:], func(l *callflow.Leg) string { return l.CallID })
	},
	"joins": func(f *callFields, c *callflow.Call) {
		f.Joins = nil
		for _, j := range c.Joins() {
			f.Joins = append(f.Joins, j.Names()...)
		}
	},
	"related": func(f *callFields, c *callflow.Call) {
		f.Related = list(c.Related(), func(r callflow.Relation) string { return string(r.Kind) })
	},
	"codecs": func(f *callFields, c *callflow.Call) { f.Codecs = list(c.Codecs(), same) },
	"streams": func(f *callFields, c *callflow.Call) {
		f.Streams = list(c.Streams(), func(s callflow.AgreedStream) string { return s.Type })
	},
	"bindings": func(f *callFields, c *callflow.Call) {
		f.Bindings = list(c.Bindings(), func(b callflow.Binding) string { return b.Contact })
	},
	"expires_s":    func(f *callFields, c *callflow.Call) { f.Expires = expires(c) },
	"event":        func(f *callFields, c *callflow.Call) { f.Event = given(c.Event()) },
	"subscription": func(f *callFields, c *callflow.Call) { f.Subscription = given(c.SubscriptionState()) },
	"user_agents":  func(f *callFields, c *callflow.Call) { f.UserAgents = list(c.UserAgents(), same) },
	"proof": func(f *callFields, c *callflow.Call) {
		f.Proof = list(c.ProofFrames(), func(r callflow.FrameRef) int { return int(r.Number) })
	},
	"findings": func(f *callFields, c *callflow.Call) {
		f.Findings = list(c.Findings(), func(f *callflow.Finding) string { return f.ID })
	},
}

// Calls selects calls by an expression over their fields.
type Calls struct {
	program *program
	set     []func(*callFields, *callflow.Call)
	fields  callFields
}

// ForCalls compiles an expression over the fields of calls. An error is an [*Error].
func ForCalls(expression string) (*Calls, error) {
	p, err := compile(expression, &callFields{})
	if err != nil {
		return nil, err
	}
	return &Calls{program: p, set: used(p, callSetters)}, nil
}

// CallFields returns the names of the fields of a call.
func CallFields() []string { return namesOf(callFields{}) }

// Uses tells whether the expression names a field.
func (c *Calls) Uses(field string) bool { return c.program.uses[field] }

// Match tells whether a call is selected, with the findings that it has now.
func (c *Calls) Match(call *callflow.Call) (bool, error) {
	for _, set := range c.set {
		set(&c.fields, call)
	}
	return c.program.run(&c.fields)
}

// expires is how long a registration or subscription was granted, in seconds.
func expires(c *callflow.Call) *int {
	d, ok := c.Expires()
	if !ok {
		return nil
	}
	seconds := int(d / time.Second)
	return &seconds
}

// reason is the phrase of a call's final response: as sent, or the standard one.
func reason(c *callflow.Call) string {
	if c.Reason() != "" || c.Status == 0 {
		return c.Reason()
	}
	return sipmsg.StatusPhrase(c.Status)
}
