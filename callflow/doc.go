// Package callflow makes calls of SIP messages: it puts each message into its leg and
// transaction, tells what was sent again from what was only seen again, and decides what
// became of every call, registration, subscription or other exchange.
//
//	b := callflow.NewBuilder()
//	for e := range events { // in the order of capture
//		b.Add(&e)
//	}
//	calls := callflow.Join(b.Finish())
//	for _, c := range calls {
//		fmt.Println(c.ID, c.From(), c.To(), c.State, c.Status, c.Reason())
//	}
//
// [Builder.Add] takes an [Event], which is a parsed message with where and when it was seen.
// A [Leg] is everything under one Call-ID; a [Call] is the conversation that its legs make,
// told from the hop nearest the caller; [Join] finds which legs are one. [Count] and [Measure] sum calls up, [Selection]
// chooses among them, [NewLadder] draws one.
//
// The package is an observer's: it saw what the capture saw. What is not there but is proved
// by what is there counts; where neither decides, the answer is [UnknownState].
//
// # Ownership
//
// A builder keeps nothing of an event: strings are copied, once for each call or, where they
// come again and again, once in all. Calls, legs and what they return belong to the caller
// of [Builder.Finish] and must not be changed. Many lie close together: to keep one of them keeps
// some 30 kB of its neighbours, but for those of a builder that streams.
//
// # Time
//
// Time comes in with the events, and there is no other clock. Events may go back in time;
// a duration that would be negative is [Unmeasured].
//
// # Errors
//
// There are none. A message that is malformed is taken as far as it was understood; one
// without a Call-ID is counted in [Builder.Stray].
//
// # Concurrency
//
// A builder is for one goroutine. Since legs are built alone, builders that each take the
// messages of other Call-IDs can run side by side; [Join] brings their calls together, in one order.
package callflow
