package decrypt

import "fmt"

// Alert is the reason for which an endpoint gives up a connection (RFC 8446 §6).
type Alert uint8

// alerts are the reasons that stand for a connection that fails.
var alerts = map[Alert]string{
	10: "unexpected message", 20: "bad record mac", 22: "record overflow", 40: "handshake failure", 42: "bad certificate",
	43: "unsupported certificate", 44: "certificate revoked", 45: "certificate expired", 46: "certificate unknown",
	47: "illegal parameter", 48: "unknown ca", 49: "access denied", 50: "decode error", 51: "decrypt error",
	70: "protocol version", 71: "insufficient security", 80: "internal error", 86: "inappropriate fallback",
	90: "user canceled", 109: "missing extension", 110: "unsupported extension", 112: "unrecognized name",
	113: "bad certificate status response", 115: "unknown psk identity", 116: "certificate required", 120: "no application protocol",
}

// String is the name in the RFC, with spaces.
func (a Alert) String() string {
	if name, ok := alerts[a]; ok {
		return name
	}
	return fmt.Sprintf("alert %d", uint8(a))
}

// fatal reads an alert that ends the connection. close_notify is none.
func fatal(b []byte) (Alert, bool) {
	if len(b) != 2 || b[0] != 2 {
		return 0, false
	}
	return Alert(b[1]), true
}
