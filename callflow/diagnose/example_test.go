package diagnose_test

import (
	"fmt"
	"log"

	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

func ExampleRun() {
	ladder, err := callflowtest.Parse(`endpoints alice=10.0.0.1:5060 bob=10.0.0.3:5060
0.0         alice -> bob   INVITE
1.0,1.5,2.5 bob   -> alice 200`)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range diagnose.Run(ladder.Calls(), &ladder.Capture, diagnose.Options{}) {
		fmt.Printf("%s %s: %s\n", f.Severity, f.ID, f.Summary)
	}
	// Output:
	// error missing-ack: 200 OK from 10.0.0.3:5060 was sent 3 times in 1.5 s and never acknowledged by 10.0.0.1:5060
	// info capture-cut: the call was established when the capture ended, 0 ms after its last message
}
