// Package where selects calls and messages by an expression over the fields that sipcap prints
// of them.
//
//	failed, err := where.ForCalls(`status >= 500 && src startsWith "10.1."`)
//	if err != nil {
//		return err // a *where.Error: what is wrong with it, and at which character
//	}
//	for _, c := range calls {
//		if ok, err := failed.Match(c); ok {
//			…
//		}
//	}
//
// The language is that of github.com/expr-lang/expr, without what has no use here, could go on
// without end, or asks a clock. docs/where.md describes it for users; the fields are those of
// docs/json.md, by the same names.
//
// # Absent fields
//
// A call has no ring_ms that never rang, and a response no method. What is asked of such a
// field is neither true nor false, as in SQL: neither `status != 200` nor `not (status == 200)`
// selects a call without a final response. `status == nil` does, and `status ?? 0` is a number
// for all. Lists are never absent but empty.
//
// # Ownership
//
// Nothing of a call or an event is kept, and nothing in it changed.
//
// # Time
//
// Times are those of the capture. No expression can ask the time of day.
//
// # Errors
//
// An expression that does not parse, names an unknown field, compares what cannot be compared or
// has no yes or no for a result is an [*Error] when it is compiled. What only the values can tell,
// as an index beyond a list's end, is one of Match; then nothing is selected.
//
// # Concurrency
//
// [Calls] and [Messages] are for one goroutine: what they need for a Match they use again for the next.
package where
