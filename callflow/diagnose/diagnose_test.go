package diagnose_test

import (
	"flag"
	"testing"

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
