package callflowtest_test

import (
	"fmt"

	"sipcap/callflow/callflowtest"
)

func ExampleParse() {
	l, err := callflowtest.Parse(`
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.000 alice -> bob INVITE sdp=PCMA
0.010 bob -> alice 100
0.500 bob -> alice 486
0.510 alice -> bob ACK
`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range l.Calls() {
		fmt.Println(c.State, c.Outcome, c.Status, c.PostDialDelay)
	}
	// Output: busy client-error 486 500ms
}
