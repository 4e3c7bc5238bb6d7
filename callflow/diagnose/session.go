package diagnose

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var sessionTimerExpired = Rule{
	ID: "session-timer-expired", Severity: callflow.Error,
	Title: "the session timer ended the call, or kept it from beginning",
	Doc: "The call was released when its Session-Expires ran out without a refresh by re-INVITE or UPDATE; or 422, the interval is too small, was the last word. " +
		"Silent where the attempt with a longer interval succeeded.",
	Hint:      "Who is the refresher (Session-Expires: …;refresher=)? Did it send its re-INVITE or UPDATE at half the time, and did it arrive?",
	Reference: "RFC 4028 §10",
	travels:   true,
	needs:     refused | answered,
	call: func(s *subject) {
		if s.c.Kind != callflow.KindCall {
			return
		}
		if s.c.Status == 422 && len(s.c.Proof()) > 0 {
			at := s.verdict()
			s.add(finding{at: at, summary: fmt.Sprintf("%s finds the session interval too small, and the caller did not try a longer one: %s%s",
				s.party(s.leg.Message(at).Src), s.response(at), s.minSE(at))})
			return
		}
		if s.c.State == callflow.Completed && s.c.TalkTime >= minSessionExpires-32*time.Second {
			s.expired()
		}
	},
}

// minSessionExpires is the smallest session interval that a server may take (RFC 4028 §4).
const minSessionExpires = 90 * time.Second

// expired finds a BYE at the end of the session interval, which has not been refreshed. The
// side that is not the refresher sends it up to 32 s, or a third of the interval, before the end.
func (s *subject) expired() {
	refreshed, interval := -1, time.Duration(0)
	for i := range s.txs {
		t := &s.txs[i]
		switch {
		case t.Status/100 == 2 && (t.Is(sipmsg.INVITE) || t.Is(sipmsg.UPDATE)):
			refreshed = int(t.Final)
			if d := s.sessionExpires(refreshed); d > 0 {
				interval = d
			}
		case t.Is(sipmsg.BYE) && t.Request >= 0:
			if refreshed >= 0 && interval >= minSessionExpires {
				s.expiredAt(int(t.Request), refreshed, interval)
			}
			return
		}
	}
}

func (s *subject) expiredAt(bye, refreshed int, interval time.Duration) {
	m := s.leg.Message(bye)
	passed := m.Time.Sub(s.leg.Message(refreshed).Time)
	if passed < interval-min(32*time.Second, interval/3)-time.Second || passed > interval+timerB {
		return
	}
	s.add(finding{at: bye, messages: []int{refreshed, bye}, follows: s.failedRefresh(refreshed), summary: fmt.Sprintf("%s released the call %s after the last refresh, as its session interval of %s ran out%s",
		m.Src, span(passed), span(interval), s.told(bye))})
}

// failedRefresh is the id of the rule that tells of a re-INVITE or UPDATE after message i that failed; else "".
func (s *subject) failedRefresh(i int) string {
	for k := range s.some() {
		t := &s.txs[k]
		if int(t.Request) <= i || !t.InDialog || !t.Is(sipmsg.INVITE) && !t.Is(sipmsg.UPDATE) {
			continue
		}
		switch {
		case s.silent(t):
			return s.cause(noResponse.ID)
		case t.Status == 481:
			return s.cause(dialogUnknown.ID)
		case t.Status >= 300:
			return s.cause(requestRefused.ID)
		}
	}
	return ""
}

// minSE is the interval that a 422 asks for at least.
func (s *subject) minSE(i int) string {
	if v := s.leg.Header(i, sipmsg.HeaderMinSE); v != "" {
		return "; it takes " + v + " s or more"
	}
	return ""
}

// sessionExpires is the session interval that message i sets, 0 where it sets none.
func (s *subject) sessionExpires(i int) time.Duration {
	value, _, _ := strings.Cut(s.leg.Header(i, sipmsg.HeaderSessionExpires), ";")
	if value == "" {
		return 0 // as in most messages: an error would cost an allocation
	}
	n, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31)
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Second
}
