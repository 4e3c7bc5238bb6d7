package exporter

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"sipcap/callflow"
)

// Snapshot is how a watcher is doing at a moment.
type Snapshot struct {
	Standing          callflow.Standing
	Capture           callflow.Capture
	Received, Dropped uint64 // frames on interfaces, as the kernel counts them
	Kept, KeptDropped uint64 // frames written to disk, and those that were to be
	// Failures are calls that failed and have a file, and those that were to have one.
	Failures, FailuresLost uint64
}

// Tick takes how the watcher is doing now, which is told until the next one.
func (e *Exporter) Tick(s Snapshot) {
	e.capture = s.Capture
	e.standing.now.Store(&s)
}

// standing tells the last snapshot: what is counted elsewhere already.
type standing struct{ now atomic.Pointer[Snapshot] }

// standingDescs are what a snapshot tells.
var standingDescs = func() map[*Family]*prometheus.Desc {
	m := make(map[*Family]*prometheus.Desc)
	for _, f := range []*Family{&openCalls, &legs, &legBytes, &legsShed, &frames, &framesUsed, &framesSkipped, &frameBytes,
		&kernelReceived, &kernelDropped, &keptFrames, &keptDropped, &failuresKept, &failuresLost, &streamGaps, &lastFrame} {
		m[f] = f.desc()
	}
	return m
}()

// Describe implements prometheus.Collector.
func (s *standing) Describe(out chan<- *prometheus.Desc) {
	for _, d := range standingDescs {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (s *standing) Collect(out chan<- prometheus.Metric) {
	now := s.now.Load()
	if now == nil {
		now = &Snapshot{}
	}
	tell := func(f *Family, v float64, labels ...string) {
		kind := prometheus.CounterValue
		if f.Type == gauge {
			kind = prometheus.GaugeValue
		}
		out <- prometheus.MustNewConstMetric(standingDescs[f], kind, v, labels...)
	}
	tell(&openCalls, float64(now.Standing.Up))
	tell(&legs, float64(now.Standing.Legs))
	tell(&legBytes, float64(now.Standing.Bytes))
	tell(&legsShed, float64(now.Standing.Shed))
	tell(&frames, float64(now.Capture.Frames))
	tell(&framesUsed, float64(now.Capture.Used))
	for _, skip := range now.Capture.Skipped {
		tell(&framesSkipped, float64(skip.Count), skip.Reason)
	}
	bytes := uint64(0)
	for i := range now.Capture.Files {
		bytes += now.Capture.Files[i].Bytes
	}
	tell(&frameBytes, float64(bytes))
	tell(&kernelReceived, float64(now.Received))
	tell(&kernelDropped, float64(now.Dropped))
	tell(&keptFrames, float64(now.Kept))
	tell(&keptDropped, float64(now.KeptDropped))
	tell(&failuresKept, float64(now.Failures))
	tell(&failuresLost, float64(now.FailuresLost))
	tell(&streamGaps, float64(now.Capture.Gaps))
	seconds := 0.0
	if _, last := now.Capture.Span(); !last.IsZero() {
		seconds = float64(last.UnixNano()) / 1e9
	}
	tell(&lastFrame, seconds)
}
