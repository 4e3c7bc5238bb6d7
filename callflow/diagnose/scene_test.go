package diagnose

import (
	"testing"
	"time"

	"sipcap/callflow"
)

func TestSince(t *testing.T) {
	at := func(minute int) time.Time {
		return time.Date(2024, 5, 14, 9, 0, 0, 0, time.UTC).Add(time.Duration(minute) * time.Minute)
	}
	file := func(first, last int) callflow.CaptureFile {
		return callflow.CaptureFile{Frames: 1, First: at(first), Last: at(last)}
	}
	sc := newScene(nil, &callflow.Capture{Files: []callflow.CaptureFile{
		file(2000, 2010),                       // another day
		file(10, 20), file(0, 9), file(21, 30), // a ring, in any order
		{Frames: 0},
	}}, Options{})
	tests := []struct{ minute, want int }{{0, 30}, {15, 15}, {30, 0}, {2001, 9}}
	for _, tt := range tests {
		if got := sc.since(at(tt.minute)); got != time.Duration(tt.want)*time.Minute {
			t.Errorf("from minute %d the capture goes on for %v, want %d minutes", tt.minute, got, tt.want)
		}
	}
}
