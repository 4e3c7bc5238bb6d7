// Package report prints what callflow and diagnose found out: as tables and ladders for
// people, and as JSON, CSV and Markdown. It is the only package that formats; results know
// nothing of how they are shown.
//
//	err := report.Report(os.Stdout, &report.Data{Capture: &res.Capture, Calls: res.Calls,
//		Counts: callflow.Count(res.Calls, res.Stray), Metrics: callflow.Measure(res.Calls, &res.Capture)},
//		report.Options{Format: report.Table, Width: 120})
//
// There is a function for each view: [Report], [Stats], [Calls], [Ladder], [Explain] and
// [ExplainTable]. What comes in numbers is written as it comes: [MessageWriter] takes
// messages, [LadderWriter] ladders.
//
// # Untrusted text
//
// Whatever came from a capture passes one of the functions in escape.go before it is printed,
// so that it cannot command a terminal, a spreadsheet or a wiki. JSON escapes what
// encoding/json does and other invisible characters too.
//
// # Ownership
//
// Nothing that is passed in is changed. A [MessageWriter] keeps rows until it has enough to
// know how wide its columns are; the other functions keep nothing after they return.
//
// # Errors
//
// The only errors are those of the writer.
//
// # Stability
//
// The names of JSON and CSV fields are a contract, told in docs/json.md. Tables, ladders and
// Markdown are for people and may change.
package report
