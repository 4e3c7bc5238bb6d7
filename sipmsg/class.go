package sipmsg

// Class is the class of a response: the first digit of its status code (RFC 3261
// §7.2). The six classes, in their order, are the spine of every summary.
type Class uint8

// The classes. The value of each is the first digit of its codes.
const (
	UnknownClass  Class = iota
	Informational       // 1xx
	Success             // 2xx
	Redirection         // 3xx
	ClientError         // 4xx
	ServerError         // 5xx
	GlobalFailure       // 6xx
)

// ClassOf returns the class of a status code by its first digit, registered or not,
// and UnknownClass for what is not a code from 100 to 699.
func ClassOf(status int) Class {
	if status < 100 || status > 699 {
		return UnknownClass
	}
	return Class(status / 100)
}

// Classes returns the six classes in order. The slice is the caller's.
func Classes() []Class {
	return []Class{Informational, Success, Redirection, ClientError, ServerError, GlobalFailure}
}

// classTexts holds, by class, the names and the documentation.
var classTexts = [...]struct{ name, title, digits, doc string }{
	UnknownClass: {"unknown", "Unknown", "",
		"The status code is not one from 100 to 699. No stack that follows RFC 3261 sends or accepts it."},
	Informational: {"informational", "Informational", "1xx",
		"The request has arrived and is being worked on; more is to come, and a call that ends here had no answer. " +
			"100 only stops retransmissions on one hop, while 180 and 183 tell that the callee was reached or that early media may flow."},
	Success: {"success", "Success", "2xx",
		"The request was understood and accepted; for an INVITE the call is answered and the caller must send ACK. " +
			"The callee sends its 2xx again until that ACK arrives, so a repeated 2xx points at the way back or at the Contact."},
	Redirection: {"redirection", "Redirection", "3xx",
		"The callee is to be reached elsewhere, at the addresses in the Contact header. " +
			"The caller, or a proxy for it, may try those; if nobody does, the call ends here."},
	ClientError: {"client-error", "Client-Error", "4xx",
		"This server refuses the request as it stands, or cannot reach the callee now; the same request changed, or sent elsewhere, may succeed. " +
			"401, 407, 422 and 423 ask for another try and are not failures unless it fails too."},
	ServerError: {"server-error", "Server-Error", "5xx",
		"The request seemed valid and this server failed to serve it; another server may do better. " +
			"Find the hop that made the response first, since a proxy may pass on, or stand in for, a failure further down."},
	GlobalFailure: {"global-failure", "Global-Failure", "6xx",
		"The callee cannot or will not take the call wherever it is tried. " +
			"A proxy stops every other branch of a fork on it, so one phone that answers 6xx instead of 4xx ends the call for all."},
}

func (c Class) known() Class {
	if int(c) >= len(classTexts) {
		return UnknownClass
	}
	return c
}

// String returns the class's name as it stands in JSON: "informational", "success",
// "redirection", "client-error", "server-error", "global-failure", or "unknown".
func (c Class) String() string { return classTexts[c.known()].name }

// Title returns the name as a heading shows it: "Client-Error".
func (c Class) Title() string { return classTexts[c.known()].title }

// Range returns the class's codes as "4xx", and "" for UnknownClass.
func (c Class) Range() string { return classTexts[c.known()].digits }

// Doc returns two sentences on what the class means for a call.
func (c Class) Doc() string { return classTexts[c.known()].doc }

// Final reports whether a response of the class ends its transaction: every class but
// Informational does (RFC 3261 §7.2). UnknownClass does not.
func (c Class) Final() bool { return c >= Success && c <= GlobalFailure }
