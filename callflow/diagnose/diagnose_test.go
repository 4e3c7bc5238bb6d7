package diagnose_test

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

var update = flag.Bool("update", false, "rewrite the txtar files and docs/findings.md")

func run(calls []*callflow.Call, capture *callflow.Capture) []*callflow.Finding {
	return diagnose.Run(calls, capture, diagnose.Options{})
}

// The ladders of testdata: of each rule one in which it speaks and one in which it is silent.
func TestFindings(t *testing.T) {
	callflowtest.Suite{Diagnose: run, Update: *update}.Run(t, "testdata")
}

// Those of testdata/slow are looked at with a limit of 5 s.
func TestSlowAnswer(t *testing.T) {
	slow := func(calls []*callflow.Call, capture *callflow.Capture) []*callflow.Finding {
		return diagnose.Run(calls, capture, diagnose.Options{SlowAnswer: 5 * time.Second})
	}
	callflowtest.Suite{Diagnose: slow, Update: *update}.Run(t, "testdata/slow")
}

// Many calls are shared among cores, and findings are in the same order as when they are not.
func TestManyCalls(t *testing.T) {
	const one = `endpoints alice=10.0.0.1:5060 bob=10.0.0.3:5060
call %d
0.0,0.5 alice -> bob   INVITE 1
1.0     bob   -> alice 404
1.1     alice -> bob   ACK
`
	b := callflow.NewBuilder()
	for i := range 10000 {
		l, err := callflowtest.Parse(fmt.Sprintf(one, i))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range l.Events {
			b.Add(e)
		}
	}
	calls := b.Finish()
	got := run(calls, nil)
	if len(got) != 2*len(calls) {
		t.Fatalf("got %d findings, want two a call", len(got))
	}
	for i, f := range got {
		id := "rejected-abnormally"
		if i >= len(calls) {
			id = "retransmissions"
		}
		if f.ID != id || f.Call != calls[i%len(calls)] {
			t.Fatalf("finding %d: got %s of %s, want %s of %s", i, f.ID, f.Call.CallID(), id, calls[i%len(calls)].CallID())
		}
	}
}
