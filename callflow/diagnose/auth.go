package diagnose

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"sipcap/callflow"
)

var authenticationFailed = Rule{
	ID: "authentication-failed", Severity: callflow.Error,
	Title: "challenged, and refused in the end",
	Doc: "The last word was 401 or 407, or 403 after a challenge. The summary tells whether credentials were wrong, for a nonce that was stale, " +
		"for another realm, or not sent at all. Where the capture ends within 500 ms of the challenge, that may be why nothing followed. " +
		"Silent where a later attempt succeeded, or credentials came at once under another Call-ID; digests are never printed.",
	Hint:      "Compare user name, realm and password with the account on the server. No credentials: does the caller have an account for this realm, and does a proxy in between strip the challenge?",
	Reference: "RFC 3261 §22",
	refusal:   true,
	travels:   true,
	needs:     refused,
	call: func(s *subject) {
		if s.c.Kind == callflow.KindRegistration {
			return
		}
		if at, why, capture := s.unauthorized(); at >= 0 && !s.retriedAnew(at) {
			m := s.leg.Message(at)
			s.add(finding{at: at, messages: s.challenges(at), capture: capture, summary: fmt.Sprintf("%s from %s to the %s of %s: %s%s",
				s.response(at), s.party(m.Src), m.CSeqMethod, s.sender(&s.txs[m.Transaction]), why, s.told(at))})
		}
	},
}

var registrationFailed = Rule{
	ID: "registration-failed", Severity: callflow.Error,
	Title: "a registration was refused",
	Doc: "The last REGISTER of this registration got a final failure: the user cannot be called. With 401, 403 and 407 the summary " +
		"tells what was wrong with the credentials. Silent where a later attempt succeeded, or credentials came at once under another Call-ID.",
	Hint:      "Compare user name, realm and password with the account on the registrar; 404 and 403 mean that it does not know or allow the address in To.",
	Reference: "RFC 3261 §10.3",
	refusal:   true,
	needs:     refused,
	call: func(s *subject) {
		if s.c.Kind != callflow.KindRegistration || s.c.Status < 400 || len(s.c.Proof()) == 0 {
			return
		}
		at, why, capture := s.unauthorized()
		if at >= 0 && s.retriedAnew(at) {
			return
		}
		if at < 0 {
			at = s.verdict()
		} else {
			why = ": " + why
		}
		s.add(finding{
			at: at, messages: s.challenges(at), capture: capture, follows: s.cause(routingLoop.ID, unsupportedExtension.ID, serverFailure.ID),
			summary: fmt.Sprintf("%s from %s to the REGISTER of %s%s%s", s.response(at), s.party(s.leg.Message(at).Src), s.c.To(), why, s.told(at)),
		})
	},
}

// unauthorized tells why the call's last attempt was not authorized, the response that said
// so, -1 where it was not for that, and whether the capture can explain it.
func (s *subject) unauthorized() (at int, why string, capture bool) {
	if s.c.Status != 401 && s.c.Status != 407 && s.c.Status != 403 || len(s.c.Proof()) == 0 {
		return -1, "", false
	}
	at = s.verdict()
	sent, challenge := s.credentials(at)
	if s.c.Status == 403 && challenge == nil {
		return -1, "", false // refused, but not for want of credentials
	}
	now := s.challengeIn(at)
	switch {
	case s.txs[s.leg.Message(at).Transaction].Request < 0:
		return at, "the request was not captured", false
	case sent == nil && now != nil && strings.HasPrefix(now.Algorithm, "AKA"):
		return at, "the answer to the challenge, which IMS sends through IPsec, was not captured", true
	case s.c.Status == 403 && sent == nil:
		return at, "challenged, and tried again without credentials", false
	case sent == nil && s.c.Attempts < 2:
		return at, "no credentials were sent" + realm(now), s.cutAfter(at)
	case sent == nil:
		return at, fmt.Sprintf("no credentials were sent in %d attempts%s", s.c.Attempts, realm(now)), false
	}
	user := fmt.Sprintf("user %q for realm %q", sent.Username, sent.Realm)
	switch {
	case s.c.Status == 403:
		return at, fmt.Sprintf("the credentials of %s were not accepted, or that user may not do this", user), false
	case now != nil && now.Stale:
		return at, fmt.Sprintf("the nonce that %s used was stale, and it did not try again with the new one", user), s.cutAfter(at)
	case now != nil && now.Realm != sent.Realm:
		return at, fmt.Sprintf("credentials were sent for realm %q, but the challenge is of realm %q", sent.Realm, now.Realm), false
	case challenge != nil && s.issued(sent) < 0:
		return at, fmt.Sprintf("%s answered another nonce than it was given", user), false
	case s.accepted(sent):
		return at, fmt.Sprintf("the credentials of %s, accepted before, were refused now%s", user, s.age(sent)), false
	}
	return at, fmt.Sprintf("the credentials of %s are wrong%s", user, s.age(sent)), false
}

