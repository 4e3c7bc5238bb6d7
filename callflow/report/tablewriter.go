package report

import (
	"io"
	"reflect"

	"github.com/olekukonko/ll"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twcache"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// This file is where tablewriter is used. It lays out rows of cells that are clean and cut
// already; a renderer of our own writes them, so that colours do not count as text, no line
// ends in spaces, and widths do not depend on the locale.

// table is the library's.
type table = tablewriter.Table

// newTable makes a table that leaves cells as they are, of the one before where there was one: each new one has a cache of
// a third of a megabyte, for what is no text.
func (p *printer) newTable(r tw.Renderer, columns []column, shown []int) *table {
	align := make([]tw.Align, len(shown))
	for k, i := range shown {
		align[k] = columns[i].align()
	}
	asIs := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone},
		Padding:    tw.CellPadding{Global: tw.PaddingNone},
		Alignment:  tw.CellAlignment{PerColumn: align},
	}
	if _, ok := r.(*renderer.Markdown); ok {
		asIs.Padding.Global = tw.Padding{Left: tw.Space, Right: tw.Space, Overwrite: true}
	}
	if p.table == nil {
		p.table = tablewriter.NewTable(p.w, tablewriter.WithStringerCacheCustom(twcache.NewLRU[reflect.Type, reflect.Value](0)))
	} else {
		p.table.Reset()
	}
	return p.table.Options(
		tablewriter.WithConfig(tablewriter.Config{
			Header:   asIs,
			Row:      asIs,
			Behavior: tw.Behavior{TrimSpace: tw.Off, TrimLine: tw.Off, AutoHide: tw.Off},
		}),
		tablewriter.WithEastAsian(tw.Off),
		tablewriter.WithRenderer(r),
	)
}

// fill puts the grid's rows into t and renders it.
func (p *printer) fill(t *table, g *grid, shown []int, fit func(column int, s string) string) {
	for _, row := range g.rows {
		cells := make([]string, len(shown))
		for k, i := range shown {
			if i < len(row) {
				cells[k] = fit(i, row[i].text)
			}
		}
		if err := t.Append(cells); err != nil && p.err == nil {
			p.err = err
		}
	}
	if err := t.Render(); err != nil && p.err == nil {
		p.err = err
	}
}

// markdown writes the grid as a table of GitHub's Markdown.
func (g *grid) markdown(p *printer) {
	shown := make([]int, len(g.columns))
	header := make([]string, len(g.columns))
	for i, c := range g.columns {
		shown[i], header[i] = i, markdownCell(c.title, p.ascii)
	}
	t := p.newTable(renderer.NewMarkdown(), g.columns, shown)
	t.Header(header)
	p.fill(t, g, shown, func(_ int, s string) string { return markdownCell(s, p.ascii) })
}

// lineRenderer writes a grid's rows through its printer.
type lineRenderer struct {
	p      *printer
	grid   *grid
	shown  []int
	widths []int // by column of the grid
	row    int   // rows written
}

func (r *lineRenderer) Start(io.Writer) error { return nil }

func (r *lineRenderer) Header(_ [][]string, ctx tw.Formatting) { r.header(texts(ctx)) }
func (r *lineRenderer) Row(_ []string, ctx tw.Formatting)      { r.next(texts(ctx)) }

// texts are the cells of the shown columns.
func texts(ctx tw.Formatting) func(k int) string {
	return func(k int) string { return ctx.Row.Current[k].Data }
}

// header writes the titles.
func (r *lineRenderer) header(text func(k int) string) {
	cells := make([]cell, len(r.grid.columns))
	for k, i := range r.shown {
		cells[i] = cell{text(k), dim}
	}
	if r.grid.head == nil {
		r.p.line(rowSpans(r.grid.indent, r.grid.columns, r.shown, r.widths, cells)...)
		return
	}
	first := r.shown[0]
	cells[first].style = bold
	r.widths[first] += len(r.grid.indent)
	r.p.line(rowSpans("", r.grid.columns, r.shown, r.widths, cells)...)
	r.widths[first] -= len(r.grid.indent)
}

// next writes the next row: the texts as they were cut, the styles of the grid's cells.
func (r *lineRenderer) next(text func(k int) string) {
	cells := make([]cell, len(r.grid.columns))
	copy(cells, r.grid.rows[r.row])
	r.row++
	for k, i := range r.shown {
		cells[i].text = text(k)
	}
	r.p.line(rowSpans(r.grid.indent, r.grid.columns, r.shown, r.widths, cells)...)
}

// direct writes the table without tablewriter.
func (r *lineRenderer) direct(fit func(column int, s string) string) {
	r.header(func(k int) string { return r.grid.title(r.shown[k]) })
	for n, row := range r.grid.rows {
		r.next(func(k int) string {
			if i := r.shown[k]; i < len(row) {
				return fit(i, row[i].text)
			}
			return ""
		})
		if n < len(r.grid.below) {
			for _, l := range r.grid.below[n] {
				r.p.wrapped(l)
			}
		}
	}
}

func (r *lineRenderer) Footer([][]string, tw.Formatting) {}
func (r *lineRenderer) Line(tw.Formatting)               {}
func (r *lineRenderer) Close() error                     { return nil }
func (r *lineRenderer) Logger(*ll.Logger)                {}

func (r *lineRenderer) Config() tw.Rendition {
	return tw.Rendition{Borders: tw.BorderNone, Symbols: tw.NewSymbols(tw.StyleNone),
		Settings: tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone}}
}
