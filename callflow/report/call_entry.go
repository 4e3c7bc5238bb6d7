package report

import "sipcap/callflow"

// callEntry is what `calls` has a row for: a call, or one of its legs as a call of its own.
type callEntry struct {
	*callflow.Call
	whole *callflow.Call
	leg   int // from 1, 0 for the whole call
}

// listed are the rows of `calls`.
func (d *Data) listed() []callEntry {
	var out []callEntry
	for _, c := range d.Calls {
		switch {
		case !d.All && c.Kind != callflow.KindCall:
		case d.Legs:
			for n := range c.Legs() {
				out = append(out, legEntry(c, n))
			}
		default:
			out = append(out, callEntry{Call: c, whole: c})
		}
	}
	return out
}

// entriesOf has a row for each call.
func entriesOf(calls []*callflow.Call) []callEntry {
	out := make([]callEntry, len(calls))
	for i, c := range calls {
		out[i] = callEntry{Call: c, whole: c}
	}
	return out
}

// legEntry is leg n of a call, with the findings about it.
func legEntry(c *callflow.Call, n int) callEntry {
	part := *c.Part(n)
	part.ID = c.ID
	var found []*callflow.Finding
	for _, f := range c.Findings() {
		if f.Leg == n {
			found = append(found, f)
		}
	}
	part.SetFindings(found)
	return callEntry{&part, c, n + 1}
}

// joins tells why the legs of a row are in its call: of a leg's row that leg's alone.
func (l *callEntry) joins() []callflow.Joined {
	all := l.whole.Joins()
	switch {
	case l.leg == 0:
		return all
	case l.leg == 1 || l.leg-1 > len(all):
		return nil
	}
	return all[l.leg-2 : l.leg-1]
}

// otherLegs are the Call-IDs of the call's other legs.
func (l *callEntry) otherLegs() []string {
	var ids []string
	for _, o := range l.whole.Legs() {
		if o != l.Leg() {
			ids = append(ids, o.CallID)
		}
	}
	return ids
}

// related are the calls that the row's is tied to; of several legs the first tells.
func (l *callEntry) related() []callflow.Relation {
	if l.leg > 1 {
		return nil
	}
	return l.whole.Related()
}