// cutAfter tells whether the capture ended so soon after challenge i that the answer to it may
// have come later.
func (s *subject) cutAfter(i int) bool { return s.since(s.leg.Message(i).Time) < t1 }

// retriedAnew tells whether credentials for challenge i came under another Call-ID, as some clients send them.
func (s *subject) retriedAnew(i int) bool {
	m := s.leg.Message(i)
	if sent, _ := s.credentials(i); sent != nil || m.Status == 403 {
		return false
	}
	same := s.betweenSame(s.c)
	next := sort.Search(len(same), func(k int) bool { return same[k].Start().After(m.Time) })
	for _, c := range same[next:min(len(same), next+comparedMessages)] {
		if c.Start().Sub(m.Time) > timerB {
			break
		}
		if c.Leg() == s.leg || c.Src().Addr() != s.c.Src().Addr() {
			continue
		}
		if slices.ContainsFunc(c.Leg().Auths(), func(a callflow.Auth) bool { return !a.Challenge && !a.Empty }) {
			return true
		}
	}
	return false
}

// nonceLimit is how old a nonce may be without remark: some servers take it for seconds only.
const nonceLimit = 10 * time.Second

// age remarks on credentials that came long after their challenge.
func (s *subject) age(sent *callflow.Auth) string {
	i := s.issued(sent)
	if i < 0 {
		return ""
	}
	if d := s.leg.Message(sent.Message).Time.Sub(s.leg.Message(i).Time); d > nonceLimit {
		return fmt.Sprintf("; they came %s after the challenge, when its nonce may have been too old", span(d))
	}
	return ""
}

// accepted tells whether a request with credentials of the same user succeeded.
func (s *subject) accepted(sent *callflow.Auth) bool {
	auths := s.leg.Auths()
	for k := range auths {
		a := &auths[k]
		if a.Challenge || a.Empty || a.Username != sent.Username || a.Realm != sent.Realm {
			continue
		}
		if tx := s.leg.Message(a.Message).Transaction; tx >= 0 && s.txs[tx].Status/100 == 2 {
			return true
		}
	}
	return false
}

func realm(a *callflow.Auth) string {
	if a == nil {
		return ""
	}
	return fmt.Sprintf(" for realm %q", a.Realm)
}

// credentials are those of the request that response i answers, for the realm of its challenge
// if it has some for that; and the last challenge before, nil where there was none.
func (s *subject) credentials(i int) (sent, challenge *callflow.Auth) {
	tx := s.leg.Message(i).Transaction
	if tx < 0 {
		return nil, nil
	}
	auths := s.leg.Auths()
	now := s.challengeIn(i)
	for k := range auths {
		a := &auths[k]
		switch {
		case a.Challenge && a.Message < i:
			challenge = a
		case !a.Challenge && !a.Empty && a.Message == int(s.txs[tx].Request) && (sent == nil || now != nil && a.Realm == now.Realm):
			sent = a
		}
	}
	return sent, challenge
}

// challengeIn is the challenge of response i.
func (s *subject) challengeIn(i int) *callflow.Auth {
	auths := s.leg.Auths()
	for k := range auths {
		if auths[k].Challenge && auths[k].Message == i {
			return &auths[k]
		}
	}
	return nil
}

// issued is the challenge that gave the nonce of credentials, -1 where it was not captured.
func (s *subject) issued(sent *callflow.Auth) int {
	auths := s.leg.Auths()
	for k := range auths {
		if a := &auths[k]; a.Challenge && a.Nonce == sent.Nonce && a.Message < sent.Message {
			return a.Message
		}
	}
	return -1
}

// challenges are the 401 and 407 on the hop of response i up to it, the evidence.
func (s *subject) challenges(i int) []int {
	var list []int
	hop := s.leg.Message(i)
	for k := range i {
		if m := s.leg.Message(k); (m.Status == 401 || m.Status == 407) && m.Src == hop.Src && m.Dst == hop.Dst && !m.Retransmission && !m.Duplicate {
			list = append(list, k)
		}
	}
	return append(list, i)
}
