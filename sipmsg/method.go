package sipmsg

// Method is a request method. RFC 3261 lets any token be one, so this is an open
// set: the constants are those that IANA registered, and a method that is not among
// them is kept as written. Methods are case-sensitive (RFC 3261 §7.1).
type Method string

// The registered methods, in the order in which [Methods] lists them.
const (
	INVITE    Method = "INVITE"    // RFC 3261 §13
	ACK       Method = "ACK"       // RFC 3261 §13.2.2.4, §17.1.1.3
	OPTIONS   Method = "OPTIONS"   // RFC 3261 §11
	BYE       Method = "BYE"       // RFC 3261 §15
	CANCEL    Method = "CANCEL"    // RFC 3261 §9
	REGISTER  Method = "REGISTER"  // RFC 3261 §10
	PRACK     Method = "PRACK"     // RFC 3262 §6
	SUBSCRIBE Method = "SUBSCRIBE" // RFC 6665
	NOTIFY    Method = "NOTIFY"    // RFC 6665
	PUBLISH   Method = "PUBLISH"   // RFC 3903
	INFO      Method = "INFO"      // RFC 6086
	REFER     Method = "REFER"     // RFC 3515
	MESSAGE   Method = "MESSAGE"   // RFC 3428
	UPDATE    Method = "UPDATE"    // RFC 3311
)

// MethodOf returns the method that token spells. It allocates only when the method is
// not one of the constants, so that a parser can call it for every message.
func MethodOf(token []byte) Method {
	// The compiler compares string(token) with the constants without copying it.
	switch string(token) {
	case "INVITE":
		return INVITE
	case "ACK":
		return ACK
	case "OPTIONS":
		return OPTIONS
	case "BYE":
		return BYE
	case "CANCEL":
		return CANCEL
	case "REGISTER":
		return REGISTER
	case "PRACK":
		return PRACK
	case "SUBSCRIBE":
		return SUBSCRIBE
	case "NOTIFY":
		return NOTIFY
	case "PUBLISH":
		return PUBLISH
	case "INFO":
		return INFO
	case "REFER":
		return REFER
	case "MESSAGE":
		return MESSAGE
	case "UPDATE":
		return UPDATE
	}
	return Method(token)
}

// MethodInfo documents a registered method. All texts are plain sentences without
// markup, for a reader who has a capture in front of him.
type MethodInfo struct {
	Method    Method
	Purpose   string // what it is for, in a few words
	Meaning   string // what it does in a call
	LookAt    string // what to look at when it is in the capture
	Reference string // the RFC that defines it, with the section where there is one
}

// LookupMethod returns what is known about a registered method, and false for any
// other. The spelling must be exact: "invite" is a method of its own, and unknown.
func LookupMethod(m Method) (MethodInfo, bool) {
	for _, info := range methodTable {
		if info.Method == m {
			return info, true
		}
	}
	return MethodInfo{}, false
}

// Methods returns the registered methods: the six of RFC 3261 first, then the
// extensions. The slice is the caller's.
func Methods() []MethodInfo {
	return append([]MethodInfo(nil), methodTable...)
}
