package compare

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"sipcap/callflow"
)

// Side is one of the two captures.
type Side struct {
	Calls   []*callflow.Call // with their findings
	Capture *callflow.Capture
}

// Captures is what differs between two captures. Its lists have what either has.
type Captures struct {
	// Exchanges are the calls, registrations and all others, Calls the calls among them.
	ExchangesA, ExchangesB int
	CallsA, CallsB         int

	Ratios   []Ratio
	Delays   []Delay
	Findings []Finding // the gravest first
	Outcomes []Share   // calls by outcome
	Statuses []Share   // calls by the code of their final response

	// Codecs are those that answered calls agreed on, UserAgents the names of both sides; at most
	// [ShareLimit] of each, those that differ most first.
	AnsweredA, AnsweredB int
	Codecs               []Share // of the answered calls
	UserAgents           []Share // of all calls
}

// ShareLimit is how many codecs and how many User-Agents a comparison has.
const ShareLimit = 12

// Ratio is a ratio of both captures.
type Ratio struct {
	Name    string // of the field in [callflow.Metrics]
	A, B    callflow.Ratio
	Verdict Verdict
	Decides bool // whether B is worse
}

// Delay is the delays of both captures.
type Delay struct {
	Name    string // of the field in [callflow.Metrics]
	A, B    callflow.Quantiles
	Verdict Verdict
	Decides bool
}

// Share is how many calls have something in both captures.
type Share struct {
	Name    string // what they have; untrusted text where it is a User-Agent
	A, B    int
	Differs bool // by more than chance
}

// Finding is how many calls and other exchanges have a finding of an id in both captures.
type Finding struct {
	ID       string
	Severity callflow.Severity
	Cause    callflow.Cause
	A, B     int
	Verdict  Verdict
	Decides  bool
}

// AnyError is the ID of the Finding that has the exchanges with any finding of error grade.
const AnyError = "any error"

// NewCaptures compares two captures.
func NewCaptures(a, b Side) *Captures {
	c := &Captures{ExchangesA: len(a.Calls), ExchangesB: len(b.Calls)}
	ma, mb := callflow.Measure(a.Calls, a.Capture), callflow.Measure(b.Calls, b.Capture)
	c.ratios(&ma, &mb)
	c.delays(&ma, &mb)
	c.findings(a.Calls, b.Calls)
	ca, cb := callflow.Count(a.Calls, callflow.Tally{}), callflow.Count(b.Calls, callflow.Tally{})
	c.CallsA, c.CallsB = ca.Calls, cb.Calls
	for _, o := range callflow.Outcomes() {
		if ca.ByOutcome[o]+cb.ByOutcome[o] > 0 {
			c.Outcomes = append(c.Outcomes, c.share(o.String(), ca.ByOutcome[o], cb.ByOutcome[o]))
		}
	}
	for _, code := range keys(ca.ByStatus, cb.ByStatus) {
		c.Statuses = append(c.Statuses, c.share(strconv.Itoa(code), ca.ByStatus[code], cb.ByStatus[code]))
	}
	c.agents(a.Calls, b.Calls)
	c.codecs(a.Calls, b.Calls)
	return c
}

// Worse tells whether B is worse: whether any figure that decides is.
//
// ASR or SEER lower, or ISA or IRA higher, by more than chance ([Chance]); the delay to the first
// sign of life of answered calls (SRD), of releases (SDD) or of registrations (RRD) longer
// ([SlowFactor], [SlowBy], [SlowCount], [TailCount]); more calls or other exchanges with an error, of one kind or of any,
// by more than chance, or with a kind of error that A has not at all in [NewShare] of them. An
// error that the capture, rather than the call, may be the cause of does not count.
func (c *Captures) Worse() bool {
	return slices.ContainsFunc(c.Ratios, func(r Ratio) bool { return r.Decides && r.Verdict == Worse }) ||
		slices.ContainsFunc(c.Delays, func(d Delay) bool { return d.Decides && d.Verdict == Worse }) ||
		slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Decides && f.Verdict == Worse })
}

