package callflowtest

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"sipcap/callflow"
)

// callFields are what a line of the section "calls" can tell, in the order in which a line
// that is written anew tells it.
var callFields = []struct {
	name string
	of   func(l *Ladder, c *callflow.Call) any
}{
	{"kind", func(_ *Ladder, c *callflow.Call) any { return c.Kind }},
	{"state", func(_ *Ladder, c *callflow.Call) any { return c.State }},
	{"outcome", func(_ *Ladder, c *callflow.Call) any { return c.Outcome }},
	{"status", func(_ *Ladder, c *callflow.Call) any { return unlessZero(c.Status) }},
	{"reason", func(_ *Ladder, c *callflow.Call) any { return c.Reason() }},
	{"src", func(l *Ladder, c *callflow.Call) any { return l.name(c.Src()) }},
	{"dst", func(l *Ladder, c *callflow.Call) any { return l.name(c.Dst()) }},
	{"messages", func(_ *Ladder, c *callflow.Call) any { return c.Messages }},
	{"retransmissions", func(_ *Ladder, c *callflow.Call) any { return c.Retransmissions }},
	{"duplicates", func(_ *Ladder, c *callflow.Call) any { return c.Duplicates }},
	{"hops", func(_ *Ladder, c *callflow.Call) any { return c.Hops }},
	{"attempts", func(_ *Ladder, c *callflow.Call) any { return c.Attempts }},
	{"pdd", func(_ *Ladder, c *callflow.Call) any { return c.PostDialDelay }},
	{"setup", func(_ *Ladder, c *callflow.Call) any { return c.Setup }},
	{"ring", func(_ *Ladder, c *callflow.Call) any { return c.RingTime }},
	{"talk", func(_ *Ladder, c *callflow.Call) any { return c.TalkTime }},
	{"ended-by", func(_ *Ladder, c *callflow.Call) any { return c.EndedBy }},
	{"codecs", func(_ *Ladder, c *callflow.Call) any { return strings.Join(c.Codecs(), ",") }},
	{"streams", func(_ *Ladder, c *callflow.Call) any { return streams(c) }},
	{"media", func(_ *Ladder, c *callflow.Call) any { return media(c) }},
	{"bindings", func(_ *Ladder, c *callflow.Call) any { return bindings(c) }},
	{"event", func(_ *Ladder, c *callflow.Call) any { return c.Event() }},
	{"subscription", func(_ *Ladder, c *callflow.Call) any { return c.SubscriptionState() }},
	{"expires", func(_ *Ladder, c *callflow.Call) any {
		if d, ok := c.Expires(); ok {
			return int(d.Seconds())
		}
		return ""
	}},
	{"from", func(_ *Ladder, c *callflow.Call) any { return c.From() }},
	{"to", func(_ *Ladder, c *callflow.Call) any { return c.To() }},
	{"ruri", func(_ *Ladder, c *callflow.Call) any { return c.RequestURI() }},
	{"agents", func(_ *Ladder, c *callflow.Call) any { return strings.Join(c.UserAgents(), ",") }},
	{"legs", func(_ *Ladder, c *callflow.Call) any {
		var ids []string
		for _, l := range c.Legs()[1:] {
			ids = append(ids, l.CallID)
		}
		return strings.Join(ids, ",")
	}},
	{"joins", func(_ *Ladder, c *callflow.Call) any {
		var joins []string
		for i, j := range c.Joins() {
			joins = append(joins, fmt.Sprintf("%s<%s:%s=%d", c.Legs()[i+1].CallID, c.Legs()[j.With].CallID, strings.Join(j.Names(), "+"), j.Score))
		}
		return strings.Join(joins, ",")
	}},
	{"related", func(_ *Ladder, c *callflow.Call) any {
		var calls []string
		for _, r := range c.Related() {
			calls = append(calls, fmt.Sprintf("%s:%s:%d", r.Kind, r.Call.CallID(), r.Frame.Number))
		}
		return strings.Join(calls, ",")
	}},
	{"proof", func(_ *Ladder, c *callflow.Call) any {
		var frames []callflow.FrameRef
		for _, i := range c.Proof() {
			frames = append(frames, c.ProofLeg().Message(int(i)).Frame)
		}
		return frameList(frames)
	}},
}

