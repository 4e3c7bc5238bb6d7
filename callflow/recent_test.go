package callflow

import (
	"testing"
	"time"
)

func TestRecent(t *testing.T) {
	start := time.Date(2024, 1, 1, 0, 0, 2, 0, time.UTC)
	at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
	var r Recent
	for s := range 3600 { // a call a second, every other one refused
		r.Add(CallBegan, at(s))
		step := CallAnswered
		if s%2 == 1 {
			step = CallRefused
		}
		r.Add(step, at(s))
	}
	now := at(3599)
	for _, tt := range []struct {
		d    time.Duration
		want int // about so many began
	}{{time.Minute, 60}, {5 * time.Minute, 300}, {15 * time.Minute, 900}, {time.Hour, 900}} {
		got := r.Last(tt.d, now)
		if got.Began > tt.want || got.Began < tt.want-5 {
			t.Errorf("the last %s: %d calls, want %d", tt.d, got.Began, tt.want)
		}
		if n := got.Seizures(); n != got.Began || got.Answered < n/2-2 || got.Answered > n/2+2 {
			t.Errorf("the last %s: %+v", tt.d, got)
		}
	}
	if got := r.Last(time.Minute, at(3599+30)); got.Began > 31 || got.Began < 25 {
		t.Errorf("half a minute later: %d calls of the last minute, want 30", got.Began)
	}
	if got := r.Last(MaxRecent, at(3599+2000)); got != (Steps{}) {
		t.Errorf("long after: %+v", got)
	}
	// What is late is counted where it belongs, and what is too late nowhere.
	r.Add(CallReleased, at(3599+2000-600))
	r.Add(CallReleased, at(0))
	if got := r.Last(MaxRecent, at(3599+2000)).Released; got != 1 {
		t.Errorf("%d late ones, want 1", got)
	}
	if got := r.Last(time.Minute, at(3599+2000)).Released; got != 0 {
		t.Errorf("%d in the last minute, want none", got)
	}
}
