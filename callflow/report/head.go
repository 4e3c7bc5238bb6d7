package report

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"sipcap/callflow"
)

// maxFiles is how many capture files the head names; of more it tells the number.
const maxFiles = 8

// captureHead writes where the messages came from and how far that can be trusted.
func captureHead(g *page, d *Data) {
	c := d.Capture
	if c == nil {
		g.paragraph(line{text: contents(d)})
		return
	}
	var lines []line
	if len(c.Files) <= maxFiles {
		nameW := 0
		for i := range c.Files {
			nameW = max(nameW, width(g.p.clean(fileName(c.Files[i].Name))))
		}
		for i := range c.Files {
			f := &c.Files[i]
			lines = append(lines, line{text: padRight(g.p.clean(fileName(f.Name)), nameW) + "   " + fileFacts(f), hang: 4, style: bold})
		}
	} else {
		first, last := c.Span()
		lines = append(lines, line{text: fmt.Sprintf("%d files   %s, %s", len(c.Files), plural(c.Frames, "frame"), period(first, last)), hang: 4, style: bold})
	}
	lines = append(lines, line{text: "  " + contents(d), hang: 4})
	for _, w := range slices.Concat(warnings(c), oneWay(d), d.Live.warnings()) {
		lines = append(lines, line{text: "  ! " + w, hang: 4, style: yellow})
	}
	lines = append(lines, tlsLines(c)...)
	for _, r := range ownWords(c) {
		lines = append(lines, line{text: "  " + r, hang: 4})
	}
	if u := unused(c); u != "" {
		lines = append(lines, line{text: "  " + u, hang: 4})
	}
	g.paragraph(lines...)
}

// fileFacts tells of one file: what it is, how much is in it, from when to when.
func fileFacts(f *callflow.CaptureFile) string {
	facts := []string{f.Format}
	facts = append(facts, f.LinkTypes...)
	facts = append(facts, plural(f.Frames, "frame"))
	if f.Frames > 0 {
		facts = append(facts, period(f.First, f.Last))
	}
	return strings.TrimPrefix(strings.Join(facts, ", "), ", ")
}

func fileName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return filepath.Base(name)
}

// contents tells how much SIP there is: "SIP 1,284 messages in 52 calls, 14 registrations".
func contents(d *Data) string {
	n := &d.Counts
	open := ""
	if d.Live != nil && d.Live.Open > 0 {
		open = count(d.Live.Open) + " that are not over yet and not counted here"
	}
	switch {
	case n.Messages == 0 && d.LeftOut:
		return "none of its SIP is selected"
	case n.Messages == 0:
		return cmp.Or(open, "no SIP")
	}
	var in []string
	if n.Calls > 0 || len(n.ByKind) == 0 {
		calls := plural(n.Calls, "call")
		if n.Legs > n.Calls {
			calls += " of " + plural(n.Legs, "leg")
		}
		in = append(in, calls)
	}
	if k := kindCounts(n); k != "" {
		in = append(in, k)
	}
	parts := []string{"SIP " + plural(n.Messages, "message") + " in " + strings.Join(in, ", ")}
	if len(d.Calls) == 0 {
		parts[0] = "SIP " + plural(n.Messages, "message") + " and no Call-ID to tell the call by"
	}
	if d.Total > n.Calls {
		parts[0] += " selected of " + count(d.Total)
	}
	if n.Retransmissions > 0 {
		parts = append(parts, count(n.Retransmissions)+" sent again")
	}
	if n.Duplicates > 0 {
		seen := plural(n.Duplicates, "message") + " seen twice"
		if d.Capture != nil && d.Capture.Repeats > 0 {
			seen += " (" + duration(d.Capture.RepeatDelay) + " apart)"
		}
		parts = append(parts, seen)
	}
	if d.Capture != nil {
		if n := decrypted(d.Capture); n > 0 {
			parts = append(parts, plural(n, "TLS connection")+" decrypted")
		}
	}
	if d.Capture != nil && d.Capture.RepeatedSegments > 0 {
		parts = append(parts, plural(d.Capture.RepeatedSegments, "TCP segment")+" seen twice")
	}
	if open != "" {
		parts = append(parts, open)
	}
	return strings.Join(parts, " · ")
}

// skipTexts say in words why frames were not used. Those that may have carried SIP all the
// same stand in the report; the others are as they should be, and are told where there is no
// SIP at all.
var skipTexts = []struct {
	reason, one, many string
	may               bool // it may have carried SIP
}{
	{"filtered", "frame that the capture filter leaves out", "frames that the capture filter leaves out", true},
	{"ip-fragment", "fragment never completed", "fragments never completed", true},
	{"tcp", "TCP segment without SIP of its own", "TCP segments without SIP of their own", false},
	{"sctp", "SCTP packet without SIP", "SCTP packets without SIP", false},
	{"link-type", "frame of an unknown link type", "frames of an unknown link type", true},
	{"too-deep", "frame with too many tunnels or tags", "frames with too many tunnels or tags", true},
	{"cut-short", "frame cut short", "frames cut short", true},
	{"malformed", "malformed frame", "malformed frames", true},
	{"damaged", "damaged frame", "damaged frames", true},
	{"not-sip", "packet that is no SIP: media and others", "packets that are no SIP: media and others", false},
	{"keep-alive", "keep-alive packet", "keep-alive packets", false},
	{"websocket-deflate", "packet of compressed WebSocket messages", "packets of compressed WebSocket messages", true},
	{"tls-no-key", "packet of TLS that was not decrypted", "packets of TLS that was not decrypted", true},
	{"not-ip", "frame without IP: ARP and the like", "frames without IP: ARP and the like", false},
	{"icmp-unclear", "ICMP error about a SIP message that cannot be told", "ICMP errors about SIP messages that cannot be told", true},
	{"icmp", "ICMP packet", "ICMP packets", false},
	{"other-protocol", "packet of another protocol than UDP and TCP", "packets of other protocols than UDP and TCP", false},
	{"empty", "empty packet", "empty packets", false},
}

// skipText says in words what n frames are that were skipped for a reason.
func skipText(reason string, n uint64) string {
	for _, t := range skipTexts {
		if t.reason == reason {
			if n == 1 {
				return t.one
			}
			return t.many
		}
	}
	return reason
}

// unused tells which frames were not used though they may have carried SIP.
func unused(c *callflow.Capture) string {
	if c.Used == 0 {
		return ""
	}
	byReason := map[string]callflow.Skipped{}
	for _, s := range c.Skipped {
		byReason[s.Reason] = s
	}
	var parts []string
	for _, t := range skipTexts {
		s := byReason[t.reason]
		if s.Count == 0 || !t.may {
			continue
		}
		where := "first: frame "
		if s.Count == 1 {
			where = "frame "
		}
		parts = append(parts, count(s.Count)+" "+skipText(t.reason, s.Count)+" ("+where+frameName(c, s.First)+")")
	}
	if len(parts) == 0 {
		return ""
	}
	return "not used: " + strings.Join(parts, ", ")
}

// frameName is a frame's number, with its file's name where there are several.
func frameName(c *callflow.Capture, f callflow.FrameRef) string {
	n := fmt.Sprint(f.Number)
	if len(c.Files) > 1 && int(f.File) < len(c.Files) {
		n += " of " + fileName(c.Files[f.File].Name)
	}
	return n
}
