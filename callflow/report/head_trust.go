package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sipcap/callflow"
)

// capturer is the program that wrote a file, or is this one.
func capturer(f *callflow.CaptureFile) string {
	if f.Format == "live" {
		return "sipcap"
	}
	return "tcpdump"
}

// warnings are the reasons not to trust the capture: it is damaged, was cut, lacks something, or
// its clock is not to be relied on.
func warnings(c *callflow.Capture) []string {
	var out []string
	for i := range c.Files {
		before := ""
		if len(c.Files) > 1 {
			before = fileName(c.Files[i].Name) + ": "
		}
		for _, w := range fileWarnings(&c.Files[i], len(c.Files) == 1) {
			out = append(out, before+w)
		}
	}
	if len(out) > maxFiles { // of a ring's files all say the same
		more := len(out) - maxFiles
		out = append(out[:maxFiles:maxFiles], "and "+count(more)+" more remarks about files (sipcap stats --format json tells all)")
	}
	if c.Lacking > 0 {
		lack := " lack fragments"
		if c.Lacking == 1 {
			lack = " lacks fragments"
		}
		out = append(out, plural(c.Lacking, "packet")+lack+" (a capture filter on ports passes only the first ones: add or ip[6:2] & 0x1fff != 0)")
	}
	if c.Gaps > 0 {
		out = append(out, "TCP streams with SIP lack "+plural(c.Missing, "byte")+", at "+plural(c.Gaps, "place"))
	}
	if w := givenUpWarning(c.GivenUp); w != "" {
		out = append(out, w)
	}
	if c.Unlearned > 0 {
		out = append(out, "SIP names "+plural(c.Unlearned, "port")+" more than the "+plural(len(c.Learned), "other port")+" that there was room to capture (--all-ports captures all)")
	}
	if w := pauseWarning(c); w != "" {
		out = append(out, w)
	}
	if c.Interrupted {
		out = append(out, "interrupted: the rest was not read")
	}
	return out
}

// givenUpWarning tells what limits took.
func givenUpWarning(g callflow.GivenUp) string {
	var parts []string
	for _, p := range []struct {
		n    uint64
		noun string
	}{{g.Messages, "message"}, {g.Fragments, "fragmented packet"}, {g.Connections, "TCP connection"}, {g.Gaps, "TCP gap"}, {g.TLS, "TLS connection"}} {
		if p.n > 0 {
			parts = append(parts, plural(p.n, p.noun))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "given up for lack of memory: " + strings.Join(parts, ", ")
}

// oneWay tells of hops of which one direction was captured, which a finding is about.
func oneWay(d *Data) []string {
	var out []string
	for _, f := range d.Findings {
		if f.ID == "capture-one-way" {
			out = append(out, f.Summary)
		}
	}
	return out
}

// fileWarnings are those about one file, which may be the only one.
func fileWarnings(f *callflow.CaptureFile, alone bool) []string {
	var out []string
	if f.Truncated {
		damage := f.Damage
		if damage == "" {
			damage = "ends in the middle of a packet"
		}
		out = append(out, damage+"; what came before was analysed")
	}
	if f.Snapped > 0 {
		out = append(out, plural(f.Snapped, "frame")+" cut by the snap length"+where(f.Snapped, f.FirstSnapped)+"; capture with -s 0")
	}
	if f.Dropped > 0 {
		lost := plural(f.Dropped, "packet") + " lost while capturing"
		if f.Received > 0 {
			lost += ", of " + count(f.Received+f.Dropped)
		}
		out = append(out, lost+" (a larger buffer: "+capturer(f)+" -B)")
	}
	if alone && f.Received > f.Frames && f.Frames > 0 {
		out = append(out, "holds "+count(f.Frames)+" of "+plural(f.Received, "packet")+
			" captured: the others are in other files, or were left out when it was saved")
	}
	if w := backwardsWarning(f); w != "" {
		out = append(out, w)
	}
	return out
}

// where tells the first of n frames, if its number is known.
func where(n, first uint64) string {
	switch {
	case first == 0:
		return ""
	case n == 1:
		return " (frame " + frameNumber(first) + ")"
	}
	return " (first: frame " + frameNumber(first) + ")"
}

// frameNumber is a frame's number, which is looked up and so has no separators.
func frameNumber(n uint64) string { return strconv.FormatUint(n, 10) }

const (
	// harmlessBack is how far times may go back without any harm: network cards with several queues,
	// and captures of several interfaces, mix frames up by that much.
	harmlessBack = 10 * time.Millisecond
	// clockBack is a step that no queue explains.
	clockBack = time.Second
)

// backwardsWarning tells of frames that are earlier than the one before.
func backwardsWarning(f *callflow.CaptureFile) string {
	far := f.FarthestBack
	switch {
	case far.By < harmlessBack:
		return ""
	case f.Backwards == 1 && far.By >= clockBack:
		return "the clock goes back by " + duration(far.By) + " at frame " + frameNumber(far.Frame.Number)
	case f.Backwards == 1:
		return "frame " + frameNumber(far.Frame.Number) + " is out of order, by " + duration(far.By)
	case far.By >= clockBack:
		return "time runs backwards at " + plural(f.Backwards, "frame") + ", farthest by " + duration(far.By) + " at frame " + frameNumber(far.Frame.Number)
	}
	return plural(f.Backwards, "frame") + " out of order, by up to " + duration(far.By) + " (frame " + frameNumber(far.Frame.Number) + ")"
}

// A pause is told where it is long, and much longer than any other of many.
const (
	longPause   = time.Minute
	pauseRatio  = 30
	pauseFrames = 1000
)

// pauseWarning tells of a time without frames that the traffic does not explain.
func pauseWarning(c *callflow.Capture) string {
	p := c.Pause
	if c.Frames < pauseFrames || p.By < longPause || p.By < pauseRatio*c.NextPause {
		return ""
	}
	return "nothing for " + duration(p.By) + " before frame " + frameName(c, p.Frame) + ", else never for more than " + duration(c.NextPause) +
		": capturing stopped, the clock was set, or a file is missing"
}

// ownWords are what the files say of themselves, each once.
func ownWords(c *callflow.Capture) []string {
	var out []string
	add := func(what, text string) {
		if text != "" && !slices.Contains(out, what+text) {
			out = append(out, what+text)
		}
	}
	for i := range c.Files {
		add("captured with the filter: ", c.Files[i].Filter)
	}
	for i := range c.Files {
		first, _, more := strings.Cut(c.Files[i].Comment, "\n")
		if more {
			first += " …"
		}
		add("comment: ", first)
	}
	return out[:min(len(out), maxFiles)]
}
