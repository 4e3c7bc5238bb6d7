package callflow

import "sipcap/sipmsg"

// methodID is how records name a method: the registered ones are the same for all legs, any
// other is in the leg's own list.
type methodID uint8

// knownMethods are numbered by their place. The first is that of a response that does not
// tell what it answers.
var knownMethods = [...]sipmsg.Method{"", sipmsg.INVITE, sipmsg.ACK, sipmsg.BYE, sipmsg.CANCEL, sipmsg.OPTIONS,
	sipmsg.REGISTER, sipmsg.PRACK, sipmsg.UPDATE, sipmsg.SUBSCRIBE, sipmsg.NOTIFY, sipmsg.PUBLISH, sipmsg.INFO,
	sipmsg.REFER, sipmsg.MESSAGE}

// methodID is the number of m. A leg with more unknown methods than numbers takes the rest for none.
func (l *Leg) methodID(m sipmsg.Method) methodID {
	switch m { // those that most messages are of
	case sipmsg.INVITE:
		return 1
	case sipmsg.ACK:
		return 2
	case sipmsg.BYE:
		return 3
	}
	for i, k := range knownMethods {
		if k == m {
			return methodID(i)
		}
	}
	for i, k := range l.rarities().unknown {
		if k == m {
			return methodID(len(knownMethods) + i)
		}
	}
	x := l.makeRare()
	if len(knownMethods)+len(x.unknown) > 255 {
		return 0
	}
	x.unknown = append(x.unknown, m)
	return methodID(len(knownMethods) + len(x.unknown) - 1)
}

// methodOf is the method of a number.
func (l *Leg) methodOf(id methodID) sipmsg.Method {
	if int(id) < len(knownMethods) {
		return knownMethods[id]
	}
	return l.rarities().unknown[int(id)-len(knownMethods)]
}
