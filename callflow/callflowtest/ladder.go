package callflowtest

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// Epoch is time 0 of a ladder.
var Epoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// Ladder is a parsed ladder: the sightings in the order of capture, one a frame where a line
// does not say otherwise, and the capture that they would have come from.
type Ladder struct {
	Events  []*callflow.Event
	Capture callflow.Capture

	names  map[netip.AddrPort]string
	errors []icmpError
	frames uint64 // of the events
}

// Calls builds the calls of the ladder, joins their legs and numbers them.
func (l *Ladder) Calls() []*callflow.Call {
	b := callflow.NewBuilder()
	for _, e := range l.Events {
		b.Add(e)
	}
	for i := range l.errors {
		b.AddUnreachable(l.errors[i].Unreachable, &l.errors[i].message)
	}
	return callflow.Join(b.Finish())
}

// Parse makes the events of a ladder in text. Errors name the line.
func Parse(text string) (*Ladder, error) {
	s := &scribe{addrs: map[string]netip.AddrPort{}, inside: map[string]netip.AddrPort{}, callID: "call-1", dialogs: map[string]*dialog{}}
	l := &Ladder{names: map[netip.AddrPort]string{}}
	var capture []string
	var steps []int // how many events there were before each
	for n, raw := range strings.Split(text, "\n") {
		words := splitWords(raw)
		var err error
		switch {
		case len(words) == 0 || words[0][0] == '#':
		case words[0] == "endpoints":
			err = s.endpoints(words[1:], l.names)
		case words[0] == "call" && len(words) == 2:
			s.callID = words[1]
		case words[0] == "capture":
			capture = words[1:]
		case words[0] == "step":
			steps = append(steps, len(l.Events))
		case words[0] == "icmp":
			err = l.unreachable(s, words[1:])
		default:
			err = l.message(s, words)
		}
		if err != nil {
			return nil, fmt.Errorf("ladder line %d: %w", n+1, err)
		}
	}
	l.sort(steps)
	l.number()
	if err := l.describe(capture); err != nil {
		return nil, fmt.Errorf("capture: %w", err)
	}
	return l, nil
}

// sort puts the events in the order of time, but never over a step.
func (l *Ladder) sort(steps []int) {
	from := 0
	for _, to := range append(steps, len(l.Events)) {
		slices.SortStableFunc(l.Events[from:to], func(a, b *callflow.Event) int { return a.Time.Compare(b.Time) })
		from = to
	}
}

// message makes the events of a line.
func (l *Ladder) message(s *scribe, words []string) error {
	ln, err := lexLine(words)
	if err != nil {
		return err
	}
	m, err := s.message(ln)
	if err != nil {
		return err
	}
	raw := m.bytes()
	if ln.has("truncated") {
		raw = raw[:len(raw)-max(20, len(m.body)/2)]
	}
	fragments, err := ln.number("fragments")
	if err != nil {
		return err
	}
	if _, ok := ln.opts["fragments"]; ok && (fragments < 1 || fragments > maxFragments) {
		return fmt.Errorf("fragments=%d: want 1 to %d", fragments, maxFragments)
	}
	for _, at := range ln.times {
		msg := new(sipmsg.Message)
		if !msg.Parse(raw) {
			return fmt.Errorf("not SIP: %q", raw)
		}
		l.Events = append(l.Events, &callflow.Event{
			Time: Epoch.Add(at), Src: s.addrs[m.src], Dst: s.addrs[m.dst],
			Transport: callflow.TransportOf(m.transport),
			Duplicate: ln.has("dup"), Truncated: ln.has("truncated"), Message: msg,
			Frames: make([]callflow.FrameRef, fragments),
		})
	}
	return nil
}

// maxFragments is how many fragments a datagram can have: 64 kB in pieces of 8 bytes.
const maxFragments = 1 << 13

// number gives the events their frames, in order, and the errors those behind them.
func (l *Ladder) number() {
	next := callflow.FrameRef{}
	for _, e := range l.Events {
		for i := range e.Frames {
			next.Number++
			e.Frames[i] = next
		}
		if len(e.Frames) == 0 {
			next.Number++
		}
		e.Frame = next
	}
	l.frames = next.Number
	for i := range l.errors {
		next.Number++
		l.errors[i].Frame = next
	}
}

// describe sets what the capture tells of itself.
func (l *Ladder) describe(words []string) error {
	f := callflow.CaptureFile{Name: "ladder", Format: "text", Frames: l.frames}
	if n := len(l.Events); n > 0 {
		f.First, f.Last = l.Events[0].Time, l.Events[n-1].Time
	}
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		var at time.Duration
		var err error
		switch name {
		case "first":
			at, err = seconds(value)
			f.First = Epoch.Add(at)
		case "last":
			at, err = seconds(value)
			f.Last = Epoch.Add(at)
		case "snapped":
			f.Snapped, err = strconv.ParseUint(value, 10, 64)
		case "dropped":
			f.Dropped, err = strconv.ParseUint(value, 10, 64)
		case "gaps":
			l.Capture.Gaps, err = strconv.ParseUint(value, 10, 64)
			l.Capture.Missing = 1000 * l.Capture.Gaps
		case "truncated":
			f.Truncated, f.Damage = true, cmp.Or(value, "ends in the middle of a packet")
		case "interrupted":
			l.Capture.Interrupted = true
		default:
			err = fmt.Errorf("no such option: %s", w)
		}
		if err != nil {
			return err
		}
	}
	l.Capture.Files = []callflow.CaptureFile{f}
	l.Capture.Frames, l.Capture.Used = f.Frames, f.Frames
	return nil
}

func (s *scribe) endpoints(words []string, names map[netip.AddrPort]string) error {
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		value, inside, translated := strings.Cut(value, "/")
		addr, err := netip.ParseAddrPort(value)
		if err == nil && translated {
			s.inside[name], err = netip.ParseAddrPort(inside)
		}
		if err != nil {
			return fmt.Errorf("endpoint %s: %w", name, err)
		}
		s.addrs[name], names[addr] = addr, name
		s.order = append(s.order, name)
	}
	return nil
}
