package main

import (
	"slices"

	"sipcap/callflow"
	"sipcap/capture"
)

// pins hold the frames of calls that were refused, which are over only half a minute later: where much
// goes on, the look-back does not reach as far. The oldest go when there is no more room.
type pins struct {
	limit int64 // of bytes
	held  int64
	of    map[*callflow.Leg]*pin
	order []*pin // the oldest first, with those that were taken meanwhile
}

// pin is the frames of a leg, until it was refused.
type pin struct {
	leg    *callflow.Leg // nil when they were taken
	frames []capture.Frame
	cost   int64
}

// cost is what frames with a copy of their bytes take, about.
func cost(frames []capture.Frame) int64 {
	n := int64(0)
	for i := range frames {
		n += int64(len(frames[i].Data)) + frameCost
	}
	return n
}

// add holds the frames of a leg, in the place of those that were held of it.
func (p *pins) add(l *callflow.Leg, frames []capture.Frame) {
	p.take(l)
	n := &pin{leg: l, frames: frames, cost: cost(frames)}
	if len(frames) == 0 || n.cost > p.limit {
		return
	}
	if p.of == nil {
		p.of = make(map[*callflow.Leg]*pin)
	}
	p.of[l] = n
	p.order = append(p.order, n)
	p.held += n.cost
	for p.held > p.limit {
		oldest := p.order[0]
		p.order = p.order[1:]
		if oldest.leg != nil {
			p.take(oldest.leg)
		}
	}
	if len(p.order) > 2*len(p.of)+16 {
		p.order = slices.DeleteFunc(p.order, func(n *pin) bool { return n.leg == nil })
	}
}

// take lets go of a leg, and gives its frames.
func (p *pins) take(l *callflow.Leg) []capture.Frame {
	n := p.of[l]
	if n == nil {
		return nil
	}
	delete(p.of, l)
	p.held -= n.cost
	frames := n.frames
	n.leg, n.frames = nil, nil
	return frames
}
