package report

import (
	"io"
	"strings"
)

// InterfaceRow is a network interface.
type InterfaceRow struct {
	Name      string   `json:"name"`
	Up        bool     `json:"up"`
	LinkType  string   `json:"link_type,omitempty"`
	Addresses []string `json:"addresses,omitempty"`
	Capture   bool     `json:"capture"`           // it can be captured from
	Missing   string   `json:"missing,omitempty"` // what there is not, where it cannot
	Remedy    string   `json:"remedy,omitempty"`  // the command that grants it
}

// Interfaces prints the view `interfaces`: a row an interface.
func Interfaces(w io.Writer, rows []InterfaceRow, o Options) error {
	if printed, err := plainRows(w, rows, o); printed {
		return err
	}
	g := &grid{columns: []column{{title: "interface"}, {title: "state"}, {title: "capture"}, {title: "link type", drop: 1}, {title: "addresses", min: 15, wrap: true, list: true}}}
	for _, r := range rows {
		state, look := cell{"up", green}, cell{"yes", green}
		if !r.Up {
			state = cell{"down", dim}
		}
		if !r.Capture {
			look = cell{"no: " + r.Missing, yellow}
		}
		g.add(cell{r.Name, bold}, state, look, cell{text: r.LinkType}, cell{text: strings.Join(r.Addresses, ", ")})
	}
	p := newPrinter(w, &o)
	(&page{p: p, markdown: o.Format == Markdown}).table(g)
	return p.flush()
}
