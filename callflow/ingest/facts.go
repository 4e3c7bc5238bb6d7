package ingest

import (
	"sipcap/callflow"
	"sipcap/capture"
)

// facts tells what was read, what of it was used and why the rest was not.
func (r *reader) facts(info capture.Info) callflow.Capture {
	c := callflow.Capture{
		Frames: info.Frames,
		Gaps:   r.streams.gaps, Missing: r.streams.missing,
		Fragmented: info.Fragments.Completed, Lacking: info.Fragments.Lost,
		GivenUp: callflow.GivenUp{
			Messages: r.streams.overflowed, Fragments: info.Fragments.Evicted,
			Connections: info.Streams.Evicted, Gaps: info.Streams.Overflowed, TLS: r.streams.tls.abandoned,
		},
		Repeats: r.repeats.n, RepeatDelay: r.repeats.median(), RepeatedSegments: info.Streams.Copied,
		Pause: step(info.Pause), NextPause: info.NextPause,
	}
	c.Learned, c.Unlearned = r.ports.told()
	c.TLS = callflow.TLSCapture{
		Servers: r.streams.tls.list(), Keys: uint64(r.streams.tls.keys.Len()), Malformed: r.streams.tls.keys.Malformed,
	}
	for i, f := range info.Files {
		format := f.Format
		if f.Compression != "" {
			format += ", " + f.Compression
		}
		used, skipped := r.account.ofFile(i)
		skipped = sum(append(skipped, skippedBefore(f.Skipped)...))
		c.Files = append(c.Files, callflow.CaptureFile{
			Name: f.Name, Format: format, LinkTypes: f.LinkTypes, Frames: f.Frames, Used: used, Skipped: skipped, Bytes: f.Bytes,
			First: f.First, Last: f.Last, Truncated: f.Truncated, Damage: f.Damage,
			Comment: f.Comment, Filter: f.Filter, Received: f.Received, Dropped: f.Dropped,
			Snapped: f.Snapped, FirstSnapped: f.FirstSnapped, Backwards: f.BackInTime, FarthestBack: step(f.FarthestBack),
		})
	}
	c.Skipped = skippedBefore(info.Skipped)
	for i := range r.account.files {
		used, skipped := r.account.ofFile(i)
		c.Used += used
		c.Skipped = append(c.Skipped, skipped...)
	}
	c.Skipped = sum(c.Skipped)
	return c
}

func step(s capture.Step) callflow.Step {
	return callflow.Step{By: s.By, Frame: callflow.FrameRef(s.Frame)}
}
