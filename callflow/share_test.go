//go:build unix

package callflow

import (
	"os"
	"runtime"
	"syscall"
	"testing"

	"sipcap/sipmsg"
	"sipcap/sipmsg/sdp"
)

// share is what one round of parsing and building costs a message, in ns of CPU time.
type share struct {
	read     float64 // to look at events and do nothing with them
	messages float64 // to parse messages besides
	parse    float64 // to parse session descriptions besides
	all      float64 // to parse messages and build calls of them, which parses the descriptions
}

// parsing is to parse messages and session descriptions.
func (s share) parsing() float64 { return s.parse - s.read }

// build is all that building does but to parse session descriptions.
func (s share) build() float64 { return s.all - s.parse }

// ratio is what building costs beside parsing.
func (s share) ratio() float64 { return s.build() / s.parsing() }

// shareMeter measures rounds, all of the same messages: those of calls of which a hundred go on at a time.
type shareMeter struct {
	events []Event
	raws   [][]byte
	event  Event // the one in hand
	m      sipmsg.Message
	sdp    sdp.Session
}

func newShareMeter() *shareMeter {
	var s shareMeter
	const calls, atATime = 6000, 100
	for from := 0; from < calls; from += atATime {
		var group [atATime][]*Event
		for k := range group {
			group[k] = answeredCall(from + k)
		}
		for step := range group[0] {
			for k := range group {
				e := group[k][step]
				s.raws = append(s.raws, e.Message.Raw)
				e.Message = &s.m
				s.events = append(s.events, *e)
			}
		}
	}
	return &s
}

// round does what the program does: each message is parsed and added at once, when all of it is at hand.
func (s *shareMeter) round() share {
	runtime.GC()
	each := func(f func()) float64 {
		start := cpuTime()
		f()
		return float64(cpuTime()-start) / float64(len(s.raws))
	}
	return share{read: each(func() {
		for i := range s.raws {
			s.event = s.events[i]
		}
	}), messages: each(func() {
		for i, raw := range s.raws {
			s.event = s.events[i]
			s.m.Parse(raw)
		}
	}), parse: each(func() {
		for i, raw := range s.raws {
			s.event = s.events[i]
			s.m.Parse(raw)
			if len(s.m.Body) > 0 {
				sdp.Parse(s.m.Body, &s.sdp)
			}
		}
	}), all: each(func() {
		b := NewBuilder()
		for i, raw := range s.raws {
			s.event = s.events[i]
			s.m.Parse(raw)
			b.Add(&s.event)
		}
		b.Finish()
	})}
}

// cpuTime is what the process has used so far, the collection of its garbage included: other programs on
// the machine change it less than they do the time that passes.
func cpuTime() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

// least is, of each figure, that of the round in which it was least: what else the machine does only adds.
func least(rounds []share) share {
	s := rounds[0]
	for _, r := range rounds {
		s.read, s.messages = min(s.read, r.read), min(s.messages, r.messages)
		s.parse, s.all = min(s.parse, r.parse), min(s.all, r.all)
	}
	return s
}

// BenchmarkShare tells what building costs beside parsing: build/parse is to be at most 1.
func BenchmarkShare(b *testing.B) {
	meter := newShareMeter()
	meter.round()
	var rounds []share
	for b.Loop() {
		rounds = append(rounds, meter.round())
	}
	s := least(rounds)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(s.parsing(), "parse-ns/message")
	b.ReportMetric(s.parse-s.messages, "sdp-ns/message")
	b.ReportMetric(s.build(), "build-ns/message")
	b.ReportMetric(s.ratio(), "build/parse")
}

// TestShare holds that building costs at most as much as parsing, where SIPCAP_SHARE asks for it: what is
// measured is never quite the same.
func TestShare(t *testing.T) {
	if os.Getenv("SIPCAP_SHARE") == "" {
		t.Skip("times are measured on request: SIPCAP_SHARE=1, or make share")
	}
	meter := newShareMeter()
	meter.round()
	var rounds []share
	for range 25 {
		rounds = append(rounds, meter.round())
	}
	s := least(rounds)
	t.Logf("build %.0f ns a message, parse %.0f (session descriptions %.0f): %.2f times", s.build(), s.parsing(), s.parse-s.messages, s.ratio())
	if ratio := s.ratio(); ratio > 1 {
		t.Errorf("building costs %.2f times what parsing does, want at most 1", ratio)
	}
}
