package where_test

import (
	"strings"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

// scene has a call that is answered, one that is refused, one that nothing came back for, and a
// registration.
const scene = `endpoints alice=10.1.0.1:5060 proxy=10.0.0.9:5060 bob=192.168.0.3:5060
call answered
0.000 alice -> bob INVITE sdp=PCMA,PCMU "User-Agent: Phone/1.0"
0.200 bob -> alice 180
2.000 bob -> alice 200 sdp=PCMA
2.050 alice -> bob ACK
9.000 alice -> bob BYE
9.010 bob -> alice 200
call refused
12.000 alice -> bob INVITE from-tag=x
12.100 bob -> alice 503
12.110 alice -> bob ACK
call lost
30.000,30.500,31.500,33.500 proxy -> bob INVITE from-tag=y
call registered
40.000 alice -> proxy REGISTER "CSeq: 1 REGISTER" "Content-Length: 7"
40.010 proxy -> alice 200`

// ladderOf is the scene of a ladder, with findings.
func ladderOf(t testing.TB, text string) (*callflowtest.Ladder, []*callflow.Call) {
	t.Helper()
	l, err := callflowtest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	calls := l.Calls()
	diagnose.Run(calls, &l.Capture, diagnose.Options{})
	return l, calls
}

// sightings gives each message of a ladder to match, as a builder saw it.
func sightings(l *callflowtest.Ladder, match func(*callflow.Event, callflow.Sighting)) {
	b := callflow.NewBuilder()
	for _, e := range l.Events {
		match(e, b.Add(e))
	}
}

func joined(list []string) string { return strings.Join(list, " ") }
