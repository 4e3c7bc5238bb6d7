package compare

import (
	"slices"
	"strings"
)

// Difference is something that two messages say differently.
type Difference struct {
	// Name is a header's, or "Request-URI", "Reason-Phrase", "SDP session", "SDP audio", "SDP audio 2", "body".
	Name string
	// A and B are the values of each; of a set only those that the other has not. Untrusted text;
	// nil where the message has none.
	A, B []string
	Set  bool // A and B are what B lost and gained
	// Again tells that a pair before had the same difference.
	Again bool
}

// key is the same for the same difference.
func (d *Difference) key() string {
	return d.Name + "\n" + strings.Join(d.A, "\n") + "\n\n" + strings.Join(d.B, "\n")
}

// differences are those of k to o, in the order of k's fields, then of o's.
func (k *Message) differences(o *Message) []Difference {
	var out []Difference
	for i := range k.fields {
		f := &k.fields[i]
		if d, ok := f.difference(o.field(f.name)); ok {
			out = append(out, d)
		}
	}
	for i := range o.fields {
		if f := &o.fields[i]; k.field(f.name) == nil {
			out = append(out, Difference{Name: f.name, B: f.values, Set: f.set})
		}
	}
	return out
}

func (f *field) difference(o *field) (Difference, bool) {
	switch {
	case o == nil:
		return Difference{Name: f.name, A: f.values, Set: f.set}, true
	case f.set:
		lost, gained := less(f.values, o.values), less(o.values, f.values)
		return Difference{Name: f.name, A: lost, B: gained, Set: true}, len(lost)+len(gained) > 0
	}
	return Difference{Name: f.name, A: f.values, B: o.values}, !slices.Equal(f.values, o.values)
}

// less is what list has more often than other, in any case of letters.
func less(list, other []string) []string {
	left := slices.Clone(other)
	var out []string
	for _, v := range list {
		if i := slices.IndexFunc(left, func(w string) bool { return strings.EqualFold(v, w) }); i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		out = append(out, v)
	}
	return out
}
