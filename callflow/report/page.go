package report

import "strings"

// page is a document of headings, paragraphs and tables, as text or as Markdown.
type page struct {
	p        *printer
	markdown bool
	begun    bool
}

func (g *page) gap() {
	if g.begun {
		g.p.text("")
	}
	g.begun = true
}

// heading begins a section; note says something about the whole of it, "" for nothing.
func (g *page) heading(title, note string) {
	g.gap()
	if g.markdown {
		if note != "" {
			title += " (" + note + ")"
		}
		g.p.put("## " + markdownCell(title, g.p.ascii) + "\n")
		return
	}
	title, note = g.p.clean(title), g.p.clean(note)
	if g.p.width <= 0 || width(title)+2+width(note) <= g.p.width {
		g.p.line(span{title, bold}, span{text: "  " + note})
		return
	}
	g.p.wrapped(line{text: title, style: bold})
	if note != "" {
		g.p.wrapped(line{text: "  " + note, hang: 2})
	}
}

// section writes a grid under a title of its own. On a terminal the title stands in the
// header line, with head over the columns that follow.
func (g *page) section(t *grid, title string, head ...string) {
	if g.markdown {
		g.heading(title, "")
	} else {
		g.gap()
		t.indent = "  "
		t.head = append([]string{title}, head...)
	}
	g.table(t)
}

// paragraph writes lines of text: on a terminal as they are, wrapped with hang as the indent
// of what does not fit; in Markdown as a paragraph.
func (g *page) paragraph(lines ...line) {
	if g.markdown {
		g.gap()
		for i, l := range lines {
			end := "\\\n" // a hard line break
			if i == len(lines)-1 {
				end = "\n"
			}
			g.p.put(markdownCell(strings.TrimSpace(l.text), g.p.ascii) + end)
		}
		return
	}
	g.begun = true
	for _, l := range lines {
		g.p.wrapped(l)
	}
}

// line is a line of text that may be wrapped.
type line struct {
	text  string
	hang  int // the indent of its second and later lines
	style style
}

// wrapped writes a line, in several where the terminal is too narrow.
func (p *printer) wrapped(l line) {
	text := p.clean(l.text)
	body := strings.TrimLeft(text, " ")
	indent := len(text) - len(body)
	if p.width <= 0 || width(text) <= p.width {
		p.line(span{text, l.style})
		return
	}
	first := true
	for _, s := range wrap(body, max(p.width-max(indent, l.hang), 20)) {
		if first {
			p.line(span{text: spaces(indent)}, span{s, l.style})
			first = false
			continue
		}
		p.line(span{text: spaces(max(indent, l.hang))}, span{s, l.style})
	}
}

// table writes a grid.
func (g *page) table(t *grid) {
	if g.markdown {
		g.gap()
		t.markdown(g.p)
		return
	}
	g.begun = true
	t.print(g.p)
}

// commands writes commands that can be pasted.
func (g *page) commands(before string, commands ...string) {
	g.gap()
	if g.markdown {
		g.p.put(before + "\n\n```sh\n")
		for _, c := range commands {
			g.p.put(g.p.clean(c) + "\n")
		}
		g.p.put("```\n")
		return
	}
	for i, c := range commands {
		if i > 0 {
			before = spaces(len(before))
		}
		g.p.line(span{before + " ", dim}, span{c, cyan})
	}
}
