package report

import (
	"strconv"
	"strings"
)

// heading is an endpoint's address and the name that it gives itself.
func (d *drawing) heading(column int) (address, name string) {
	c := &d.ladder.Columns[column]
	if len(c.Addrs) > 0 {
		address = addr(c.Addrs[0])
		if more := len(c.Addrs) - 1; more > 0 {
			address += " +" + strconv.Itoa(more)
		}
	}
	name, _, _ = strings.Cut(c.Name, " (")
	return d.p.clean(address), d.p.clean(strings.TrimSpace(name))
}

// header writes who the columns are.
func (d *drawing) header() {
	if d.lay.letters {
		d.legend()
		return
	}
	var top, sub canvas
	named := false
	for i := range d.ladder.Columns {
		address, name := d.heading(i)
		nextAddress, nextName := "", ""
		if i+2 == len(d.lay.x) {
			nextAddress, nextName = d.heading(i + 1)
		}
		d.headed(&top, i, width(nextAddress), func(room int) string { return cutMiddle(address, room, d.p.ellipsis()) }, bold)
		d.headed(&sub, i, width(nextName), func(room int) string { return cut(name, room, d.p.ellipsis()) }, dim)
		named = named || name != ""
	}
	d.frameTitle(&top)
	d.p.line(top.spans()...)
	if named {
		d.p.line(sub.spans()...)
	}
}

// headed writes a column's heading, centred on its lifeline as far as the heading before and
// the frame numbers leave room. The last column's reaches no further than those, so the one
// before it leaves it room for a heading of width next.
func (d *drawing) headed(c *canvas, column, next int, text func(room int) string, look style) {
	const apart = 2
	x, from := d.lay.x[column], 0
	if column > 0 {
		from = max(len(c.cells)+apart, d.lay.x[column-1]+apart)
	}
	to := d.lay.frames - 2 // exclusive
	if column+1 < len(d.lay.x) {
		to = x + (d.lay.x[column+1]-x)/2
		if next > 0 {
			to = min(to, max(d.lay.frames-2-next-apart, x+2))
		}
	}
	s := text(max(to-from, 1))
	w := width(s)
	c.put(min(max(x-w/2, from), max(to-w, from)), s, look)
}

// legend names the columns by letters, the address and name of each on a line of its own.
func (d *drawing) legend() {
	var top canvas
	for i := range d.ladder.Columns {
		address, name := d.heading(i)
		d.p.line(span{padRight(letter(i), 3), bold}, span{text: d.p.fit(address+"  "+name, 3)})
		d.center(&top, i, letter(i), bold)
	}
	d.frameTitle(&top)
	d.p.line(top.spans()...)
}

// letter names a column: A to Z, then AA, AB …
func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return letter(i/26-1) + letter(i%26)
}

func (d *drawing) frameTitle(c *canvas) {
	c.put(d.lay.frames, padLeft("frame", d.lay.frameW), dim)
}

func (d *drawing) center(c *canvas, column int, text string, look style) {
	c.put(max(d.lay.x[column]-width(text)/2, 0), text, look)
}
