package compare

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"sipcap/callflow"
)

// agents counts the calls in which each User-Agent or Server names itself.
func (c *Captures) agents(a, b []*callflow.Call) {
	names := func(call *callflow.Call) []string { return call.UserAgents() }
	any := func(*callflow.Call) bool { return true }
	c.UserAgents = shares(naming(a, any, names), naming(b, any, names), c.CallsA, c.CallsB)
}

// codecs counts the answered calls that agreed on each codec.
func (c *Captures) codecs(a, b []*callflow.Call) {
	answered := func(call *callflow.Call) bool { return call.Outcome == callflow.OutcomeSuccess }
	names := func(call *callflow.Call) []string { return call.Codecs() }
	for _, call := range a {
		if call.Kind == callflow.KindCall && answered(call) {
			c.AnsweredA++
		}
	}
	for _, call := range b {
		if call.Kind == callflow.KindCall && answered(call) {
			c.AnsweredB++
		}
	}
	c.Codecs = shares(naming(a, answered, names), naming(b, answered, names), c.AnsweredA, c.AnsweredB)
}

// naming counts the calls that have each name.
func naming(calls []*callflow.Call, of func(*callflow.Call) bool, names func(*callflow.Call) []string) map[string]int {
	n := map[string]int{}
	for _, c := range calls {
		if c.Kind != callflow.KindCall || !of(c) {
			continue
		}
		list := names(c)
		for i, name := range list {
			if !slices.Contains(list[:i], name) {
				n[name]++
			}
		}
	}
	return n
}

// shares are those that differ most first, and of those as different the most frequent.
func shares(a, b map[string]int, ofA, ofB int) []Share {
	var out []Share
	for _, name := range keys(a, b) {
		out = append(out, Share{Name: name, A: a[name], B: b[name]})
	}
	apart := func(s Share) float64 {
		return math.Abs(float64(s.A)/float64(max(ofA, 1)) - float64(s.B)/float64(max(ofB, 1)))
	}
	slices.SortStableFunc(out, func(a, b Share) int {
		return cmp.Or(cmp.Compare(apart(b), apart(a)), cmp.Compare(b.A+b.B, a.A+a.B))
	})
	out = out[:min(len(out), ShareLimit)]
	for i := range out {
		s := &out[i]
		s.Differs = differ(callflow.Ratio{N: s.A, Of: ofA}, callflow.Ratio{N: s.B, Of: ofB})
	}
	return out
}

// keys are those of both maps, in order.
func keys[K cmp.Ordered](a, b map[K]int) []K {
	all := maps.Clone(a)
	if all == nil {
		all = map[K]int{}
	}
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}
