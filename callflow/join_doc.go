package callflow

import "strings"

// EvidenceDoc tells what a kind of evidence is, and what it counts.
type EvidenceDoc struct {
	Name   string // as [Joined.Names] has it
	Points int
	Doc    string
}

// EvidenceDocs lists all evidence that legs are joined by, the headers first. The slice is the
// caller's.
func EvidenceDocs() []EvidenceDoc {
	var docs []EvidenceDoc
	for _, h := range joinHeaders {
		d := EvidenceDoc{Name: strings.ToLower(h.name), Points: pointsHeader, Doc: h.why}
		if h.name == "" {
			d.Name, d.Points = "x-…call…, x-…cid…", pointsOther
		}
		docs = append(docs, d)
	}
	for _, e := range evidenceTable {
		if e.evidence&(ByHeader|ByCallID) == 0 {
			docs = append(docs, EvidenceDoc{e.name, e.points, e.doc})
		}
	}
	return docs
}

// JoinScores are the scores that decide: from which one on legs are joined, from which one on
// where the first was answered before the second, and by how much it must be more than that of
// any other call.
func JoinScores() (enough, late, margin int) { return scoreEnough, scoreLate, scoreMargin }
