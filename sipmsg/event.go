package sipmsg

// Event is the value of an Event header (RFC 6665 §8.2.1).
type Event struct {
	Package []byte // with its templates: "presence.winfo"
	Params  Params
}

// ID returns the id parameter, which tells subscriptions of one dialog apart.
func (e Event) ID() []byte {
	id, _ := e.Params.Get("id")
	return id
}

// Event returns the Event header's value.
func (m *Message) Event() (e Event, ok bool) {
	e.Package, e.Params, ok = tokenParams(m.Get(HeaderEvent), nil)
	return e, ok
}

// SubscriptionState is the value of a Subscription-State header (RFC 6665 §8.2.3).
type SubscriptionState struct {
	State  []byte // "active", "pending", "terminated" or another token
	Params Params
}

// Reason returns why a subscription ended, or is pending; nil where it is not told.
func (s SubscriptionState) Reason() []byte {
	b, _ := s.Params.Get("reason")
	return b
}

// Expires returns the seconds that the subscription has left.
func (s SubscriptionState) Expires() (uint32, bool) {
	b, _ := s.Params.Get("expires")
	return parseSeconds(b)
}

// IsTerminated reports whether the subscription is over.
func (s SubscriptionState) IsTerminated() bool { return equalFold(s.State, "terminated") }

// SubscriptionState returns the Subscription-State header's value.
func (m *Message) SubscriptionState() (s SubscriptionState, ok bool) {
	s.State, s.Params, ok = tokenParams(m.Get(HeaderSubscriptionState), nil)
	return s, ok
}

// checkTokenParams checks a header that holds a token with parameters.
func checkTokenParams(m *Message, h *Header) { tokenParams(m.value(h), m) }
