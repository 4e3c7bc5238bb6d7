package diagnose

import (
	"fmt"

	"sipcap/callflow"
)

var authenticationFailed = Rule{
	ID: "authentication-failed", Severity: callflow.Error,
	Title: "challenged, and refused in the end",
	Doc: "The last word was 401 or 407, or 403 after a challenge. The summary tells whether credentials were wrong, for a nonce that was stale, " +
		"for another realm, or not sent at all. Silent where a later attempt succeeded; digests are never printed.",
	Hint:      "Compare user name, realm and password with the account on the server. No credentials: does the caller have an account for this realm, and does a proxy in between strip the challenge?",
	Reference: "RFC 3261 §22",
	needs:     refused,
	call: func(s *subject) {
		if s.c.Kind == callflow.KindRegistration || s.legNumber > 0 {
			return
		}
		if at, why := s.unauthorized(); at >= 0 {
			m := s.leg.Message(at)
			s.add(finding{at: at, messages: s.challenges(at), summary: fmt.Sprintf("%s from %s to the %s of %s: %s%s",
				s.response(at), s.party(m.Src), m.CSeqMethod, s.sender(&s.txs[m.Transaction]), why, s.told(at))})
		}
	},
}

var registrationFailed = Rule{
	ID: "registration-failed", Severity: callflow.Error,
	Title: "a registration was refused",
	Doc: "The last REGISTER of this registration got a final failure: the user cannot be called. With 401, 403 and 407 the summary " +
		"tells what was wrong with the credentials. Silent where a later attempt succeeded.",
	Hint:      "Compare user name, realm and password with the account on the registrar; 404 and 403 mean that it does not know or allow the address in To.",
	Reference: "RFC 3261 §10.3",
	needs:     refused,
	call: func(s *subject) {
		if s.c.Kind != callflow.KindRegistration || s.legNumber > 0 || s.c.Status < 400 || len(s.c.Proof) == 0 {
			return
		}
		at, why := s.unauthorized()
		if at < 0 {
			at = s.verdict()
		} else {
			why = ": " + why
		}
		s.add(finding{
			at: at, messages: s.challenges(at), follows: s.cause(routingLoop.ID, unsupportedExtension.ID, serverFailure.ID),
			summary: fmt.Sprintf("%s from %s to the REGISTER of %s%s%s", s.response(at), s.party(s.leg.Message(at).Src), s.c.To, why, s.told(at)),
		})
	},
}

// unauthorized tells why the call's last attempt was not authorized, and the response that said so; -1 where it was not for that.
func (s *subject) unauthorized() (at int, why string) {
	if s.c.Status != 401 && s.c.Status != 407 && s.c.Status != 403 || len(s.c.Proof) == 0 {
		return -1, ""
	}
	at = s.verdict()
	sent, challenge := s.credentials(at)
	if s.c.Status == 403 {
		if challenge == nil {
			return -1, "" // refused, but not for want of credentials
		}
		if sent == nil {
			return at, "challenged, and tried again without credentials"
		}
		return at, fmt.Sprintf("the credentials of user %q for realm %q were not accepted, or that user may not do this", sent.Username, sent.Realm)
	}
	now := s.challengeIn(at)
	switch {
	case sent == nil && s.c.Attempts < 2:
		return at, "no credentials were sent" + realm(now)
	case sent == nil:
		return at, fmt.Sprintf("no credentials were sent in %d attempts%s", s.c.Attempts, realm(now))
	case now != nil && now.Stale:
		return at, fmt.Sprintf("the nonce that user %q used was stale, and it did not try again with the new one", sent.Username)
	case now != nil && now.Realm != sent.Realm:
		return at, fmt.Sprintf("credentials were sent for realm %q, but the challenge is of realm %q", sent.Realm, now.Realm)
	case challenge != nil && !s.issued(sent):
		return at, fmt.Sprintf("user %q answered another nonce than it was given", sent.Username)
	}
	return at, fmt.Sprintf("the credentials of user %q for realm %q are wrong", sent.Username, sent.Realm)
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

// issued tells whether the nonce of credentials was in a challenge that was captured.
func (s *subject) issued(sent *callflow.Auth) bool {
	for _, a := range s.leg.Auths() {
		if a.Challenge && a.Nonce == sent.Nonce && a.Message < sent.Message {
			return true
		}
	}
	return false
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
