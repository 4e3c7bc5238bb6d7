package report

import (
	"strings"
	"time"

	"sipcap/callflow"
)

// BindingRow is a contact that an address-of-record is bound to.
type BindingRow struct {
	Contact string   `json:"contact"` // URI
	Expires *Seconds `json:"expires_s,omitempty"`
}

func newBindingRows(c *callflow.Call) []BindingRow {
	var rows []BindingRow
	for _, b := range c.Bindings() {
		row := BindingRow{Contact: b.Contact}
		if b.Expires >= 0 {
			row.Expires = secondsOf(b.Expires)
		}
		rows = append(rows, row)
	}
	return rows
}

// expiresOf is how long a registration or subscription was granted, nil where that is not known.
func expiresOf(c *callflow.Call) *Seconds {
	if d, ok := c.Expires(); ok {
		return secondsOf(d)
	}
	return nil
}

func secondsOf(d time.Duration) *Seconds {
	s := Seconds(d / time.Second)
	return &s
}

// lasting tells in a few words what a registration or subscription came to: "2 bindings, 3600 s",
// "dialog terminated".
func lasting(c *callflow.Call) string {
	var parts []string
	switch {
	case c.Registration() != nil:
		parts = append(parts, bound(len(c.Bindings())))
	case c.Event() != "":
		parts = append(parts, strings.TrimSpace(c.Event()+" "+c.SubscriptionState()))
	}
	if d, ok := c.Expires(); ok && d > 0 {
		parts = append(parts, count(int(d/time.Second))+" s")
	}
	return strings.Join(parts, ", ")
}

func bound(n int) string {
	if n == 0 {
		return "no binding"
	}
	return plural(n, "binding")
}
