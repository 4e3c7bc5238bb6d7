package diagnose_test

import (
	"fmt"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

const healthyCall = `endpoints alice=10.0.0.1:5060 proxy=10.0.0.2:5060 bob=10.0.0.3:5060
call %d
0.00 alice -> proxy INVITE 1 sdp=PCMA,PCMU
0.01 proxy -> bob   INVITE 1
0.10 bob   -> proxy 180
0.11 proxy -> alice 180
1.00 bob   -> proxy 200 sdp=PCMU
1.01 proxy -> alice 200
1.02 alice -> proxy ACK
1.03 proxy -> bob   ACK
9.00 alice -> proxy BYE
9.01 proxy -> bob   BYE
9.02 bob   -> proxy 200
9.03 proxy -> alice 200
`

// healthy makes n calls, proxied, with which nothing is wrong.
func healthy(t testing.TB, n int) []*callflow.Call {
	b := callflow.NewBuilder()
	for i := range n {
		l, err := callflowtest.Parse(fmt.Sprintf(healthyCall, i))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range l.Events {
			b.Add(e)
		}
	}
	calls := b.Finish()
	callflow.Number(calls)
	return calls
}

// BenchmarkHealthy is what rules cost where they have nothing to say.
func BenchmarkHealthy(b *testing.B) {
	calls := healthy(b, 2000)
	for b.Loop() {
		if f := diagnose.Run(calls, nil, diagnose.Options{}); len(f) != 0 {
			b.Fatalf("got %v, want no findings", *f[0])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(calls)), "ns/call")
}

// Where nothing is found, nothing is allocated for a call.
func TestHealthyAllocations(t *testing.T) {
	few, many := healthy(t, 1), healthy(t, 100)
	allocs := func(calls []*callflow.Call) float64 {
		return testing.AllocsPerRun(10, func() {
			if f := diagnose.Run(calls, nil, diagnose.Options{}); len(f) != 0 {
				t.Fatalf("got %v, want no findings", *f[0])
			}
		})
	}
	if a, b := allocs(few), allocs(many); b > a {
		t.Errorf("got %v allocations for 100 calls and %v for one, want the same", b, a)
	}
}
