package report

import (
	"strconv"

	"sipcap/callflow"
	"sipcap/callflow/compare"
)

// DiffSchema is the schema of the object that `diff` prints.
const DiffSchema = "sipcap.diff/1"

// DiffDoc is the object that `diff` prints: of two captures, or of two calls.
type DiffDoc struct {
	Schema   string           `json:"schema"`
	Worse    bool             `json:"worse"`   // B is
	Reasons  []string         `json:"reasons"` // why
	A        DiffSideDoc      `json:"a"`
	B        DiffSideDoc      `json:"b"`
	Captures *DiffCapturesDoc `json:"captures,omitempty"`
	Calls    *DiffCallsDoc    `json:"calls,omitempty"`
}

// DiffSideDoc is one of the two sides.
type DiffSideDoc struct {
	Capture  *CaptureDoc    `json:"capture,omitempty"`
	Messages int            `json:"messages"`
	Calls    int            `json:"calls"`
	ByKind   map[string]int `json:"by_kind"`
	Call     *CallRow       `json:"call,omitempty"` // the one that is compared
}

// DiffCapturesDoc is what differs between two captures.
type DiffCapturesDoc struct {
	Ratios     []DiffRatioDoc   `json:"ratios"`
	Delays     []DiffDelayDoc   `json:"delays"`
	Findings   []DiffFindingDoc `json:"findings"`
	Outcomes   []DiffShareDoc   `json:"outcomes"`
	Statuses   []DiffShareDoc   `json:"statuses"`
	Codecs     []DiffShareDoc   `json:"codecs"`
	UserAgents []DiffShareDoc   `json:"user_agents"`
}

// DiffRatioDoc is a metric that is a share.
type DiffRatioDoc struct {
	Name    string   `json:"name"`
	A       *Percent `json:"a,omitempty"`
	ACount  int      `json:"a_count"`
	AOf     int      `json:"a_of"`
	B       *Percent `json:"b,omitempty"`
	BCount  int      `json:"b_count"`
	BOf     int      `json:"b_of"`
	Verdict string   `json:"verdict"`
	Decides bool     `json:"decides"`
}

// DiffDelayDoc is a delay.
type DiffDelayDoc struct {
	Name    string  `json:"name"`
	A       *Delays `json:"a,omitempty"`
	B       *Delays `json:"b,omitempty"`
	Verdict string  `json:"verdict"`
	Decides bool    `json:"decides"`
}

// DiffFindingDoc is how many calls and other exchanges have a finding.
type DiffFindingDoc struct {
	ID       string `json:"id"`
	Severity string `json:"severity"`
	Cause    string `json:"cause"`
	A        int    `json:"a"`
	B        int    `json:"b"`
	Verdict  string `json:"verdict"`
	Decides  bool   `json:"decides"`
}

// DiffShareDoc is how many calls have something.
type DiffShareDoc struct {
	Name    string `json:"name"`
	A       int    `json:"a"`
	AOf     int    `json:"a_of"`
	B       int    `json:"b"`
	BOf     int    `json:"b_of"`
	Differs bool   `json:"differs"`
}

// DiffCallsDoc is what differs between two calls.
type DiffCallsDoc struct {
	End      string        `json:"end"`
	PostDial string        `json:"post_dial_delay"`
	Errors   []string      `json:"errors"`
	Solved   []string      `json:"solved"`
	Messages []DiffPairDoc `json:"messages"`
	Unpaired int           `json:"unpaired,omitempty"`
}

// DiffPairDoc is a message of A and the one of B in its place.
type DiffPairDoc struct {
	A           *DiffMessageDoc     `json:"a,omitempty"`
	B           *DiffMessageDoc     `json:"b,omitempty"`
	Differences []DiffDifferenceDoc `json:"differences"`
}

// DiffMessageDoc is a message of one of the two.
type DiffMessageDoc struct {
	Frame      uint64 `json:"frame"`
	File       string `json:"file,omitempty"`
	Time       Time   `json:"time"`
	Delta      Millis `json:"delta_ms"`
	From       int    `json:"from"`
	To         int    `json:"to"`
	Method     string `json:"method,omitempty"`
	Status     int    `json:"status,omitempty"`
	Reason     string `json:"reason,omitempty"`
	CSeqMethod string `json:"cseq_method,omitempty"`
	Repeats    int    `json:"repeats,omitempty"`
}

