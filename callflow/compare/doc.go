// Package compare tells what differs between two captures, as before and after a change, or
// between two calls, as one that works and one that does not.
//
//	c := compare.NewCaptures(compare.Side{Calls: before}, compare.Side{Calls: after})
//	for _, r := range c.Ratios {
//		fmt.Println(r.Name, r.A, r.B, r.Verdict)
//	}
//	if c.Worse() { … }
//
// [NewCaptures] sets figures side by side, [NewCalls] pairs the messages of two calls in order and
// compares what they say. Headers are not kept with a call: [Keep] takes them from messages
// that are read again.
//
// # Worse
//
// Of two captures B is worse where a figure that decides is, see [Captures.Worse]; of two calls
// where the second one ended worse, was slower or has an error that the first has not, see
// [Calls.Worse]. What differs by no more than chance would have it is no worse.
//
// # Ownership
//
// Nothing that is passed in is changed, and a [Message] keeps nothing of what it was made of.
//
// # Time, errors, concurrency
//
// There is no clock and there are no errors; the functions may be called by several goroutines.
package compare
