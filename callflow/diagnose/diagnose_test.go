package diagnose_test

import (
	"flag"
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

// Those of testdata/slow are looked at with limits of 8 s to ring and 1 s to the first response.
func TestSlowAnswer(t *testing.T) {
	slow := func(calls []*callflow.Call, capture *callflow.Capture) []*callflow.Finding {
		return diagnose.Run(calls, capture, diagnose.Options{SlowAnswer: 8 * time.Second, SlowTrying: time.Second})
	}
	callflowtest.Suite{Diagnose: slow, Update: *update}.Run(t, "testdata/slow")
}
