package exporter

import (
	"strconv"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// resetHistograms is how often a native histogram with too many buckets may be begun anew.
const resetHistograms = time.Hour

// other is the value of a label for what is none of its values.
const other = "other"

// The values of result.
const (
	success = "success"
	failure = "failure"
)

// Label says what a label's values are.
type Label struct{ Name, Values string }

// Labels documents all labels. The slice is the caller's.
func Labels() []Label {
	return []Label{
		{"step", "`began`, `answered`, `refused` (by a final response after which no attempt follows), `released` (by BYE)"},
		{"kind", "`call`, `registration`, `subscription`, `options`, `message`, `other`"},
		{"state", "as in [json.md](json.md): `completed`, `busy`, `failed` and so on"},
		{"outcome", "as in [json.md](json.md): a class, `none` or `unknown`"},
		{"code", "`100` to `699`; `other` for what is no code"},
		{"class", "`informational`, `success`, `redirection`, `client-error`, `server-error`, `global-failure`; `unknown` for what is no code"},
		{"id", "of a finding: [findings.md](findings.md)"},
		{"severity", "`error`, `warning`, `info`"},
		{"result", "`success`, `failure`"},
		{"method", "a registered method, or `other`"},
		{"reason", "why a frame was skipped, as in `skipped` of [json.md](json.md)"},
		{"version", "of sipcap"},
		{"goversion", "of the Go that it was built with"},
	}
}

// stepNames are the values of step.
var stepNames = [...]string{
	callflow.CallBegan: "began", callflow.CallAnswered: "answered", callflow.CallRefused: "refused", callflow.CallReleased: "released",
}

// codeOf is the value of code.
func codeOf(status int) string {
	if sipmsg.ClassOf(status) == sipmsg.UnknownClass {
		return other
	}
	return strconv.Itoa(status)
}

// methodOf is the value of method.
func methodOf(m sipmsg.Method) string {
	if _, ok := sipmsg.LookupMethod(m); ok {
		return string(m)
	}
	return other
}
