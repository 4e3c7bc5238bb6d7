package report

import (
	"io"
	"strings"
)

// Entry explains a word: a method, a status code or class, a finding or an issue code. The
// caller makes it of the registries.
type Entry struct {
	Word      string `json:"word"`
	Kind      string `json:"kind"` // method, status, class, finding or issue
	Title     string `json:"title,omitempty"`
	Facts     []Fact `json:"facts,omitempty"`
	Text      string `json:"text,omitempty"`    // what it means, in sentences
	LookAt    string `json:"look_at,omitempty"` // what to look at when it is in a capture
	Reference string `json:"reference,omitempty"`
}

// Fact is a property of an entry: class client-error, severity warning.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Explain prints one entry at length, in the formats for people. In JSON it is an object.
func Explain(w io.Writer, e Entry, o Options) error {
	switch o.format() {
	case JSON, NDJSON:
		return object(w, e, o.Format)
	case CSV:
		return ExplainTable(w, []Entry{e}, o)
	}
	p := newPrinter(w, &o)
	g := &page{p: p, markdown: o.Format == Markdown}
	title := e.Word
	if e.Title != "" {
		title += " " + e.Title
	}
	var facts []string
	for _, f := range e.Facts {
		facts = append(facts, f.Name+" "+f.Value)
	}
	if e.Reference != "" {
		facts = append(facts, e.Reference)
	}
	g.heading(title, strings.Join(facts, " · "))
	if e.Text != "" {
		g.paragraph(line{text: "  " + e.Text, hang: 2})
	}
	if e.LookAt != "" {
		g.paragraph(line{text: "  Look at: " + e.LookAt, hang: 2})
	}
	return p.flush()
}

// ExplainTable prints entries as a table, with a column for each fact. In JSON it is an array.
func ExplainTable(w io.Writer, entries []Entry, o Options) error {
	switch o.format() {
	case JSON, NDJSON:
		return objects(w, o.Format, func(l *list) error {
			for _, e := range entries {
				if err := l.write(e); err != nil {
					return err
				}
			}
			return nil
		})
	case CSV:
		return explainCSV(w, entries)
	}
	p := newPrinter(w, &o)
	g := explainGrid(entries)
	if o.Format == Markdown {
		g.markdown(p)
	} else {
		g.print(p)
	}
	return p.flush()
}

// explainGrid has a column for each fact that tells the entries apart: one that all have alike
// says nothing, one that few have goes into the text. The text is the first sentence.
func explainGrid(entries []Entry) *grid {
	columns := []column{{title: "word"}, {title: "title", min: 16, wrap: true}}
	var names []string
	few := map[string]bool{}
	for i, n := range factNames(entries) {
		have, alike := 0, true
		for k := range entries {
			v := entries[k].fact(n)
			if v != "" {
				have++
			}
			alike = alike && v == entries[0].fact(n)
		}
		switch {
		case 2*have < len(entries):
			few[n] = true
		case !alike || len(entries) == 1:
			names = append(names, n)
			columns = append(columns, column{title: n, drop: i + 1})
		}
	}
	g := &grid{columns: append(columns, column{title: "meaning", min: 40, wrap: true})}
	for _, e := range entries {
		row := []string{e.Word, e.Title}
		for _, n := range names {
			row = append(row, e.fact(n))
		}
		text := firstSentence(e.Text)
		for _, f := range e.Facts {
			if few[f.Name] {
				text = strings.TrimSpace(text + " (" + f.Value + ")")
			}
		}
		g.addText(append(row, text)...)
	}
	return g
}

// firstSentence is s up to its first full stop.
func firstSentence(s string) string {
	if i := strings.Index(s, ". "); i >= 0 {
		return s[:i+1]
	}
	return s
}

func explainCSV(w io.Writer, entries []Entry) error {
	c := newCSVWriter(w)
	names := factNames(entries)
	header := []string{"word", "kind", "title"}
	for _, n := range names {
		header = append(header, csvCell(n))
	}
	if err := c.row(append(header, "text", "look_at", "reference")...); err != nil {
		return err
	}
	for _, e := range entries {
		row := []string{e.Word, e.Kind, e.Title}
		for _, n := range names {
			row = append(row, e.fact(n))
		}
		row = append(row, e.Text, e.LookAt, e.Reference)
		for i := range row {
			row[i] = csvCell(row[i])
		}
		if err := c.row(row...); err != nil {
			return err
		}
	}
	return c.flush()
}

// factNames are the names of all facts, in the order of first appearance.
func factNames(entries []Entry) []string {
	var names []string
	seen := map[string]bool{}
	for _, e := range entries {
		for _, f := range e.Facts {
			if !seen[f.Name] {
				seen[f.Name] = true
				names = append(names, f.Name)
			}
		}
	}
	return names
}

// fact is the value of a fact, "" without it.
func (e *Entry) fact(name string) string {
	for _, f := range e.Facts {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}