func (c *Captures) ratios(a, b *callflow.Metrics) {
	for _, r := range []struct {
		name    string
		a, b    callflow.Ratio
		less    bool // is better
		decides bool
	}{
		{"ASR", a.ASR, b.ASR, false, true},
		{"NER", a.NER, b.NER, false, false},
		{"SER", a.SER, b.SER, false, false},
		{"SEER", a.SEER, b.SEER, false, true},
		{"ISA", a.ISA, b.ISA, true, true},
		{"SCR", a.SCR, b.SCR, false, false}, // a capture that ends earlier has fewer
		{"IRA", a.IRA, b.IRA, true, true},
	} {
		if r.a.Of+r.b.Of == 0 {
			continue
		}
		v := ofRatio(r.a, r.b)
		if r.less {
			v = v.opposite()
		}
		c.Ratios = append(c.Ratios, Ratio{r.name, r.a, r.b, v, r.decides})
	}
}

func (c *Captures) delays(a, b *callflow.Metrics) {
	for _, d := range []Delay{
		{Name: "PostDialDelay", A: a.PostDialDelay, B: b.PostDialDelay},
		{Name: "SRD", A: a.SRD, B: b.SRD, Decides: true},
		{Name: "FailedSRD", A: a.FailedSRD, B: b.FailedSRD},
		{Name: "Setup", A: a.Setup, B: b.Setup},
		{Name: "Talk", A: a.Talk, B: b.Talk},
		{Name: "SDD", A: a.SDD, B: b.SDD, Decides: true},
		{Name: "RRD", A: a.RRD, B: b.RRD, Decides: true},
	} {
		if d.A.N+d.B.N == 0 {
			continue
		}
		if d.Name != "Talk" { // longer is neither better nor worse
			d.Verdict = ofDelays(d.A, d.B)
		}
		c.Delays = append(c.Delays, d)
	}
}

// share compares how many calls have something.
func (c *Captures) share(name string, a, b int) Share {
	return Share{name, a, b, differ(callflow.Ratio{N: a, Of: c.CallsA}, callflow.Ratio{N: b, Of: c.CallsB})}
}

// findingKind is what findings are counted by.
type findingKind struct {
	id       string
	severity callflow.Severity
	cause    callflow.Cause
}

var anyError = findingKind{AnyError, callflow.Error, callflow.CauseCall}

// findings counts exchanges by what was found.
func (c *Captures) findings(a, b []*callflow.Call) {
	na, nb := findingCounts(a), findingCounts(b)
	kinds := maps.Clone(na)
	maps.Copy(kinds, nb)
	for k := range kinds {
		f := Finding{ID: k.id, Severity: k.severity, Cause: k.cause, A: na[k], B: nb[k],
			Decides: k.severity == callflow.Error && k.cause == callflow.CauseCall}
		f.Verdict = ofRatio(callflow.Ratio{N: f.A, Of: len(a)}, callflow.Ratio{N: f.B, Of: len(b)}).opposite()
		if f.A == 0 && float64(f.B) >= NewShare*float64(len(b)) {
			f.Verdict = Worse
		}
		if f.B == 0 && float64(f.A) >= NewShare*float64(len(a)) {
			f.Verdict = Better
		}
		c.Findings = append(c.Findings, f)
	}
	rest := func(f Finding) int { // any error comes before each
		if f.ID == AnyError {
			return 0
		}
		return 1
	}
	slices.SortFunc(c.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(rest(a), rest(b)), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Cause, b.Cause))
	})
}

// findingCounts is in how many exchanges there is a finding of each kind.
func findingCounts(calls []*callflow.Call) map[findingKind]int {
	n := map[findingKind]int{}
	var kinds []findingKind
	for _, call := range calls {
		kinds = kinds[:0]
		add := func(k findingKind) {
			if !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
				n[k]++
			}
		}
		for _, f := range call.Findings() {
			k := findingKind{f.ID, f.Severity, f.Cause}
			add(k)
			if k.severity == callflow.Error && k.cause == callflow.CauseCall {
				add(anyError)
			}
		}
	}
	return n
}