// DiffDifferenceDoc is something that two messages say differently.
type DiffDifferenceDoc struct {
	Name  string   `json:"name"`
	A     []string `json:"a,omitempty"`
	B     []string `json:"b,omitempty"`
	Set   bool     `json:"set"`
	Again bool     `json:"again"`
}

func newDiffSideDoc(s *DiffSide, call *callflow.Call) DiffSideDoc {
	doc := DiffSideDoc{Messages: s.Data.Counts.Messages, Calls: s.Data.Counts.Calls, ByKind: textKeys(s.Data.Counts.ByKind)}
	if s.Data.Capture != nil {
		doc.Capture = newCaptureDoc(s.Data.Capture)
	}
	if call != nil {
		row := newCallRow(&callEntry{Call: call, whole: call}, nil, &Options{Files: s.Files})
		doc.Call = &row
	}
	return doc
}

func newDiffCapturesDoc(c *compare.Captures) *DiffCapturesDoc {
	doc := &DiffCapturesDoc{Ratios: []DiffRatioDoc{}, Delays: []DiffDelayDoc{}, Findings: []DiffFindingDoc{}}
	for _, r := range c.Ratios {
		doc.Ratios = append(doc.Ratios, DiffRatioDoc{Name: r.Name, A: percentOf(r.A), ACount: r.A.N, AOf: r.A.Of,
			B: percentOf(r.B), BCount: r.B.N, BOf: r.B.Of, Verdict: r.Verdict.String(), Decides: r.Decides})
	}
	for _, d := range c.Delays {
		doc.Delays = append(doc.Delays, DiffDelayDoc{Name: d.Name, A: delaysOf(d.A), B: delaysOf(d.B), Verdict: d.Verdict.String(), Decides: d.Decides})
	}
	for _, f := range c.Findings {
		doc.Findings = append(doc.Findings, DiffFindingDoc{ID: f.ID, Severity: f.Severity.String(), Cause: string(f.Cause), A: f.A, B: f.B,
			Verdict: f.Verdict.String(), Decides: f.Decides})
	}
	shares := func(list []compare.Share, ofA, ofB int) []DiffShareDoc {
		out := make([]DiffShareDoc, 0, len(list))
		for _, s := range list {
			out = append(out, DiffShareDoc{Name: s.Name, A: s.A, AOf: ofA, B: s.B, BOf: ofB, Differs: s.Differs})
		}
		return out
	}
	doc.Outcomes, doc.Statuses = shares(c.Outcomes, c.CallsA, c.CallsB), shares(c.Statuses, c.CallsA, c.CallsB)
	doc.Codecs, doc.UserAgents = shares(c.Codecs, c.AnsweredA, c.AnsweredB), shares(c.UserAgents, c.CallsA, c.CallsB)
	return doc
}

func newDiffCallsDoc(c *compare.Calls, a, b *DiffSide) *DiffCallsDoc {
	doc := &DiffCallsDoc{End: c.End.String(), PostDial: c.PostDial.String(), Errors: append([]string{}, c.Errors...), Solved: append([]string{}, c.Solved...),
		Messages: []DiffPairDoc{}, Unpaired: c.Unpaired}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		pair := DiffPairDoc{A: newDiffMessageDoc(p.A, a), B: newDiffMessageDoc(p.B, b), Differences: []DiffDifferenceDoc{}}
		for _, d := range p.Differences {
			pair.Differences = append(pair.Differences, DiffDifferenceDoc{Name: d.Name, A: d.A, B: d.B, Set: d.Set, Again: d.Again})
		}
		doc.Messages = append(doc.Messages, pair)
	}
	return doc
}

func newDiffMessageDoc(r *callflow.Rung, s *DiffSide) *DiffMessageDoc {
	if r == nil {
		return nil
	}
	o := Options{Files: s.Files}
	return &DiffMessageDoc{Frame: r.Frame.Number, File: o.file(r.Frame.File), Time: Time{r.Time}, Delta: Millis(r.Delta), From: r.From, To: r.To,
		Method: string(r.Method), Status: r.Status, Reason: r.Reason, CSeqMethod: string(r.CSeqMethod), Repeats: r.Repeats}
}

// diffStatusName is the code of a share with its phrase.
func diffStatusName(name string) string {
	code, err := strconv.Atoi(name)
	if err != nil {
		return name
	}
	return statusName(code)
}
