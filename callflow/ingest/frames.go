package ingest

import (
	"cmp"
	"iter"
	"slices"

	"sipcap/callflow"
	"sipcap/capture"
)

// Frames tells which frames calls are made of, so that they can be written again: those that
// carried their messages (fragments, copies and what was sent again included) and the ICMP errors
// about them. Of what came over TCP also the frames that opened the connection, and over TLS all that brought
// its bytes, as they are decrypted one after the other.
//
// Not among them are segments without bytes or with bytes that were there before, FIN and RST, and
// the INIT of SCTP: messages are understood without.
type Frames struct {
	calls       []*callflow.Call
	strays      []callflow.FrameRef
	connections []*connection
	entries     []entry   // by frame
	carriers    []entry   // of bytes of connections, by frame
	over        [][]int32 // by connection, the calls over it
}

// entry says that a frame is of a call (its place in the list) or, where of is below 0, of the
// connection ^of.
type entry struct {
	frame callflow.FrameRef
	of    int32
}

func compareFrames(a, b callflow.FrameRef) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Number, b.Number))
}

func sortEntries(entries []entry) {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(compareFrames(a.frame, b.frame), cmp.Compare(a.of, b.of)) })
}

// Frames tells the frames of all calls; [Config].KeepFrames must have been set.
func (r *Result) Frames() *Frames {
	f := &Frames{calls: r.Calls, strays: r.strays, connections: r.connections, over: make([][]int32, len(r.connections))}
	for i, c := range f.connections {
		for _, refs := range c.frames {
			for _, ref := range refs {
				f.carriers = append(f.carriers, entry{callflow.FrameRef(ref), ^int32(i)})
			}
		}
	}
	sortEntries(f.carriers)
	for i, c := range f.calls {
		f.addCall(int32(i), c)
	}
	for i, c := range f.connections {
		for _, ref := range c.opening {
			f.entries = append(f.entries, entry{callflow.FrameRef(ref), ^int32(i)})
		}
	}
	for _, e := range f.carriers {
		if f.connections[^e.of].whole {
			f.entries = append(f.entries, e)
		}
	}
	sortEntries(f.entries)
	f.entries = slices.Compact(f.entries)
	return f
}

// addCall adds the frames of a call's messages and errors, and notes its connections.
func (f *Frames) addCall(n int32, c *callflow.Call) {
	for _, l := range c.Legs() {
		for i := range l.Len() {
			for _, ref := range l.Frames(i) {
				f.entries = append(f.entries, entry{ref, n})
				if k, ok := f.connectionOf(ref); ok && (len(f.over[k]) == 0 || f.over[k][len(f.over[k])-1] != n) {
					f.over[k] = append(f.over[k], n)
				}
			}
		}
		for _, u := range l.Unreachable() {
			f.entries = append(f.entries, entry{u.Frame, n})
		}
	}
}

// connectionOf finds the connection that a frame brought bytes of.
func (f *Frames) connectionOf(ref callflow.FrameRef) (int, bool) {
	i, ok := slices.BinarySearchFunc(f.carriers, ref, func(e entry, ref callflow.FrameRef) int { return compareFrames(e.frame, ref) })
	if !ok {
		return 0, false
	}
	return int(^f.carriers[i].of), true
}

// at are the entries of a frame.
func (f *Frames) at(ref callflow.FrameRef) []entry {
	i, _ := slices.BinarySearchFunc(f.entries, ref, func(e entry, ref callflow.FrameRef) int { return compareFrames(e.frame, ref) })
	if i == len(f.entries) || f.entries[i].frame != ref {
		return nil
	}
	return f.entries[i : i+same(f.entries[i:])]
}

// Calls are the calls of which a frame carries messages, or an error about them, in their order.
func (f *Frames) Calls(ref callflow.FrameRef) []*callflow.Call {
	var calls []*callflow.Call
	for _, e := range f.at(ref) {
		if e.of >= 0 {
			calls = append(calls, f.calls[e.of])
		}
	}
	return calls
}

// Needing are the calls that a frame is written for, in their order.
func (f *Frames) Needing(ref callflow.FrameRef) []*callflow.Call { return f.needing(f.at(ref)) }

// Needed runs over all frames, by file and number, and the calls that each is written for.
func (f *Frames) Needed() iter.Seq2[callflow.FrameRef, []*callflow.Call] {
	return func(yield func(callflow.FrameRef, []*callflow.Call) bool) {
		for rest := f.entries; len(rest) > 0; {
			n := same(rest)
			if !yield(rest[0].frame, f.needing(rest[:n])) {
				return
			}
			rest = rest[n:]
		}
	}
}

// same is how many entries, from the first, are of the same frame.
func same(entries []entry) int {
	n := 0
	for n < len(entries) && entries[n].frame == entries[0].frame {
		n++
	}
	return n
}

// needing are the calls that need a frame, by its entries.
func (f *Frames) needing(entries []entry) []*callflow.Call {
	var numbers []int32
	for _, e := range entries {
		if e.of >= 0 {
			numbers = append(numbers, e.of)
		} else {
			numbers = append(numbers, f.over[^e.of]...)
		}
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	calls := make([]*callflow.Call, len(numbers))
	for i, n := range numbers {
		calls[i] = f.calls[n]
	}
	return calls
}

// Of are the frames of calls.
func (f *Frames) Of(calls []*callflow.Call) *capture.FrameSet {
	wanted := make(map[*callflow.Call]bool, len(calls))
	for _, c := range calls {
		wanted[c] = true
	}
	isWanted := func(n int32) bool { return wanted[f.calls[n]] }
	connections := make([]bool, len(f.connections))
	for i := range connections {
		connections[i] = slices.ContainsFunc(f.over[i], isWanted)
	}
	var set capture.FrameSet
	for _, e := range f.entries {
		if e.of >= 0 && isWanted(e.of) || e.of < 0 && connections[^e.of] {
			set.Add(capture.FrameRef(e.frame))
		}
	}
	return &set
}

// With are the frames of some messages, and what their connections need.
func (f *Frames) With(messages []callflow.FrameRef) *capture.FrameSet {
	var set capture.FrameSet
	seen := make(map[int]bool)
	for _, ref := range messages {
		set.Add(capture.FrameRef(ref))
		k, ok := f.connectionOf(ref)
		if !ok || seen[k] {
			continue
		}
		seen[k] = true
		c := f.connections[k]
		set.Add(c.opening...)
		if c.whole {
			set.Add(c.frames[0]...)
			set.Add(c.frames[1]...)
		}
	}
	return &set
}

// Encrypted tells whether any call came over TLS, so that keys are needed to read its frames.
func (f *Frames) Encrypted() bool {
	return slices.ContainsFunc(f.connections, func(c *connection) bool { return c.whole })
}

// All are the frames of all messages, also those without a Call-ID, and with them all that the
// streams brought that gave some, keep-alives and the like.
func (f *Frames) All() *capture.FrameSet {
	var set capture.FrameSet
	for _, e := range f.entries {
		set.Add(capture.FrameRef(e.frame))
	}
	for _, ref := range f.strays {
		set.Add(capture.FrameRef(ref))
	}
	for _, c := range f.connections {
		set.Add(c.frames[0]...)
		set.Add(c.frames[1]...)
	}
	return &set
}
