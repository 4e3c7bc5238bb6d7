package callflow_test

import (
	"testing"

	"sipcap/callflow/callflowtest"
)

// The ladders of testdata/joins: which legs are one call, and which are not.
func TestJoins(t *testing.T) {
	callflowtest.Suite{Update: *update}.Run(t, "testdata/joins")
}
