package callflow_test

import (
	"path/filepath"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

// The call flows of RFCs, in a folder for each: RFC 3665 and RFC 5359 whole, the race
// conditions of RFC 5407 and 199 of RFC 6228, and what RFC 3262, RFC 3311 and RFC 4028 show of
// theirs. A flow that is healthy there has no finding of error grade here.
func TestRFCs(t *testing.T) {
	folders, err := filepath.Glob("testdata/rfc*")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no folders (%v)", err)
	}
	suite := callflowtest.Suite{Update: *update, Brief: true, Diagnose: func(calls []*callflow.Call, capture *callflow.Capture) []*callflow.Finding {
		return diagnose.Run(calls, capture, diagnose.Options{})
	}}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) { suite.Run(t, folder) })
	}
}
