package callflow

import (
	"strings"
	"time"

	"sipcap/sipmsg"
)

// Subscription is what is known last of a subscription (RFC 6665) or publication (RFC 3903).
type Subscription struct {
	Message int    // that told it
	Event   string // the event package: dialog, presence, refer …
	// State is that of the last NOTIFY: active, pending or terminated, in lower case; "" where
	// none was captured.
	State   string
	Expires time.Duration // how long it lasts from Message on; 0 where it is over, Unmeasured where it is not told
}

// Subscription is the leg's subscription, nil where it has none. One within a call, that of a
// REFER, is there too.
func (l *Leg) Subscription() *Subscription { return l.rarities().subscription }

// keepSubscription keeps what message i tells of a subscription: SUBSCRIBE and PUBLISH the event,
// their 2xx the time that was granted, NOTIFY both and the state.
func (l *Leg) keepSubscription(b *Builder, m *sipmsg.Message, i int32) {
	x := l.makeRare()
	s := x.subscription
	if s == nil {
		s = &Subscription{Expires: Unmeasured}
		x.subscription = s
	}
	s.Message = int(i)
	if e, ok := m.Event(); ok && (s.Event == "" || m.Method == sipmsg.NOTIFY) {
		s.Event = b.words.intern(e.Package[:min(len(e.Package), valueLimit)])
	}
	switch {
	case m.Method == sipmsg.NOTIFY:
		state, ok := m.SubscriptionState()
		if !ok {
			return
		}
		s.State = strings.ToLower(b.words.intern(state.State[:min(len(state.State), valueLimit)]))
		if state.IsTerminated() {
			s.Expires = 0
		} else if n, ok := state.Expires(); ok {
			s.Expires = time.Duration(n) * time.Second
		}
	case m.Method == "":
		if n, ok := m.Expires(); ok {
			s.Expires = time.Duration(n) * time.Second
		}
	}
}
