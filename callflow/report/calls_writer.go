package report

import (
	"io"

	"sipcap/callflow"
)

// CallWriter prints a row a call as they come, where [Calls] prints a list that is whole. Write and
// Close tell the first error of the writer.
type CallWriter struct {
	o       Options
	p       *printer
	list    *list         // JSON, NDJSON
	csv     *csvWriter    // CSV
	rows    *markdownRows // Markdown
	listing *listing      // table
	fields  []callField
	legs    bool
}

// NewCallWriter prints to w. Where all is set, not all calls are of KindCall; where legs is, each leg of
// a call has its row. Close must be called at the end.
func NewCallWriter(w io.Writer, all, legs bool, o Options) *CallWriter {
	cw := &CallWriter{o: o, p: newPrinter(w, &o), fields: callFields(callsView, callColumns{kinds: all, talked: true, several: !legs, legs: legs, joined: legs, related: true, found: true}), legs: legs}
	switch o.format() {
	case JSON, NDJSON:
		cw.list = &list{w: cw.p.w, lines: o.Format == NDJSON}
	case CSV:
		cw.csv = newCSVWriter(cw.p.w)
		cw.p.err = cw.csv.row(jsonNames(CallRow{})...)
	case Markdown:
		cw.rows = &markdownRows{p: cw.p, columns: columnsOf(cw.fields)}
	default:
		cw.listing = &listing{p: cw.p, columns: columnsOf(cw.fields), timed: "start", typical: typicalCalls(cw.fields), sampleSize: 2} // the date and a row
	}
	return cw
}

// typicalCalls are how wide the cells of calls tend to be.
func typicalCalls(fields []callField) []int {
	widths := map[string]int{"#": 4, "kind": 12, "from": 8, "to": 12, "state": 11, "final": 13, "talk": 6, "msgs": 4, "call-id": 20}
	out := make([]int, len(fields))
	for i, f := range fields {
		out[i] = widths[f.title]
	}
	return out
}

// SetFiles tells Options.Files anew, where more are read.
func (cw *CallWriter) SetFiles(names []string) { cw.o.Files = names }

// Write prints a call, now or at the next Flush.
func (cw *CallWriter) Write(c *callflow.Call) error {
	d := Data{Calls: []*callflow.Call{c}, All: true, Legs: cw.legs}
	for _, row := range d.listed() {
		if err := cw.write(&row); err != nil {
			return err
		}
	}
	return nil
}

func (cw *CallWriter) write(c *callEntry) error {
	switch {
	case cw.list != nil:
		return cw.list.write(newCallRow(c, nil, &cw.o))
	case cw.csv != nil:
		return cw.csv.row(csvFields(newCallRow(c, nil, &cw.o))...)
	case cw.rows != nil:
		return cw.rows.add(cellsOf(cw.fields, c))
	}
	// Calls come as they end: the date is that of the end, as their starts go to and fro.
	if date := c.whole.End().UTC().Format(dateLayout); date != cw.listing.date {
		cw.listing.newDate(date)
	}
	cw.listing.add(cellsOf(cw.fields, c))
	return cw.p.err
}

// Flush prints what Write kept back.
func (cw *CallWriter) Flush() error {
	if cw.csv != nil {
		if err := cw.csv.flush(); err != nil {
			return err
		}
	}
	return cw.p.flush()
}

// Close ends the list.
func (cw *CallWriter) Close() error {
	switch {
	case cw.list != nil:
		if err := cw.list.close(); err != nil {
			return err
		}
	case cw.rows != nil:
		cw.rows.begin()
	case cw.listing != nil:
		cw.listing.close()
	}
	return cw.Flush()
}
