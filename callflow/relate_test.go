package callflow_test

import (
	"testing"

	"sipcap/callflow/callflowtest"
)

// The ladders of testdata/transfers: which calls a transfer ties together.
func TestTransfers(t *testing.T) {
	callflowtest.Suite{Update: *update}.Run(t, "testdata/transfers")
}
