package report

import "sipcap/callflow"

// FindingRow is a finding in JSON.
type FindingRow struct {
	ID          string   `json:"id"`
	Severity    string   `json:"severity"`       // error, warning or info
	Cause       string   `json:"cause"`          // call or capture
	Call        int      `json:"call,omitempty"` // the call's id; none for one about the capture or an endpoint
	Leg         string   `json:"leg,omitempty"`  // Call-ID of the leg that it is about, where it is not the one nearest the caller
	Summary     string   `json:"summary"`
	Hint        string   `json:"hint,omitempty"`
	Frames      []uint64 `json:"frames,omitempty"`
	File        string   `json:"file,omitempty"`  // that the frames are in
	Files       []string `json:"files,omitempty"` // of each frame, where they are in several
	Reference   string   `json:"reference,omitempty"`
	FollowsFrom string   `json:"follows_from,omitempty"` // the id of the finding that explains this one
}

func newFindingRow(f *callflow.Finding, o *Options) FindingRow {
	row := FindingRow{
		ID:          f.ID,
		Severity:    f.Severity.String(),
		Cause:       string(f.Cause),
		Summary:     f.Summary,
		Hint:        f.Hint,
		Reference:   f.Reference,
		FollowsFrom: f.FollowsFrom,
	}
	if f.Call != nil {
		row.Call = f.Call.ID
		if f.Leg > 0 {
			row.Leg = f.Call.Legs()[f.Leg].CallID
		}
	}
	several := false
	for _, ref := range f.Frames {
		row.Frames = append(row.Frames, ref.Number)
		several = several || ref.File != f.Frames[0].File
	}
	switch {
	case several:
		for _, ref := range f.Frames {
			row.Files = append(row.Files, o.file(ref.File))
		}
	case len(f.Frames) > 0:
		row.File = o.file(f.Frames[0].File)
	}
	return row
}

func newFindingRows(findings []*callflow.Finding, o *Options) []FindingRow {
	rows := make([]FindingRow, 0, len(findings))
	for _, f := range findings {
		rows = append(rows, newFindingRow(f, o))
	}
	return rows
}
