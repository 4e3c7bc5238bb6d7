package report

import (
	"strconv"
	"strings"

	"sipcap/callflow"
)

// headParts are the pieces of a ladder's head line: which call it is, who with whom, how it
// ended, how long it took, when, and its Call-ID.
func headParts(c *callflow.Call) []span {
	kind := c.Kind.String()
	if c.Kind == callflow.KindOptions || c.Kind == callflow.KindMessage {
		kind = strings.ToUpper(kind)
	}
	parts := []span{{kind + " " + strconv.Itoa(c.ID), bold}}
	who := Party(c.From())
	if to := Party(c.To()); to != "" && (c.Kind != callflow.KindRegistration || to != who) {
		who += " → " + to
	}
	if who != "" {
		parts = append(parts, span{text: who})
	}
	end := c.State.String()
	if f := final(c); f != "" {
		end += ", " + f
	}
	parts = append(parts, span{end, stateStyle(c.State)})
	if l := lasting(c); l != "" {
		parts = append(parts, span{text: l})
	}
	var took []string
	switch {
	case c.Setup >= 0:
		took = append(took, "setup "+duration(c.Setup))
	case c.PostDialDelay >= 0:
		took = append(took, "post-dial delay "+duration(c.PostDialDelay))
	}
	if c.RingTime >= 0 && c.Setup < 0 {
		took = append(took, "rang "+duration(c.RingTime))
	}
	if c.TalkTime >= 0 {
		took = append(took, "talk "+duration(c.TalkTime))
	}
	if c.EndedBy != callflow.UnknownParty {
		took = append(took, "ended by "+c.EndedBy.String())
	}
	if c.Attempts > 1 {
		took = append(took, count(c.Attempts)+" attempts")
	}
	if len(took) > 0 {
		parts = append(parts, span{text: strings.Join(took, ", ")})
	}
	parts = append(parts, span{text: clock(c.Start(), true) + " UTC"})
	for _, r := range c.Related() {
		parts = append(parts, span{text: relationWords(&r)})
	}
	joins := c.Joins()
	for i, l := range c.Legs() {
		text := "Call-ID " + l.CallID
		if i > 0 {
			text = "+ " + l.CallID
		}
		if i > 0 && i <= len(joins) {
			text += " (" + joinWords(joins[i-1:i]) + ")"
		}
		parts = append(parts, span{text: text})
	}
	return parts
}

// relationWords says how a call is tied to another: "replaces call 3 (frame 12)".
func relationWords(r *callflow.Relation) string {
	words := map[callflow.RelationKind]string{
		callflow.Refers: "asks for call", callflow.ReferredBy: "asked for by call",
		callflow.Replaces: "replaces call", callflow.ReplacedBy: "replaced by call",
	}
	return words[r.Kind] + " " + strconv.Itoa(r.Call.ID) + " (" + r.Header + ", frame " + strconv.FormatUint(r.Frame.Number, 10) + ")"
}

// ladderHead writes the head, broken between its pieces where the terminal is too narrow. A
// long piece is cut, but a Call-ID never: it is there to be copied.
func ladderHead(p *printer, c *callflow.Call) {
	const gap = "   "
	limit := p.width
	if limit <= 0 {
		limit = pipeWidth
	}
	var line []span
	used := 0
	parts := headParts(c)
	for i, part := range parts {
		part.text = p.clean(part.text)
		if i < len(parts)-len(c.Legs()) {
			part.text = cut(part.text, limit-len(gap), p.ellipsis())
		}
		w := width(part.text)
		if len(line) > 0 {
			if used+len(gap)+w > limit {
				p.line(line...)
				line, used = []span{{text: gap}}, len(gap)
			} else {
				line, used = append(line, span{text: gap}), used+len(gap)
			}
		}
		line, used = append(line, part), used+w
	}
	p.line(line...)
	p.text("")
}
