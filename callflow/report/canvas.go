package report

import "github.com/clipperhouse/uax29/v2/graphemes"

// canvas is one line that is drawn from parts that overlap: lifelines, arrows across them,
// text on those.
type canvas struct{ cells []tile }

// tile is a column of the terminal. The second half of a wide character is a tile without text.
type tile struct {
	text  string
	style style
	half  bool // the second half of the character before
}

// put writes a cleaned text from column x on, over what is there.
func (c *canvas) put(x int, text string, look style) {
	g := graphemes.FromString(text)
	for g.Next() {
		w := width(g.Value())
		if w == 0 {
			continue
		}
		c.grow(x + w)
		c.clear(x)
		c.clear(x + w - 1)
		c.cells[x] = tile{text: g.Value(), style: look}
		for i := 1; i < w; i++ {
			c.cells[x+i] = tile{half: true, style: look}
		}
		x += w
	}
}

// clear makes room at x: a wide character that is overwritten in part goes as a whole.
func (c *canvas) clear(x int) {
	for i := x; i >= 0 && c.cells[i].half; i-- {
		c.cells[i] = tile{text: " "}
		if i > 0 && !c.cells[i-1].half {
			c.cells[i-1] = tile{text: " "}
		}
	}
	for i := x + 1; i < len(c.cells) && c.cells[i].half; i++ {
		c.cells[i] = tile{text: " "}
	}
}

func (c *canvas) grow(n int) {
	for len(c.cells) < n {
		c.cells = append(c.cells, tile{text: " "})
	}
}

// spans are the parts of the line, neighbours of one style together.
func (c *canvas) spans() []span {
	var out []span
	for _, t := range c.cells {
		if t.half {
			continue
		}
		if n := len(out); n > 0 && (out[n-1].style == t.style) {
			out[n-1].text += t.text
		} else {
			out = append(out, span{t.text, t.style})
		}
	}
	return out
}
