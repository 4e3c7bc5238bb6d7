package report

import "sipcap/callflow"

// Live is what is told of a source without an end besides the rest of Data, whose Calls and
// Findings are then a part: those of the calls most worth a look.
type Live struct {
	// Troubled is how many there are of each kind that are worth a look.
	Troubled map[callflow.Kind]int
	Open     int    // calls and others that go on, and are in no count yet
	Unlisted int    // calls and others that are not in Data.Calls
	Shed     uint64 // calls that were let go of before their end, for lack of memory
	Received uint64 // frames that passed the filter of the kernel, those lost included
	Dropped  uint64 // of them, those for which there was no room
	Kept     Kept
}

// Kept is what of a live source was kept on disk; the zero value where nothing was to be.
type Kept struct {
	Frames  uint64 // that were written
	Dropped uint64 // that were to be, and were not: the disk was too slow, full or gone

	Failures          uint64 // calls that failed, which have a file of their own
	FailuresLost      uint64 // calls that were to have one, and have not
	FailureFramesGone uint64 // frames of such calls that were held no more when it was known
}

// parts tell it in a status; nothing where there is nothing.
func (k Kept) parts() []string {
	var out []string
	for _, p := range []struct {
		n    uint64
		text string
	}{
		{k.Frames, "kept"}, {k.Dropped, "not kept"}, {k.Failures, "failed calls kept"}, {k.FailuresLost, "failed calls not kept"},
	} {
		if p.n > 0 {
			out = append(out, count(p.n)+" "+p.text)
		}
	}
	return out
}

// LiveDoc is Live as an object of `stats`.
type LiveDoc struct {
	Open     int    `json:"open"`
	Unlisted int    `json:"unlisted"`
	Shed     uint64 `json:"shed"`
	Received uint64 `json:"received"`
	Dropped  uint64 `json:"dropped"`

	Kept        uint64 `json:"kept,omitempty"`
	KeptDropped uint64 `json:"kept_dropped,omitempty"`

	Failures          uint64 `json:"failures_kept,omitempty"`
	FailuresLost      uint64 `json:"failures_lost,omitempty"`
	FailureFramesGone uint64 `json:"failure_frames_gone,omitempty"`
}

func newLiveDoc(l *Live) *LiveDoc {
	if l == nil {
		return nil
	}
	return &LiveDoc{Open: l.Open, Unlisted: l.Unlisted, Shed: l.Shed, Received: l.Received, Dropped: l.Dropped,
		Kept: l.Kept.Frames, KeptDropped: l.Kept.Dropped,
		Failures: l.Kept.Failures, FailuresLost: l.Kept.FailuresLost, FailureFramesGone: l.Kept.FailureFramesGone}
}

// warnings are the reasons not to trust what a live source gave.
func (l *Live) warnings() []string {
	if l == nil {
		return nil
	}
	var out []string
	if l.Shed > 0 {
		out = append(out, plural(l.Shed, "call")+" let go of before the end for lack of memory, and told from what came until then (--max-memory)")
	}
	if l.Kept.Dropped > 0 {
		out = append(out, plural(l.Kept.Dropped, "packet")+" not kept on disk, which was too slow or could not be written; the calls are told from all")
	}
	if l.Kept.FailuresLost > 0 {
		out = append(out, plural(l.Kept.FailuresLost, "call")+" that failed not kept on disk: nothing of them was held any more, or the disk did not take it")
	}
	if l.Kept.FailureFramesGone > 0 {
		out = append(out, plural(l.Kept.FailureFramesGone, "packet")+" of calls that failed not kept on disk: when that was known, they were not held any more (--max-memory)")
	}
	return out
}

// untold is how many findings of each id are about calls that are not listed.
func (d *Data) untold() map[string]int {
	if d.Live == nil || d.Live.Unlisted == 0 {
		return nil
	}
	out := map[string]int{}
	for id, n := range d.Counts.Findings {
		out[id] = n
	}
	for _, f := range d.Findings {
		out[f.ID]--
	}
	return out
}
