package callflow_test

import (
	"flag"
	"testing"

	"sipcap/callflow/callflowtest"
)

var update = flag.Bool("update", false, "write what was got into the txtar files")

// The ladders of testdata/calls and what DESIGN.md §6 says of them.
func TestCalls(t *testing.T) {
	callflowtest.Suite{Update: *update}.Run(t, "testdata/calls")
}

// The ladders of testdata/metrics, with figures worked out by hand from RFC 6076.
func TestMetrics(t *testing.T) {
	callflowtest.Suite{Update: *update}.Run(t, "testdata/metrics")
}
