package compare

import (
	"slices"

	"sipcap/callflow"
)

// Pair is a message of A and the one of B that stands in its place. One of them is nil where
// the other call has none.
type Pair struct {
	A, B        *callflow.Rung
	Differences []Difference
}

// pairLimit is how many messages of each call are paired: the table for it has its square of
// cells. Retransmissions and duplicates are none of their own.
const pairLimit = 1000

// What a pair is worth. Messages of a kind go before others, and what ran between the same
// endpoints before what did not; what has no counterpart is worth nothing.
const (
	sameKind  = 8 // the same request, or the same code to one
	sameStage = 3 // final responses, or provisional ones, to the same request
	sameHop   = 1 // and between the same endpoints
)

// worth is what it is worth to pair two messages, 0 where they cannot be.
func worth(a, b *callflow.Rung) int {
	if (a.From < a.To) != (b.From < b.To) {
		return 0
	}
	value := 0
	switch {
	case a.Method != b.Method || a.CSeqMethod != b.CSeqMethod:
		return 0
	case a.Status == b.Status:
		value = sameKind
	case a.Status < 200 == (b.Status < 200):
		value = sameStage
	default:
		return 0
	}
	if a.From == b.From && a.To == b.To {
		value += sameHop
	}
	return value
}

// pair pairs the messages of both calls.
func (c *Calls) pair(textA, textB Text) {
	la, lb := callflow.NewLadder(c.A), callflow.NewLadder(c.B)
	a, b := c.messages(la), c.messages(lb)
	c.Pairs = align(a, b)
	seen := map[string]bool{}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if p.A == nil || p.B == nil {
			continue
		}
		ma, mb := textOf(c.A, p.A, textA), textOf(c.B, p.B, textB)
		if ma == nil || mb == nil {
			continue
		}
		p.Differences = ma.differences(mb)
		if p.A.Status != p.B.Status { // another code has another phrase
			p.Differences = slices.DeleteFunc(p.Differences, func(d Difference) bool { return d.Name == reasonPhrase })
		}
		for k := range p.Differences {
			d := &p.Differences[k]
			d.Again = seen[d.key()]
			seen[d.key()] = true
		}
	}
}

// messages are the rungs that are messages, up to the limit.
func (c *Calls) messages(l *callflow.Ladder) []*callflow.Rung {
	var out []*callflow.Rung
	for i := range l.Rows {
		if r := &l.Rows[i]; r.Kind == callflow.Arrow {
			out = append(out, r)
		}
	}
	c.Unpaired += max(0, len(out)-pairLimit)
	return out[:min(len(out), pairLimit)]
}

func textOf(c *callflow.Call, r *callflow.Rung, text Text) *Message {
	if text == nil || r.Message < 0 || r.Leg >= len(c.Legs()) {
		return nil
	}
	return text(c.Legs()[r.Leg], r.Message)
}

// align finds the pairs, in the order of both, that are worth most together. Of two ways that
// are worth as much it takes the one that pairs earlier.
func align(a, b []*callflow.Rung) []Pair {
	// best[i][j] is what the messages from a[i] and b[j] on are worth.
	width := len(b) + 1
	best := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			v := max(best[(i+1)*width+j], best[i*width+j+1])
			if w := worth(a[i], b[j]); w > 0 {
				v = max(v, best[(i+1)*width+j+1]+int32(w))
			}
			best[i*width+j] = v
		}
	}
	var out []Pair
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		here := best[i*width+j]
		w := worth(a[i], b[j])
		switch {
		case w > 0 && here == best[(i+1)*width+j+1]+int32(w):
			out = append(out, Pair{A: a[i], B: b[j]})
			i, j = i+1, j+1
		case here == best[(i+1)*width+j]:
			out = append(out, Pair{A: a[i]})
			i++
		default:
			out = append(out, Pair{B: b[j]})
			j++
		}
	}
	for ; i < len(a); i++ {
		out = append(out, Pair{A: a[i]})
	}
	for ; j < len(b); j++ {
		out = append(out, Pair{B: b[j]})
	}
	return out
}
