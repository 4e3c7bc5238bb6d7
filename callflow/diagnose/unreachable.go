package diagnose

import (
	"fmt"
	"net/netip"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var unreachable = Rule{
	ID: "unreachable", Severity: callflow.Error,
	Title: "an ICMP error says that a message did not arrive",
	Doc: "A router on the way, or the host that the message was for, sent an ICMP error that quotes it. It is told once for each who says so, of whom, and why. " +
		"It is a warning where the call came about all the same: by another way, or because the one that hung up first closed its port. " +
		"Routers that quote nothing of the message itself mean the one that was sent before with the same addresses, length and checksum; where messages of " +
		"several calls had these, the error is not used.",
	Hint: "Port unreachable: nothing listens there, by that host's own word. Administratively prohibited: a firewall. " +
		"Host or network unreachable, time exceeded: the route, or a host that is off.",
	Reference: "RFC 3261 §18.4",
	refusal:   true, // of a firewall, say
	needs:     bounced,
	call: func(s *subject) {
		var told []complaint
		errors := s.leg.Unreachable()
		for i := range errors {
			c := complaintOf(&errors[i])
			if has(told, c) || len(told) == maxComplaints {
				continue
			}
			told = append(told, c)
			s.complain(errors[i:], c)
		}
	},
}

// maxComplaints is how many different ones are told of a leg.
const maxComplaints = 4

// complaint is what makes errors the same: who says what of whom.
type complaint struct {
	from       netip.Addr
	dst        netip.AddrPort
	kind, code uint8
}

func complaintOf(u *callflow.Unreachable) complaint {
	return complaint{u.From, u.Dst, u.Type, u.Code}
}

func has(told []complaint, c complaint) bool {
	for _, t := range told {
		if t == c {
			return true
		}
	}
	return false
}

// complain tells of those errors that are the same as the first.
func (s *subject) complain(errors []callflow.Unreachable, same complaint) {
	first := &errors[0]
	f := finding{at: max(0, first.Message), milder: s.succeeded()}
	n, last := 0, first
	for i := range errors {
		u := &errors[i]
		if complaintOf(u) != same {
			continue
		}
		n, last = n+1, u
		if u.Message >= 0 {
			f.messages = append(f.messages, u.Message)
		}
		f.frames = append(f.frames, u.Frame)
	}
	what := "a message"
	if first.Message >= 0 {
		what = s.name(first.Message)
	}
	protocol := "ICMP"
	if first.Src.Addr().Is6() {
		protocol = "ICMPv6"
	}
	f.summary = fmt.Sprintf("%s says of %s to %s: %s (%s %d/%d)", first.From, what, first.Dst, first.Reason(), protocol, first.Type, first.Code)
	if first.MTU > 0 {
		f.summary += fmt.Sprintf(", %d bytes would fit", first.MTU)
	}
	if n > 1 {
		f.summary += fmt.Sprintf(", %s in %s", times(n), span(last.Time.Sub(first.Time)))
	}
	s.add(f)
}

// undelivered is the id of the rule that tells of ICMP errors, where one is about a request of
// method m in the leg; else "".
func (s *subject) undelivered(m sipmsg.Method) string {
	if undelivered(s.leg, m) {
		return unreachable.ID
	}
	return ""
}

// undelivered tells whether an ICMP error is about a request of method m.
func undelivered(l *callflow.Leg, m sipmsg.Method) bool {
	for _, u := range l.Unreachable() {
		if u.Message >= 0 && l.Message(u.Message).Method == m {
			return true
		}
	}
	return false
}
