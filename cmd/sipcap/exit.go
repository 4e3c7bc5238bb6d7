package main

// exit is how the program ends when the results are printed: with the first that applies of
// interrupted, and a capture that could not be read.
func (v *invocation) exit(a *analysis) error {
	if a.result.Capture.Interrupted {
		return &failure{status: exitInterrupted}
	}
	return a.unread
}
