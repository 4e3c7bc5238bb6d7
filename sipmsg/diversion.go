package sipmsg

import "iter"

// Diversion is one value of a Diversion header (RFC 5806): who diverted the call, the
// last one first.
type Diversion struct {
	Address
}

// Reason returns why the call was diverted: "no-answer", "user-busy", "unconditional" …
func (d Diversion) Reason() []byte {
	b, _ := d.Params.Get("reason")
	return b
}

// Counter returns how many diversions the value stands for; 1 where it does not say.
func (d Diversion) Counter() int {
	b, ok := d.Params.Get("counter")
	n, valid := parseUint(b, 1<<31-1)
	if !ok || !valid {
		return 1
	}
	return int(n)
}

// Diversions yields the values of all Diversion headers, the last diversion first.
func (m *Message) Diversions() iter.Seq[Diversion] {
	return func(yield func(Diversion) bool) {
		for a := range m.Addresses(HeaderDiversion) {
			if !yield(Diversion{a}) {
				return
			}
		}
	}
}
