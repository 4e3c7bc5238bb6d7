package callflow

import "time"

// Bindings are those of a registration's address-of-record, as the registrar listed them
// last; nil for what is none, and where it has none.
func (c *Call) Bindings() []Binding {
	if r := c.Leg().Registration(); c.Kind == KindRegistration && r != nil {
		return r.Bindings
	}
	return nil
}

// Event is the event package of a subscription, "" where it is none.
func (c *Call) Event() string {
	if s := c.Leg().Subscription(); c.Kind == KindSubscription && s != nil {
		return s.Event
	}
	return ""
}

// SubscriptionState is that of a subscription's last NOTIFY: active, pending or terminated; ""
// where none was captured.
func (c *Call) SubscriptionState() string {
	if s := c.Leg().Subscription(); c.Kind == KindSubscription && s != nil {
		return s.State
	}
	return ""
}

// Expires is how long a registration or subscription was granted last, 0 where it was taken back
// or is over; false where the capture does not tell.
func (c *Call) Expires() (time.Duration, bool) {
	d := Unmeasured
	switch {
	case c.Kind == KindRegistration && c.Leg().Registration() != nil:
		d = c.Leg().Registration().Expires
	case c.Kind == KindSubscription && c.Leg().Subscription() != nil:
		d = c.Leg().Subscription().Expires
	}
	return d, d != Unmeasured
}
