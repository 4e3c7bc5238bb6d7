package main

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// start is when the first call may begin: fixed, so that the output is.
var start = time.Date(2024, 5, 14, 9, 0, 0, 0, time.UTC)

// An event is a frame to be written: a step of a call's script, or an RTP packet.
type event struct {
	at   time.Duration // since start
	call uint32
	seq  uint32 // of an RTP packet in its stream
	step int16  // index in the script, or rtpForward, rtpBackward
}

const (
	rtpForward  = -1 // from the caller
	rtpBackward = -2
)

// A plan says which frame comes when.
type plan struct {
	span    time.Duration // in which calls start
	scripts []uint8       // of each call
	events  []event       // by time
	sip     int
	again   int
	rtp     int
}

// newPlan lays out calls and RTP packets. Calls are laid out one by one from one sequence
// of random numbers, so that the result depends on what is asked for alone.
func newPlan(calls, rtp, hours int) *plan {
	random := rand.New(rand.NewPCG(3261, 3264))
	p := &plan{span: time.Duration(hours) * time.Hour, scripts: make([]uint8, 0, calls)}
	for len(p.scripts) < calls {
		hundred := deck()
		random.Shuffle(len(hundred), func(i, j int) { hundred[i], hundred[j] = hundred[j], hundred[i] })
		p.scripts = append(p.scripts, hundred[:min(100, calls-len(p.scripts))]...)
	}
	frames := p.share(random, rtp)
	again := 0
	for call, s := range p.scripts {
		if call%100 == 0 {
			again = againInHundred
		}
		// So that each hundred sends its number of messages again: this call, or one of the rest.
		left := min(100, calls-call/100*100) - call%100
		repeat := scripts[s].steps[0].again && again > 0 && random.IntN(left) < again
		if left <= again+1 && scripts[s].steps[0].again && again > 0 {
			repeat = true
		}
		if repeat {
			again--
		}
		p.lay(random, uint32(call), repeat, frames[call])
	}
	slices.SortStableFunc(p.events, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	return p
}

// lay adds the events of one call.
func (p *plan) lay(random *rand.Rand, call uint32, repeat bool, frames int) {
	s := scripts[p.scripts[call]]
	at := time.Duration(random.Int64N(int64(p.span)))
	if !s.steps[0].again && len(s.steps) == 1 {
		wait := timerT1
		for i := range 7 {
			p.add(event{at: at, call: call}, i > 0)
			at, wait = at+wait, 2*wait
		}
		return
	}
	repeated := -1
	if repeat {
		for repeated < 0 || !s.steps[repeated].again {
			repeated = random.IntN(len(s.steps))
		}
	}
	for i, st := range s.steps {
		gap := st.gap/2 + time.Duration(random.Int64N(int64(st.gap)+1))
		if st.method == "BYE" && st.status == 0 && frames > 0 {
			gap = p.talk(call, at, frames)
		}
		at += gap
		p.add(event{at: at, call: call, step: int16(i)}, false)
		if i == repeated {
			at += timerT1
			p.add(event{at: at, call: call, step: int16(i)}, true)
		}
	}
}

func (p *plan) add(e event, again bool) {
	p.events = append(p.events, e)
	p.sip++
	if again {
		p.again++
	}
}

// share shares the RTP packets out among the answered calls, by random weight.
func (p *plan) share(random *rand.Rand, rtp int) []int {
	frames := make([]int, len(p.scripts))
	if rtp == 0 {
		return frames
	}
	weight, last := 0, -1
	for call, s := range p.scripts {
		if scripts[s].answered {
			frames[call] = 50 + random.IntN(100)
			weight += frames[call]
			last = call
		}
	}
	if last < 0 {
		return frames
	}
	rest := rtp
	for call := range frames {
		frames[call] = int(int64(rtp) * int64(frames[call]) / int64(weight))
		rest -= frames[call]
	}
	frames[last] += rest
	return frames
}

// talk adds a call's RTP packets, one each way every 20 ms, and tells how long they take.
func (p *plan) talk(call uint32, at time.Duration, frames int) time.Duration {
	const every = 20 * time.Millisecond
	for i := range frames {
		e := event{at: at + every*time.Duration(i/2+1), call: call, seq: uint32(i / 2), step: rtpForward}
		if i%2 == 1 {
			e.at, e.step = e.at+7*time.Millisecond, rtpBackward
		}
		p.events = append(p.events, e)
	}
	p.rtp += frames
	return every * time.Duration(frames/2+2)
}
