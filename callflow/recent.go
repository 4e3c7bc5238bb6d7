package callflow

import "time"

// Recent counts the steps of calls over the last quarter of an hour. The zero value has seen
// nothing. It is for one goroutine.
type Recent struct {
	slots [recentSlots]Steps
	last  int64 // number of the newest slot, in recentSlot since 1970
}

// The counts are kept in slots of so much time, so many of them.
const (
	recentSlot  = 5 * time.Second
	recentSlots = int(MaxRecent / recentSlot)
	// MaxRecent is how far back Recent can look.
	MaxRecent = 15 * time.Minute
)

// Steps counts how often calls took each step.
type Steps struct{ Began, Answered, Refused, Released int }

// Seizures are the calls that got their answer or their refusal: what an answer-seizure ratio is of.
func (s Steps) Seizures() int { return s.Answered + s.Refused }

// Add counts a step at a time. One before the quarter of an hour is not counted.
func (r *Recent) Add(step Progress, at time.Time) {
	r.advance(at)
	s := r.slot(at)
	if s == nil {
		return
	}
	switch step {
	case CallBegan:
		s.Began++
	case CallAnswered:
		s.Answered++
	case CallRefused:
		s.Refused++
	case CallReleased:
		s.Released++
	}
}

// Last sums up the steps of the last d before now, to within five seconds.
func (r *Recent) Last(d time.Duration, now time.Time) Steps {
	r.advance(now)
	var sum Steps
	for i := range min(int64(d/recentSlot), int64(recentSlots)) {
		s := r.slots[modulo(r.last-i)]
		sum.Began += s.Began
		sum.Answered += s.Answered
		sum.Refused += s.Refused
		sum.Released += s.Released
	}
	return sum
}

// advance empties the slots that begin with a time that is later than any before.
func (r *Recent) advance(now time.Time) {
	n := slotOf(now)
	if n-r.last >= int64(recentSlots) {
		r.slots = [recentSlots]Steps{}
		r.last = n
	}
	for r.last < n {
		r.last++
		r.slots[modulo(r.last)] = Steps{}
	}
}

func (r *Recent) slot(at time.Time) *Steps {
	n := slotOf(at)
	if n <= r.last-int64(recentSlots) {
		return nil
	}
	return &r.slots[modulo(n)]
}

func slotOf(t time.Time) int64 { return t.UnixNano() / int64(recentSlot) }

func modulo(n int64) int {
	return int((n%int64(recentSlots) + int64(recentSlots)) % int64(recentSlots))
}
