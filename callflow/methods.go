package callflow

import "sipcap/sipmsg"

// methodID is how records name a method: the registered ones are the same for all legs, any
// other is in the leg's own list.
type methodID uint8

// The numbers of the registered methods. The first is that of a response that does not tell what it answers.
const (
	noMethod methodID = iota
	methodINVITE
	methodACK
	methodBYE
	methodCANCEL
	methodOPTIONS
	methodREGISTER
	methodPRACK
	methodUPDATE
	methodSUBSCRIBE
	methodNOTIFY
	methodPUBLISH
	methodINFO
	methodREFER
	methodMESSAGE

	unregistered // the first of those that a leg gives to others
)

// knownMethods are the registered methods by their numbers.
var knownMethods = [unregistered]sipmsg.Method{
	methodINVITE: sipmsg.INVITE, methodACK: sipmsg.ACK, methodBYE: sipmsg.BYE, methodCANCEL: sipmsg.CANCEL,
	methodOPTIONS: sipmsg.OPTIONS, methodREGISTER: sipmsg.REGISTER, methodPRACK: sipmsg.PRACK, methodUPDATE: sipmsg.UPDATE,
	methodSUBSCRIBE: sipmsg.SUBSCRIBE, methodNOTIFY: sipmsg.NOTIFY, methodPUBLISH: sipmsg.PUBLISH, methodINFO: sipmsg.INFO,
	methodREFER: sipmsg.REFER, methodMESSAGE: sipmsg.MESSAGE,
}

// registered is the number of a registered method, unregistered for any other.
func registered(m sipmsg.Method) methodID {
	switch m { // those that most messages are of
	case sipmsg.INVITE:
		return methodINVITE
	case sipmsg.ACK:
		return methodACK
	case sipmsg.BYE:
		return methodBYE
	}
	for i, k := range knownMethods {
		if k == m {
			return methodID(i)
		}
	}
	return unregistered
}

// methodID is the number of a message's method. A leg with more unknown methods than numbers takes the rest for
// none.
func (l *Leg) methodID(f *facts) methodID {
	if f.id != unregistered {
		return f.id
	}
	for i, k := range l.rarities().unknown {
		if k == f.method {
			return unregistered + methodID(i)
		}
	}
	x := l.makeRare()
	if int(unregistered)+len(x.unknown) > 255 {
		return noMethod
	}
	x.unknown = append(x.unknown, f.method)
	return unregistered + methodID(len(x.unknown)-1)
}

// methodOf is the method of a number.
func (l *Leg) methodOf(id methodID) sipmsg.Method {
	if id < unregistered {
		return knownMethods[id]
	}
	return l.rarities().unknown[id-unregistered]
}