// FormatCall is a call as a line: its Call-ID and the named fields, all of them without names.
// What a call does not have is "-"; durations are in seconds.
func (l *Ladder) FormatCall(c *callflow.Call, fields ...string) string {
	line := "call " + c.CallID()
	if len(fields) == 0 {
		for _, f := range callFields {
			line += " " + f.name + "=" + fieldText(f.of(l, c))
		}
		return line
	}
	for _, name := range fields {
		text := "no-such-field"
		for _, f := range callFields {
			if f.name == name {
				text = fieldText(f.of(l, c))
			}
		}
		line += " " + name + "=" + text
	}
	return line
}

// streams are a call's streams as TYPE:CODECS:DIRECTION, then :hold= and who holds.
func streams(c *callflow.Call) string {
	var list []string
	for _, s := range c.Streams() {
		text := s.Type + ":" + strings.Join(s.Codecs, "+") + ":" + s.Direction
		switch {
		case s.CallerHolds && s.CalleeHolds:
			text += ":hold=both"
		case s.CallerHolds:
			text += ":hold=caller"
		case s.CalleeHolds:
			text += ":hold=callee"
		}
		list = append(list, text)
	}
	return strings.Join(list, ",")
}

// media are the addresses of a call's streams: the caller's, a slash, the callee's.
func media(c *callflow.Call) string {
	var list []string
	for _, s := range c.Streams() {
		list = append(list, s.Caller.String()+"/"+s.Callee.String())
	}
	return strings.Join(list, ",")
}

// bindings are those of a registration, each with its seconds; "none" where it has none.
func bindings(c *callflow.Call) string {
	reg := c.Registration()
	if reg == nil {
		return ""
	}
	list := []string{}
	for _, b := range reg.Bindings {
		text := b.Contact
		if b.Expires >= 0 {
			text += fmt.Sprintf(";%.0f", b.Expires.Seconds())
		}
		list = append(list, text)
	}
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ",")
}

func unlessZero(n int) any {
	if n == 0 {
		return ""
	}
	return n
}

func fieldText(v any) string {
	if d, ok := v.(time.Duration); ok {
		if d == callflow.Unmeasured {
			return "-"
		}
		return fmt.Sprintf("%.3f", d.Seconds())
	}
	s := fmt.Sprint(v)
	switch {
	case s == "":
		return "-"
	case strings.ContainsAny(s, " \t"):
		return "\"" + s + "\""
	}
	return s
}

// name is what the ladder calls an address.
func (l *Ladder) name(a netip.AddrPort) string {
	if n, ok := l.names[a]; ok {
		return n
	}
	return a.String()
}

// FormatFinding is a finding as lines: what it is and where, then its summary, indented.
func FormatFinding(f *callflow.Finding) string {
	line := f.Severity.String() + " " + f.ID
	if f.Call != nil {
		line += " " + f.Call.CallID()
		if f.Leg > 0 {
			line += " leg=" + f.Call.Legs()[f.Leg].CallID
		}
		if f.At >= 0 {
			line += fmt.Sprintf(" at=%d", f.Call.Legs()[f.Leg].Message(f.At).Frame.Number)
		}
	}
	if f.Cause != callflow.CauseCall {
		line += " cause=" + string(f.Cause)
	}
	if f.FollowsFrom != "" {
		line += " follows-from=" + f.FollowsFrom
	}
	if len(f.Frames) > 0 {
		line += " frames=" + frameList(f.Frames)
	}
	return line + "\n\t" + f.Summary
}

func frameList(frames []callflow.FrameRef) string {
	var list []string
	for _, f := range frames {
		list = append(list, fmt.Sprint(f.Number))
	}
	return strings.Join(list, ",")
}
