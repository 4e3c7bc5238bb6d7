package ingest

import (
	"cmp"
	"maps"
	"slices"

	"sipcap/callflow"
	"sipcap/capture"
)

// facts tells what was read, what of it was used and why the rest was not.
func (r *reader) facts(info capture.Info) callflow.Capture {
	c := callflow.Capture{
		Frames: info.Frames, Used: r.used,
		Gaps: info.Streams.Gaps, Missing: info.Streams.Missing, Overflowed: r.streams.overflowed,
		Repeats: r.repeats.n, RepeatDelay: r.repeats.median(),
	}
	c.TLS = callflow.TLSCapture{
		Servers: r.streams.tls.list(), Keys: uint64(r.streams.tls.keys.Len()), Malformed: r.streams.tls.keys.Malformed,
	}
	for _, f := range info.Files {
		format := f.Format
		if f.Compression != "" {
			format += ", " + f.Compression
		}
		c.Files = append(c.Files, callflow.CaptureFile{
			Name: f.Name, Format: format, LinkTypes: f.LinkTypes, Frames: f.Frames, Bytes: f.Bytes,
			First: f.First, Last: f.Last, Truncated: f.Truncated, Damage: f.Damage, Snapped: f.Snapped, Dropped: f.Dropped,
			Backwards: f.BackInTime,
		})
	}
	skipped := maps.Clone(r.skipped)
	for reason, s := range info.Skipped {
		merge(skipped, callflow.Skipped{Reason: string(reason), Count: s.Count, First: callflow.FrameRef(s.First)})
	}
	for _, s := range skipped {
		c.Skipped = append(c.Skipped, s)
	}
	slices.SortFunc(c.Skipped, func(a, b callflow.Skipped) int { return cmp.Compare(a.Reason, b.Reason) })
	return c
}
