package callflow

import (
	"slices"
	"time"

	"sipcap/sipmsg"
)

// Registration is what the registrar said last of an address-of-record, which is the call's To
// (RFC 3261 §10.3).
type Registration struct {
	Message  int       // the 2xx that says it
	Bindings []Binding // all that there are now, on whoever's behalf
	// Expires is what was granted to the bindings that the last REGISTER asked for, the
	// longest of them; 0 where it took them away, Unmeasured where it only asked for the list.
	Expires time.Duration
}

// Binding is a contact that an address-of-record is bound to.
type Binding struct {
	Contact string        // its URI
	Expires time.Duration // Unmeasured where it is not told
}

// bindingLimit is how many bindings of an address-of-record are kept.
const bindingLimit = 64

// Registration is what became of a REGISTER of the leg's, nil where no 2xx to one was captured.
func (l *Leg) Registration() *Registration { return l.rarities().registration }

// asked is what the last REGISTER wanted.
type asked struct {
	cseq     uint32
	fromTag  uint16
	nothing  bool // no Contact: it asks for the list
	removal  bool // all of them, or Expires is 0 for each
	contacts []string
	expires  time.Duration // Unmeasured where it is left to the registrar
}

// keepRegister keeps what a REGISTER asks for.
func (l *Leg) keepRegister(b *Builder, m *sipmsg.Message, i int32) {
	x := l.makeRare()
	if x.asked == nil {
		x.asked = new(asked)
	}
	a, before := x.asked, x.asked.contacts
	*a = asked{cseq: l.cseqOf(int(i)), fromTag: l.records[i].fromTag, nothing: true, removal: true, contacts: before[:0], expires: Unmeasured}
	header, hasHeader := m.Expires()
	for c := range m.Contacts() {
		a.nothing = false
		seconds, ok := c.Expires()
		if !ok {
			seconds, ok = header, hasHeader
		}
		if ok {
			a.expires = max(a.expires, time.Duration(seconds)*time.Second)
		}
		a.removal = a.removal && ok && seconds == 0
		if n := len(a.contacts); n < bindingLimit {
			old := ""
			if n < len(before) {
				old = before[n]
			}
			a.contacts = append(a.contacts, b.again(old, c.URI))
		}
	}
}

// keepRegistered keeps the bindings that a 2xx to REGISTER lists.
func (l *Leg) keepRegistered(b *Builder, m *sipmsg.Message, i int32) {
	x := l.makeRare()
	r := &l.records[i]
	if x.registration == nil {
		x.registration = new(Registration)
	}
	reg, before := x.registration, x.registration.Bindings
	*reg = Registration{Message: int(i), Bindings: before[:0], Expires: Unmeasured}
	header, hasHeader := m.Expires()
	longest := Unmeasured
	a := x.asked
	if a != nil && (a.cseq != l.cseqOf(int(i)) || a.fromTag != r.fromTag) {
		a = nil // its request was not captured
	}
	for c := range m.Contacts() {
		bind := Binding{Expires: Unmeasured}
		if seconds, ok := c.Expires(); ok {
			bind.Expires = time.Duration(seconds) * time.Second
		} else if hasHeader {
			bind.Expires = time.Duration(header) * time.Second
		}
		longest = max(longest, bind.Expires)
		if a != nil && slices.Contains(a.contacts, string(c.URI)) {
			reg.Expires = max(reg.Expires, bind.Expires)
		}
		if n := len(reg.Bindings); n < bindingLimit {
			old := ""
			if n < len(before) {
				old = before[n].Contact
			}
			bind.Contact = b.again(old, c.URI)
			reg.Bindings = append(reg.Bindings, bind)
		}
	}
	switch {
	case a == nil:
		reg.Expires = longest
	case a.nothing:
		reg.Expires = Unmeasured
	case a.removal:
		reg.Expires = 0
	case reg.Expires == Unmeasured && longest != Unmeasured:
		reg.Expires = longest // a proxy on the way wrote another contact
	case reg.Expires == Unmeasured && hasHeader:
		reg.Expires = time.Duration(header) * time.Second
	case reg.Expires == Unmeasured:
		reg.Expires = a.expires
	}
}

// again is value as a string that stays: old, where that is the same, as it is in refreshes.
func (b *Builder) again(old string, value []byte) string {
	value = value[:min(len(value), valueLimit)]
	if old == string(value) {
		return old
	}
	return b.text.copy(value)
}
