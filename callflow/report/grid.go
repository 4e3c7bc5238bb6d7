package report

import (
	"slices"

	"github.com/olekukonko/tablewriter/tw"
)

// column describes a column of a grid. A grid that is too wide for the terminal first loses
// the columns with the highest drop, then its widest columns are shortened, none below min.
type column struct {
	title  string
	right  bool // aligned right, as quantities are
	min    int  // columns of the terminal that it needs to be of use; 0: as wide as its cells
	middle bool // shortened in the middle, as identifiers are that differ at their ends
	drop   int  // 0: never left out
	wrap   bool // what does not fit goes on below, instead of being cut
	list   bool // wrapped at commas
}

// cell is a cell of a grid. Its text is as it came: the grid cleans it.
type cell struct {
	text  string
	style style
}

// grid is a table for people: borderless on a terminal, with pipes in Markdown.
type grid struct {
	columns []column
	rows    [][]cell
	indent  string
	// head, where set, is the header line of a section: it begins at the margin with the
	// section's title. Markdown has a heading and the columns' titles instead.
	head []string
	// below are lines under each row, where there are any; cells do not wrap then.
	below [][]line
}

func (g *grid) add(cells ...cell) { g.rows = append(g.rows, cells) }

// addText adds a row of unstyled cells.
func (g *grid) addText(texts ...string) {
	row := make([]cell, len(texts))
	for i, t := range texts {
		row[i].text = t
	}
	g.rows = append(g.rows, row)
}

const columnGap = 2

// longTable is from how many rows on a table is written row by row: tablewriter, which takes
// all of a table before it writes, costs more there than all the rest of the work.
const longTable = 1000

// layout decides which columns stand and how wide, for cells of the widths in natural.
func layout(columns []column, natural []int, limit int) (shown, widths []int) {
	shown = make([]int, len(columns))
	for i := range shown {
		shown[i] = i
	}
	floor := func(i int) int {
		if columns[i].min == 0 {
			return natural[i]
		}
		return min(columns[i].min, natural[i])
	}
	total := func(of func(int) int) int {
		n := columnGap * (len(shown) - 1)
		for _, i := range shown {
			n += of(i)
		}
		return n
	}
	if limit > 0 {
		for total(floor) > limit {
			last := slices.MaxFunc(shown, func(a, b int) int { return columns[a].drop - columns[b].drop })
			if columns[last].drop == 0 {
				break
			}
			shown = slices.DeleteFunc(shown, func(i int) bool { return i == last })
		}
	}
	widths = slices.Clone(natural)
	if limit > 0 {
		for total(func(i int) int { return widths[i] }) > limit {
			widest, spare := -1, 0
			for _, i := range shown {
				if s := widths[i] - floor(i); s > 0 && (widest < 0 || widths[i] > widths[widest]) {
					widest, spare = i, s
				}
			}
			if spare == 0 {
				break
			}
			widths[widest]--
		}
	}
	return shown, widths
}

// cleaned are the rows with safe texts, and the natural width of each column.
func (g *grid) cleaned(p *printer) (natural []int) {
	natural = make([]int, len(g.columns))
	for i := range g.columns {
		natural[i] = width(g.title(i))
	}
	for _, row := range g.rows {
		for i := range row {
			row[i].text = p.clean(row[i].text)
			natural[i] = max(natural[i], width(row[i].text))
		}
	}
	return natural
}

// print writes the grid as a borderless table that fits the terminal.
func (g *grid) print(p *printer) {
	natural := g.cleaned(p)
	limit := p.width
	if limit > 0 {
		limit = max(limit-width(g.indent), 1)
	}
	shown, widths := layout(g.columns, natural, limit)
	g.wrapCells(widths)
	fit := func(i int, s string) string { return g.columns[i].fit(s, widths[i], p.ellipsis()) }
	r := &lineRenderer{p: p, grid: g, shown: shown, widths: widths}
	if len(g.rows) > longTable || g.below != nil {
		r.direct(fit)
		return
	}
	t := p.newTable(r, g.columns, shown)
	header := make([]string, len(shown))
	for k, i := range shown {
		header[k] = g.title(i)
	}
	t.Header(header)
	p.fill(t, g, shown, fit)
}

// title is what stands over column i.
func (g *grid) title(i int) string {
	switch {
	case g.head == nil:
		return g.columns[i].title
	case i < len(g.head):
		return g.head[i]
	}
	return ""
}

// wrapCells continues the cells of columns that wrap in rows of their own.
func (g *grid) wrapCells(widths []int) {
	var rows [][]cell
	for _, row := range g.rows {
		var below [][]cell
		for i := range row {
			if !g.columns[i].wrap || width(row[i].text) <= widths[i] {
				continue
			}
			look, lines := row[i].style, wrap(row[i].text, widths[i])
			if g.columns[i].list {
				lines = wrapList(row[i].text, widths[i])
			}
			for n, text := range lines {
				if n == 0 {
					row[i].text = text
					continue
				}
				if n > len(below) {
					below = append(below, make([]cell, len(g.columns)))
				}
				below[n-1][i] = cell{text, look}
			}
		}
		rows = append(append(rows, row), below...)
	}
	g.rows = rows
}

// fit shortens a cell of the column to n columns of the terminal.
func (c *column) fit(s string, n int, ellipsis string) string {
	if c.middle {
		return cutMiddle(s, n, ellipsis)
	}
	return cut(s, n, ellipsis)
}

// rowSpans puts the cells of the shown columns into one line.
func rowSpans(indent string, columns []column, shown, widths []int, cells []cell) []span {
	spans := make([]span, 0, 2*len(shown)+1)
	spans = append(spans, span{text: indent})
	for _, i := range shown {
		var c cell
		if i < len(cells) {
			c = cells[i]
		}
		gap := widths[i] - width(c.text)
		if columns[i].right {
			spans = append(spans, span{text: spaces(gap)}, span(c), span{text: spaces(columnGap)})
		} else {
			spans = append(spans, span(c), span{text: spaces(gap + columnGap)})
		}
	}
	return spans
}

// align is tablewriter's name for the column's alignment.
func (c *column) align() tw.Align {
	if c.right {
		return tw.AlignRight
	}
	return tw.AlignLeft
}
