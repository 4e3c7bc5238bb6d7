package report

// sampleSize is how many rows a listing looks at before it decides how wide its columns are,
// where they need not be printed as they come.
const sampleSize = 256

// listing writes a table without an end: it settles its columns by the first rows and then
// writes each row as it comes. A later cell that is wider widens its column, or is cut where
// the terminal has no room.
type listing struct {
	p       *printer
	columns []column
	timed   string // the title of the column with the time
	typical []int  // how wide cells tend to be, where that is known
	date    string // of the last row

	sampleSize int
	sample     []listingRow

	settled bool
	natural []int
	shown   []int
	widths  []int
}

// listingRow is a row, or the date that the rows after it are of.
type listingRow struct {
	cells []cell
	date  string
}

func (l *listing) newDate(date string) {
	l.date = date
	l.take(listingRow{date: date})
}

func (l *listing) add(cells []cell) { l.take(listingRow{cells: cells}) }

func (l *listing) take(r listingRow) {
	if l.settled {
		l.write(r)
		return
	}
	l.sample = append(l.sample, r)
	if len(l.sample) >= l.sampleSize {
		l.settle()
	}
}

// settle fixes the columns and writes the rows that were kept.
func (l *listing) settle() {
	l.settled = true
	l.natural = make([]int, len(l.columns))
	for i, c := range l.columns {
		l.natural[i] = width(c.title)
		if l.typical != nil {
			l.natural[i] = max(l.natural[i], l.typical[i])
		}
		if c.title == l.timed {
			l.natural[i] = len(dateLayout) // which stands there instead
		}
	}
	for _, r := range l.sample {
		l.measure(r.cells)
	}
	l.shown, l.widths = layout(l.columns, l.natural, l.p.width)
	for n, r := range l.sample {
		if n == 0 {
			l.header(r.date)
			continue
		}
		l.write(r)
	}
	l.sample = nil
}

// measure cleans the cells and tells whether one is wider than its column.
func (l *listing) measure(cells []cell) (wider bool) {
	for i := range cells {
		cells[i].text = l.p.clean(cells[i].text)
		if w := width(cells[i].text); w > l.natural[i] {
			l.natural[i] = w
			wider = true
		}
	}
	return wider
}

// header writes the titles, with the date as the time's.
func (l *listing) header(date string) {
	titles := make([]cell, len(l.columns))
	for i, c := range l.columns {
		titles[i] = cell{c.title, dim}
		if c.title == l.timed {
			titles[i].text = date
		}
	}
	l.p.line(rowSpans("", l.columns, l.shown, l.widths, titles)...)
}

func (l *listing) write(r listingRow) {
	if r.cells == nil {
		l.p.line(span{r.date, dim})
		return
	}
	if l.measure(r.cells) {
		_, l.widths = layout(l.columns, l.natural, 0)
		if l.p.width > 0 {
			l.shown, l.widths = layout(l.columns, l.natural, l.p.width)
		}
	}
	for _, i := range l.shown {
		r.cells[i].text = l.columns[i].fit(r.cells[i].text, l.widths[i], l.p.ellipsis())
	}
	l.p.line(rowSpans("", l.columns, l.shown, l.widths, r.cells)...)
}

func (l *listing) close() {
	if !l.settled && len(l.sample) > 0 {
		l.settle()
	}
}
