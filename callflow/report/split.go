package report

import (
	"io"
	"strconv"

	"sipcap/callflow"
)

// SplitRow is a file with the packets of one call, in the view `split`.
type SplitRow struct {
	File   string         `json:"file"`
	Call   int            `json:"call"` // its id
	CallID string         `json:"call_id"`
	State  callflow.State `json:"state"`
	Frames int            `json:"frames"`
	Bytes  uint64         `json:"bytes"`  // of the file
	Result string         `json:"result"` // written, unchanged or exists
}

// The results of writing a file.
const (
	SplitWritten   = "written"
	SplitUnchanged = "unchanged" // it was there, with the same content
	SplitExists    = "exists"    // another file of that name was there, and stays
)

// NewSplitRow is the row of a call's file.
func NewSplitRow(c *callflow.Call, file string, frames int, bytes uint64, result string) SplitRow {
	return SplitRow{
		File: file, Call: c.ID, CallID: c.CallID(), State: c.State, Frames: frames, Bytes: bytes, Result: result,
	}
}

// Split prints the view `split`: a row a file.
func Split(w io.Writer, rows []SplitRow, o Options) error {
	if printed, err := plainRows(w, rows, o); printed {
		return err
	}
	p := newPrinter(w, &o)
	g := &page{p: p, markdown: o.Format == Markdown}
	if len(rows) == 0 {
		p.text("no files")
		return p.flush()
	}
	g.table(splitGrid(rows))
	return p.flush()
}

func splitGrid(rows []SplitRow) *grid {
	g := &grid{columns: []column{
		{title: "file", min: 20}, {title: "call", right: true}, {title: "state", drop: 2}, {title: "packets", right: true, drop: 1},
		{title: "bytes", right: true, drop: 3}, {title: "result"},
	}}
	for _, r := range rows {
		result := cell{text: r.Result}
		if r.Result == SplitExists {
			result.style = red
		}
		g.add(cell{text: r.File}, cell{text: strconv.Itoa(r.Call)}, cell{text: r.State.String(), style: stateStyle(r.State)},
			cell{text: count(r.Frames)}, cell{text: count(r.Bytes)}, result)
	}
	return g
}
