package report_test

import (
	"fmt"
	"os"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
	"sipcap/callflow/report"
)

// A ladder of one call, as it goes into a ticket.
func ExampleLadder() {
	l, err := callflowtest.Parse(`
endpoints alice=10.1.1.40:5060 bob=10.1.2.9:5060
0.000 alice -> bob   INVITE sdp=PCMA,PCMU
0.020 bob   -> alice 180
1.500 bob   -> alice 486
1.510 alice -> bob   ACK
`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, call := range l.Calls() {
		if err := report.Ladder(os.Stdout, callflow.NewLadder(call), report.Options{Width: 80, ASCII: true}); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// call 1   alice -> bob   busy, 486 Busy Here   post-dial delay 20 ms, rang 1.5 s
	//    2024-01-01 00:00:00 UTC   Call-ID call-1
	//
	//                10.1.1.40:5060           10.1.2.9:5060  frame
	// 00:00:00.000  +0.000  |- INVITE (offer PCMA PCMU) ->|      1
	// 00:00:00.020  +0.020  |<------- 180 Ringing --------|      2
	// 00:00:01.500  +1.500  |<------ 486 Busy Here -------|      3
	// 00:00:01.510  +1.510  |------------ ACK ----------->|      4
}

// What the packets of a written capture say in Wireshark.
func ExampleComments() {
	l, err := callflowtest.Parse(`
endpoints alice=10.1.1.40:5060 bob=10.1.2.9:5060
0.000 alice -> bob   INVITE
0.020 bob   -> alice 503
0.030 alice -> bob   ACK
`)
	if err != nil {
		fmt.Println(err)
		return
	}
	calls := l.Calls()
	comments := report.NewComments(diagnose.Run(calls, nil, diagnose.Options{}))
	for _, text := range comments.At(calls[0].Leg().Message(1).Frame, calls) {
		fmt.Println(text)
	}
	// Output:
	// sipcap: call 1, Call-ID call-1
	// sipcap: call 1, error server-failure: 10.1.2.9:5060 answers INVITE with 503 Service Unavailable
}

// The calls of a capture as a script reads them.
func ExampleCalls() {
	l, err := callflowtest.Parse(`
endpoints alice=10.1.1.40:5060 bob=10.1.2.9:5060
0.000 alice -> bob   INVITE
0.020 bob   -> alice 503
0.030 alice -> bob   ACK
`)
	if err != nil {
		fmt.Println(err)
		return
	}
	calls := l.Calls()
	err = report.Calls(os.Stdout, &report.Data{Calls: calls}, report.Options{Format: report.Table})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// #  start     from   to   state   final                    post-dial  msgs  call-id
	// 1  00:00:00  alice  bob  failed  503 Service Unavailable      20 ms     3  call-1
}
