// Package diagnose tells what went wrong in calls, and why: rules look at each call and at the
// capture as a whole and conclude findings.
//
//	findings := diagnose.Run(calls, &capture, diagnose.Options{})
//	for _, f := range findings {
//		fmt.Println(f.Severity, f.ID, f.Summary, f.Frames)
//	}
//
// A [Rule] is a documented value in the one list that [Rules] returns; docs/findings.md and
// `sipcap explain` print from it. A rule speaks when what was captured proves a fault, and is
// silent otherwise, above all about calls that are healthy.
//
// # Ownership
//
// [Run] sets Call.Findings of each call, and nothing else of what it is given. Findings
// belong to the caller.
//
// # Time
//
// A rule that waits for something compares with the end of the capture, never with a clock.
//
// # Errors
//
// There are none. Where the capture can explain what is missing, the finding's cause says so.
//
// # Concurrency
//
// Run looks at many calls on all cores, and ends them before it returns; the result is the
// same on any number. It keeps nothing: several may run at once over different calls. A [Teller] keeps what it was made of.
package diagnose
