package diagnose

import (
	"fmt"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// origin is the transaction outside a dialog farthest from the caller that ended in a status
// which fits: the server that said so first. Proxies pass it on, or make another of it.
func (s *subject) origin(fits func(status int) bool) *callflow.Transaction {
	var far *callflow.Transaction
	for i := range s.txs {
		t := &s.txs[i]
		if t.InDialog || t.Is(sipmsg.CANCEL) || !fits(int(t.Status)) {
			continue
		}
		if far == nil || t.Vias > far.Vias {
			far = t
		}
	}
	return far
}

// verdict is the final response of the call's last attempt, as the server said it that said it first.
func (s *subject) verdict() int {
	at := int(s.c.Proof()[0])
	m := s.leg.Message(at)
	for i := range s.txs {
		if t := &s.txs[i]; int(t.Status) == m.Status && t.CSeq == m.CSeq && s.method(t) == m.CSeqMethod && int(t.Vias) > s.leg.Message(at).Vias {
			at = int(t.Final)
		}
	}
	return at
}

var serverFailure = Rule{
	ID: "server-failure", Severity: callflow.Error,
	Title: "a server failed",
	Doc: "5xx to a request outside a dialog: the server got a valid request and could not serve it. The summary names the server that said so first, " +
		"with what it told in Retry-After, Reason and Warning. It is a warning where another server took the call in the end, and for 501, which only says that the server does not have the method.",
	Hint:      "503 is overload or maintenance, 500 an error inside, 504 a server behind it that does not answer (DNS, database, next hop). Look at that server's log at this time.",
	Reference: "RFC 3261 §21.5",
	travels:   true,
	needs:     refused,
	call: func(s *subject) {
		t := s.origin(func(status int) bool { return status/100 == 5 })
		if t == nil || s.within(t) || s.c.Kind == callflow.KindOptions && t.Status == 501 {
			return
		}
		at := int(t.Final)
		s.add(finding{
			at: at, messages: captured(int(t.Request), at), milder: s.succeeded() || t.Status == 501,
			follows: s.cause(prackMissing.ID, noResponse.ID),
			tell: func() string {
				return fmt.Sprintf("%s answers %s with %s%s", s.party(s.leg.Message(at).Src), cmpOr(string(s.method(t)), "a request"), s.response(at), s.told(at))
			},
		})
	},
}

// within tells of a transaction whose request was not captured that it was within a call.
func (s *subject) within(t *callflow.Transaction) bool {
	return s.c.Kind == callflow.KindCall && t.Request < 0 && (!t.Is(sipmsg.INVITE) || s.succeeded())
}

// everyday are final responses that a person at a telephone causes.
func everyday(status int) bool {
	switch status {
	case 480, 486, 487, 600, 603:
		return true
	}
	return false
}

// explainsRefusal are the rules that tell why a request was refused.
var explainsRefusal = []string{authenticationFailed.ID, registrationFailed.ID, routingLoop.ID, noCommonCodec.ID,
	unsupportedExtension.ID, sessionTimerExpired.ID, dialogUnknown.ID, noResponse.ID, serverFailure.ID}

var rejectedAbnormally = Rule{
	ID: "rejected-abnormally", Severity: callflow.Warning,
	Title: "refused for none of the everyday reasons",
	Doc: "A final 4xx or 6xx other than 480, 486, 487, 600 and 603, that no other finding explains. The summary names the server that said so first, " +
		"with its Warning and Reason, and with that the Q.850 cause of a telephone network.",
	Hint:      "`sipcap explain` the code. 404 and 484: the number as it was dialled, and the server's routing; 403: what the account may do; 408: who did not answer behind that server.",
	Reference: "RFC 3261 §21.4",
	refusal:   true,
	travels:   true,
	needs:     refused,
	call: func(s *subject) {
		class := s.c.Status / 100
		if class != 4 && class != 6 || everyday(s.c.Status) || s.c.Kind == callflow.KindOptions || len(s.c.Proof()) == 0 || s.has(explainsRefusal...) {
			return
		}
		at := s.verdict()
		if s.c.State == callflow.Unauthorized && s.retriedAnew(at) {
			return
		}
		s.add(finding{at: at, follows: s.illFormed(at), tell: func() string {
			m := s.leg.Message(at)
			return fmt.Sprintf("%s refuses %s to %s: %s%s", s.party(m.Src), m.CSeqMethod, cmpOr(s.c.RequestURI(), s.c.To()), s.response(at), s.told(at))
		}})
	},
}

// illFormed is the id of the rule that tells what is wrong with the request that response i
// refuses with 400; else "".
func (s *subject) illFormed(i int) string {
	tx := s.leg.TransactionOf(i)
	if s.leg.StatusOf(i) != 400 || tx < 0 || s.txs[tx].Request < 0 {
		return ""
	}
	request := int(s.txs[tx].Request)
	switch {
	case s.misfits(request):
		return s.cause(contentLengthMismatch.ID)
	case s.leg.Message(request).Malformed:
		return s.cause(malformedMessage.ID)
	}
	return ""
}

var unsupportedExtension = Rule{
	ID: "unsupported-extension", Severity: callflow.Error,
	Title: "an extension that one side insists on is not supported by the other",
	Doc:   "420: the request required an extension that the server does not have; 421: the server requires one that the request does not offer. The summary names the option tags.",
	Hint:  "Switch the extension (100rel, timer, precondition …) from required to supported on the side that insists, or enable it on the other.",

	Reference: "RFC 3261 §8.2.2.3",
	travels:   true,
	needs:     refused,
	call: func(s *subject) {
		if s.c.Status != 420 && s.c.Status != 421 || len(s.c.Proof()) == 0 {
			return
		}
		at := s.verdict()
		m := s.leg.Message(at)
		t := &s.txs[m.Transaction]
		tags := s.leg.Header(at, sipmsg.HeaderUnsupported)
		words := "does not support the extension"
		if s.c.Status == 421 {
			words, tags = "requires an extension", s.leg.Header(at, sipmsg.HeaderRequire)
		}
		if tags != "" {
			words += ": " + tags
		} else if t.Request >= 0 {
			if v := s.leg.Header(int(t.Request), sipmsg.HeaderRequire); v != "" && s.c.Status == 420 {
				words += "; the request required: " + v
			}
		}
		s.add(finding{at: at, messages: captured(int(t.Request), at), summary: fmt.Sprintf("%s refuses %s with %s: it %s",
			s.party(m.Src), s.method(t), s.response(at), words)})
	},
}
