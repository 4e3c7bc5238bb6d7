package diagnose

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// The words of summaries.

// span is a duration as people say it.
func span(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
	case d < 100*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// response is a response's code and phrase.
func (s *subject) response(i int) string {
	m := s.leg.Message(i)
	return strings.TrimSpace(fmt.Sprintf("%d %s", m.Status, s.leg.Reason(i)))
}

// party is an endpoint, with how it names itself.
func (s *subject) party(addr netip.AddrPort) string {
	if agent := s.leg.Agent(addr); agent != "" {
		return fmt.Sprintf("%s (%s)", addr, agent)
	}
	return addr.String()
}

// endpoint is the address that a transaction's Client or Server stands for.
func (s *subject) endpoint(i uint16) netip.AddrPort { return s.leg.Endpoints()[i] }

// request names a request: a re-INVITE is not the call's INVITE.
func (s *subject) request(t *callflow.Transaction) string {
	if t.Is(sipmsg.INVITE) && t.InDialog {
		return "re-INVITE"
	}
	return string(s.method(t))
}

func (s *subject) method(t *callflow.Transaction) sipmsg.Method { return s.leg.MethodOf(t) }

// told is what the server said of the reason besides its code: Warning, Reason (with its
// Q.850 cause), Retry-After and Min-Expires, each after a semicolon.
func (s *subject) told(i int) string {
	var b strings.Builder
	for _, h := range [...]struct {
		id    sipmsg.HeaderID
		words string
	}{
		{sipmsg.HeaderReason, "Reason"},
		{sipmsg.HeaderWarning, "Warning"},
		{sipmsg.HeaderRetryAfter, "Retry-After"},
		{sipmsg.HeaderMinExpires, "Min-Expires"},
	} {
		if v := s.leg.Header(i, h.id); v != "" {
			fmt.Fprintf(&b, "; %s: %s", h.words, v)
		}
	}
	return b.String()
}

// name is what message i is: its method, or its status and what it answers.
func (s *subject) name(i int) string {
	m := s.leg.Message(i)
	switch {
	case m.Method != "":
		return string(m.Method)
	case m.Status == 0:
		return "a response"
	case m.CSeqMethod == "":
		return s.response(i)
	}
	return fmt.Sprintf("%s to %s", s.response(i), m.CSeqMethod)
}

// count is a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
