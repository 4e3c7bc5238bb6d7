package callflow

import "time"

// Registration is what the registrar said last, on whichever leg; nil for what is no registration, and
// where no 2xx to one was captured.
func (c *Call) Registration() *Registration {
	if c.Kind != KindRegistration {
		return nil
	}
	var last *Registration
	var at int64
	for _, l := range c.Legs() {
		if r := l.Registration(); r != nil && (last == nil || l.records[r.Message].time >= at) {
			last, at = r, l.records[r.Message].time
		}
	}
	return last
}

// Bindings are those of a registration's address-of-record, as the registrar listed them
// last; nil for what is none, and where it has none.
func (c *Call) Bindings() []Binding {
	if r := c.Registration(); r != nil {
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
	if r := c.Registration(); r != nil {
		d = r.Expires
	} else if s := c.Leg().Subscription(); c.Kind == KindSubscription && s != nil {
		d = s.Expires
	}
	return d, d != Unmeasured
}
