package main

import (
	"fmt"
	"time"
)

// moment is a flag of a point in time: a whole one, or a time of day on the capture's first
// day. Without a zone it is UTC, as everything that sipcap prints.
type moment struct {
	text  string
	whole time.Time
	clock time.Duration // since midnight, where only the time of day was given
	isDay bool          // only the time of day was given
}

func (m *moment) String() string { return m.text }
func (m *moment) Type() string   { return "time" }

var (
	wholeLayouts = []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02"}
	clockLayouts = []string{"15:04:05", "15:04"}
)

func (m *moment) Set(value string) error {
	for _, layout := range wholeLayouts {
		if t, err := time.Parse(layout, value); err == nil {
			*m = moment{text: value, whole: t.UTC()}
			return nil
		}
	}
	for _, layout := range clockLayouts {
		if t, err := time.Parse(layout, value); err == nil {
			midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
			*m = moment{text: value, clock: t.Sub(midnight), isDay: true}
			return nil
		}
	}
	return misused(fmt.Sprintf("%q is not a time", value),
		"2021-03-04T10:24:53Z, \"2021-03-04 10:24:53\", or 10:24:53 on the capture's first day; UTC")
}

// on is the moment in a capture whose first frame was captured at first; zero for no moment,
// and for a time of day in a capture without frames.
func (m *moment) on(first time.Time) time.Time {
	if !m.isDay || first.IsZero() {
		return m.whole
	}
	first = first.UTC()
	return time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, time.UTC).Add(m.clock)
}
