package report

import "strings"

// markdownRows is a table of GitHub's Markdown whose rows are written as they come, so that its columns
// cannot be as wide as their cells.
type markdownRows struct {
	p       *printer
	columns []column
	begun   bool
}

func (m *markdownRows) add(cells []cell) error {
	m.begin()
	m.row(func(i int) string { return markdownCell(cells[i].text, m.p.ascii) })
	return m.p.err
}

// begin writes the head, which a table without rows has too.
func (m *markdownRows) begin() {
	if m.begun {
		return
	}
	m.begun = true
	m.row(func(i int) string { return markdownCell(m.columns[i].title, m.p.ascii) })
	m.row(func(i int) string {
		if m.columns[i].right {
			return "--:"
		}
		return ":--"
	})
}

func (m *markdownRows) row(text func(i int) string) {
	var b strings.Builder
	for i := range m.columns {
		b.WriteString("| " + text(i) + " ")
	}
	m.p.put(b.String() + "|\n")
}
