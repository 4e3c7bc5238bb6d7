package diagnose

import (
	"cmp"
	"slices"
)

// repetitions are which messages of a leg were sent again, and by which: found once for all rules, in
// room that is used for the next leg again.
type repetitions struct {
	known     bool
	pairs     []repetition // in the order of what is repeated
	originals []int        // each message that was sent again, in order
	ends      []int        // of its repetitions in messages
	messages  []int        // all repetitions, those of one message after the other
}

// repetition is a message that was sent again, and the one that did it.
type repetition struct{ original, message int }

// sentAgain are the messages that were sent again, in order: valid until the next leg is looked at.
func (s *subject) sentAgain() []int {
	if s.c.Retransmissions == 0 {
		return nil
	}
	if !s.again.known {
		s.findRepetitions()
	}
	return s.again.originals
}

// repeats are the messages that send message i again: valid as long.
func (s *subject) repeats(i int) []int {
	n, ok := slices.BinarySearch(s.sentAgain(), i)
	if !ok {
		return nil
	}
	a, from := &s.again, 0
	if n > 0 {
		from = a.ends[n-1]
	}
	return a.messages[from:a.ends[n]:a.ends[n]]
}

func (s *subject) findRepetitions() {
	a := &s.again
	a.known, a.pairs = true, a.pairs[:0]
	a.originals, a.ends, a.messages = a.originals[:0], a.ends[:0], a.messages[:0]
	for i := range s.leg.Len() {
		if s.leg.IsRetransmission(i) {
			if original := s.leg.OriginalOf(i); original >= 0 {
				a.pairs = append(a.pairs, repetition{original, i})
			}
		}
	}
	slices.SortStableFunc(a.pairs, func(x, y repetition) int { return cmp.Compare(x.original, y.original) })
	for _, p := range a.pairs {
		if last := len(a.originals) - 1; last < 0 || a.originals[last] != p.original {
			a.originals, a.ends = append(a.originals, p.original), append(a.ends, len(a.messages))
		}
		a.messages = append(a.messages, p.message)
		a.ends[len(a.ends)-1] = len(a.messages)
	}
}

// explain says that a finding tells of the repetitions of message i.
func (s *subject) explain(i int) {
	if s.explained == nil {
		s.explained = map[int]bool{}
	}
	s.explained[i] = true
}
