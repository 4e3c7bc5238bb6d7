package report

import (
	"io"
	"path/filepath"
	"strconv"
	"strings"
)

// MessageWriter prints the view `messages`, a row a message, as they come. Write and Close
// tell the first error of the writer.
type MessageWriter struct {
	o       Options
	p       *printer
	list    *list         // JSON, NDJSON
	csv     *csvWriter    // CSV
	grid    *grid         // Markdown, which is written as a whole
	rows    *markdownRows // but for a live source
	listing *listing      // table
}

// NewMessageWriter prints to w. Close must be called at the end.
func NewMessageWriter(w io.Writer, o Options) *MessageWriter {
	m := &MessageWriter{o: o, p: newPrinter(w, &o)}
	switch o.format() {
	case JSON, NDJSON:
		m.list = &list{w: m.p.w, lines: o.Format == NDJSON}
	case CSV:
		m.csv = newCSVWriter(m.p.w)
		m.p.err = m.csv.row(jsonNames(MessageRow{})...)
	case Markdown:
		if o.Live {
			m.rows = &markdownRows{p: m.p, columns: messageColumns(o.Files)}
			break
		}
		m.grid = &grid{columns: messageColumns(o.Files)}
	default:
		m.listing = &listing{p: m.p, columns: messageColumns(o.Files), timed: "time", sampleSize: sampleSize}
		if o.Live {
			m.listing.sampleSize = 2 // the date and a row
		}
	}
	return m
}

// Write prints a message, now or later.
func (m *MessageWriter) Write(row MessageRow) error {
	switch {
	case m.list != nil:
		return m.list.write(row)
	case m.csv != nil:
		return m.csv.row(csvFields(row)...)
	case m.grid != nil:
		m.grid.add(messageCells(row, dateLayout+" "+microLayout, m.o.Files)...)
		return nil
	case m.rows != nil:
		return m.rows.add(messageCells(row, dateLayout+" "+microLayout, m.o.Files))
	}
	if date := row.Time.UTC().Format(dateLayout); date != m.listing.date {
		m.listing.newDate(date)
	}
	m.listing.add(messageCells(row, timeOfDay(m.o.Width), m.o.Files))
	return m.p.err
}

// Flush prints what Write kept back. A table settles its columns by what it has seen so far.
func (m *MessageWriter) Flush() error {
	switch {
	case m.csv != nil:
		if err := m.csv.flush(); err != nil {
			return err
		}
	case m.listing != nil:
		m.listing.close()
	}
	return m.p.flush()
}

// Close ends the listing.
func (m *MessageWriter) Close() error {
	switch {
	case m.list != nil:
		if err := m.list.close(); err != nil {
			return err
		}
	case m.csv != nil:
		if err := m.csv.flush(); err != nil {
			return err
		}
	case m.grid != nil:
		m.grid.markdown(m.p)
	case m.rows != nil:
		m.rows.begin()
	default:
		m.listing.close()
	}
	return m.p.flush()
}

// messageGrid is the table of some messages.
func messageGrid(rows []MessageRow, indent string, o *Options) *grid {
	g := &grid{columns: messageColumns(o.Files), indent: indent}
	layout := timeOfDay(o.Width)
	if len(rows) > 0 && severalDays(rows[0].Time.Time, rows[len(rows)-1].Time.Time) {
		layout = dateLayout + " " + layout
	}
	for _, r := range rows {
		g.add(messageCells(r, layout, o.Files)...)
	}
	return g
}

const (
	microLayout = "15:04:05.000000"
	milliLayout = "15:04:05.000"
)

// timeOfDay is how a table prints the time: to the microsecond, where there is room.
func timeOfDay(width int) string {
	if width > 0 && width < 100 {
		return milliLayout
	}
	return microLayout
}

// messageColumns are the columns of a table of messages. The file has one where there are several.
func messageColumns(files []string) []column {
	columns := []column{
		{title: "frame", right: true},
		{title: "file", min: 8, middle: true, drop: 4},
		{title: "time"},
		{title: "source", min: 12, middle: true},
		{title: "destination", min: 12, middle: true},
		{title: "via", drop: 5},
		{title: "message", min: 16},
		{title: "cseq", drop: 2},
		{title: "call-id", min: 15, middle: true, drop: 3},
		{title: "remarks", min: 9, drop: 1},
	}
	if len(files) < 2 {
		return append(columns[:1], columns[2:]...)
	}
	return columns
}

func messageCells(r MessageRow, layout string, files []string) []cell {
	message, look := r.Method+" "+strings.TrimPrefix(r.RequestURI, "sip:"), bold
	if r.Status != 0 {
		message, look = strconv.Itoa(r.Status)+" "+r.Reason, statusStyle(r.Status)
	}
	if r.Retransmission || r.Duplicate {
		look = dim
	}
	cseq := r.CSeqMethod
	if r.CSeq != nil {
		cseq = strconv.FormatUint(uint64(*r.CSeq), 10) + " " + cseq
	}
	cells := []cell{
		{text: strconv.FormatUint(r.Frame, 10)},
		{text: filepath.Base(r.File)},
		{text: r.Time.UTC().Format(layout)},
		{text: addr(r.Src)},
		{text: addr(r.Dst)},
		{text: r.Transport},
		{message, look},
		{text: cseq},
		{text: r.CallID},
		remarks(r),
	}
	if len(files) < 2 {
		return append(cells[:1], cells[2:]...)
	}
	return cells
}

// remarks tells what is not as usual with a message.
func remarks(r MessageRow) cell {
	var words []string
	look := plain
	if r.Duplicate {
		words = append(words, "duplicate")
	}
	if r.Retransmission {
		words = append(words, "resent")
	}
	for _, i := range r.Issues {
		if i.Severity == "error" {
			look = red
		} else if look == plain && i.Severity == "warning" {
			look = yellow
		}
		if len(words) == 0 || words[len(words)-1] != i.Code {
			words = append(words, i.Code)
		}
	}
	return cell{strings.Join(words, ", "), look}
}
