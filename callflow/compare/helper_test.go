package compare

import (
	"fmt"
	"strings"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

// ladder is the calls of a ladder in text, with their findings and what their messages say.
func ladder(t testing.TB, text string) (calls []*callflow.Call, says Text) {
	t.Helper()
	l, err := callflowtest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	b := callflow.NewBuilder()
	messages := map[*callflow.Leg]map[int]*Message{}
	for _, e := range l.Events {
		s := b.Add(e)
		if messages[s.Leg] == nil {
			messages[s.Leg] = map[int]*Message{}
		}
		messages[s.Leg][s.Index] = Keep(e.Message)
	}
	calls = b.Finish()
	callflow.Number(calls)
	diagnose.Run(calls, &l.Capture, diagnose.Options{})
	return calls, func(leg *callflow.Leg, message int) *Message { return messages[leg][message] }
}

// pairs tells pairs, a line each, with what differs in lines of their own.
func pairs(list []Pair) string {
	var b strings.Builder
	for _, p := range list {
		fmt.Fprintf(&b, "%s | %s\n", rung(p.A), rung(p.B))
		for _, d := range p.Differences {
			again := ""
			if d.Again {
				again = " again"
			}
			fmt.Fprintf(&b, "\t%s: %q -> %q%s\n", d.Name, d.A, d.B, again)
		}
	}
	return b.String()
}

func rung(r *callflow.Rung) string {
	switch {
	case r == nil:
		return "-"
	case r.Status != 0:
		return fmt.Sprintf("%d-%d %d %s", r.From, r.To, r.Status, r.CSeqMethod)
	}
	return fmt.Sprintf("%d-%d %s", r.From, r.To, r.Method)
}
