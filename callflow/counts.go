package callflow

import (
	"slices"

	"sipcap/sipmsg"
)

// Tally counts messages.
type Tally struct {
	Messages        int // each once, duplicates left out
	Requests        map[sipmsg.Method]int
	Responses       map[int]int // by code
	Retransmissions int
	Duplicates      int
	Issues          map[sipmsg.IssueCode]int
}

// Class is how many responses are of a class.
func (t *Tally) Class(class sipmsg.Class) int {
	n := 0
	for code, k := range t.Responses {
		if sipmsg.ClassOf(code) == class {
			n += k
		}
	}
	return n
}

// Counts is what `stats` counts: messages, calls (of [KindCall]) by what became of them, and
// how many there are of the other kinds.
type Counts struct {
	Tally
	Calls       int
	Legs        int // of those calls
	ByOutcome   map[Outcome]int
	ByState     map[State]int
	ByStatus    map[int]int // by the code of the final response
	ByKind      map[Kind]int
	ByKindState map[KindState]int // calls too
	Findings    map[string]int    // by id
}

// KindState is what became of what.
type KindState struct {
	Kind  Kind
	State State
}

// add counts a message that belongs to no call.
func (t *Tally) add(e *Event) {
	if e.Duplicate {
		t.Duplicates++
		return
	}
	m := e.Message
	t.Messages++
	if m.Method != "" {
		t.request(m.Method, 1)
	} else {
		t.response(m.Status, 1)
	}
	for _, is := range m.Issues {
		t.issue(is.Code, 1)
	}
}

func (t *Tally) request(m sipmsg.Method, n int) {
	if t.Requests == nil {
		t.Requests = make(map[sipmsg.Method]int)
	}
	t.Requests[m] += n
}

// maxMethods is how many methods are told apart where counting has no end: a network can make up
// any number.
const maxMethods = 256

// bound puts the methods that are not known together where they are too many.
func (t *Tally) bound() {
	if len(t.Requests) <= maxMethods {
		return
	}
	for m, n := range t.Requests {
		if !slices.Contains(knownMethods[:], m) && m != OtherMethods {
			delete(t.Requests, m)
			t.Requests[OtherMethods] += n
		}
	}
}

func (t *Tally) response(status, n int) {
	if t.Responses == nil {
		t.Responses = make(map[int]int)
	}
	t.Responses[status] += n
}

func (t *Tally) issue(c sipmsg.IssueCode, n int) {
	if t.Issues == nil {
		t.Issues = make(map[sipmsg.IssueCode]int)
	}
	t.Issues[c] += n
}

// Merge adds the counts of o.
func (t *Tally) Merge(o Tally) {
	t.Messages += o.Messages
	t.Retransmissions += o.Retransmissions
	t.Duplicates += o.Duplicates
	for k, n := range o.Requests {
		t.request(k, n)
	}
	for k, n := range o.Responses {
		t.response(k, n)
	}
	for k, n := range o.Issues {
		t.issue(k, n)
	}
}
