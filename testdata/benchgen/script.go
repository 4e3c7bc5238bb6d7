package main

import "time"

// A step is one message of a script.
type step struct {
	method string        // of the request, or of the request that is answered
	status int           // 0 for a request
	callee bool          // sent by the callee
	try    int           // which attempt, from 0: the number of its INVITE transaction
	gap    time.Duration // after the step before; taken between a half and one and a half of it
	again  bool          // may be sent again, half a second after it was sent
}

// A script is one way that a call can go. The shares of all add up to 100, so that
// every hundred calls hold 648 messages; with 22 retransmissions there are 670.
type script struct {
	share    int
	answered bool
	steps    []step
}

const (
	hop  = 4 * time.Millisecond
	ring = 6 * time.Second
	talk = 140 * time.Second
)

var scripts = []script{
	{share: 63, answered: true, steps: answered(0)},
	{share: 6, answered: true, steps: append([]step{
		{method: "INVITE", again: true},
		{method: "INVITE", status: 401, callee: true, gap: hop, again: true},
		{method: "ACK", gap: hop},
	}, answered(1)...)},
	{share: 12, steps: []step{
		{method: "INVITE", again: true},
		{method: "INVITE", status: 100, callee: true, gap: hop},
		{method: "INVITE", status: 180, callee: true, gap: 300 * time.Millisecond},
		{method: "INVITE", status: 486, callee: true, gap: ring, again: true},
		{method: "ACK", gap: hop},
	}},
	{share: 6, steps: []step{
		{method: "INVITE", again: true},
		{method: "INVITE", status: 100, callee: true, gap: hop},
		{method: "INVITE", status: 180, callee: true, gap: 300 * time.Millisecond},
		{method: "CANCEL", gap: 2 * ring, again: true},
		{method: "CANCEL", status: 200, callee: true, gap: hop},
		{method: "INVITE", status: 487, callee: true, gap: hop, again: true},
		{method: "ACK", gap: hop},
	}},
	{share: 8, steps: []step{
		{method: "INVITE", again: true},
		{method: "INVITE", status: 100, callee: true, gap: hop},
		{method: "INVITE", status: 404, callee: true, gap: 120 * time.Millisecond, again: true},
		{method: "ACK", gap: hop},
	}},
	{share: 4, steps: []step{
		{method: "INVITE", again: true},
		{method: "INVITE", status: 503, callee: true, gap: hop, again: true},
		{method: "ACK", gap: hop},
	}},
	{share: 1, steps: []step{
		{method: "INVITE"}, // never answered: sent again six times (Timer A, then B)
	}},
}

// answered is the part of a script from the INVITE of the given attempt to the end of the call.
func answered(try int) []step {
	return []step{
		{method: "INVITE", try: try, gap: hop, again: true},
		{method: "INVITE", status: 100, callee: true, try: try, gap: hop},
		{method: "INVITE", status: 180, callee: true, try: try, gap: 300 * time.Millisecond},
		{method: "INVITE", status: 200, callee: true, try: try, gap: ring, again: true},
		{method: "ACK", try: try, gap: hop},
		{method: "BYE", try: try, gap: talk, again: true},
		{method: "BYE", status: 200, callee: true, try: try, gap: hop},
	}
}

const (
	againInHundred = 16                     // besides the six of the unanswered call
	timerT1        = 500 * time.Millisecond // RFC 3261 §17.1.1.1
)

// deck lists the script of each of a hundred calls.
func deck() []uint8 {
	var d []uint8
	for i, s := range scripts {
		for range s.share {
			d = append(d, uint8(i))
		}
	}
	return d
}
