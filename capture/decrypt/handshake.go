package decrypt

// handshakeMessage is the type of a handshake message (RFC 8446 §4, RFC 5246 §7.4).
type handshakeMessage uint8

const (
	clientHelloMessage         handshakeMessage = 1
	serverHelloMessage         handshakeMessage = 2
	newSessionTicketMessage    handshakeMessage = 4
	encryptedExtensionsMessage handshakeMessage = 8
	finishedMessage            handshakeMessage = 20
	keyUpdateMessage           handshakeMessage = 24
)

// maxMessage is the longest handshake message that is looked at: hellos and tickets are
// shorter. Certificates, which may be long, are passed over.
const maxMessage = 1 << 16

// handshakes takes the handshake messages out of the records of one direction: a record may
// hold several, and a message may go over several records (RFC 8446 §5.1).
type handshakes struct {
	buf  []byte // the beginning of a message
	skip int    // bytes to come of one that is passed over
}

// reset is for what follows bytes that are missing.
func (h *handshakes) reset() { *h = handshakes{buf: h.buf[:0]} }

// feed takes what a record has, and calls each for every message that is looked at.
func (h *handshakes) feed(b []byte, each func(handshakeMessage, []byte)) {
	const header = 4
	for len(b) > 0 {
		if h.skip > 0 {
			n := min(h.skip, len(b))
			h.skip -= n
			b = b[n:]
			continue
		}
		if need := header - len(h.buf); need > 0 {
			n := min(need, len(b))
			h.buf = append(h.buf, b[:n]...)
			b = b[n:]
			if n < need {
				return
			}
		}
		kind := handshakeMessage(h.buf[0])
		length := int(h.buf[1])<<16 | int(h.buf[2])<<8 | int(h.buf[3])
		if !kind.wanted() || length > maxMessage {
			h.skip = length
			h.buf = h.buf[:0]
			continue
		}
		n := min(header+length-len(h.buf), len(b))
		h.buf = append(h.buf, b[:n]...)
		b = b[n:]
		if len(h.buf) == header+length {
			message := h.buf[header:]
			h.buf = h.buf[:0] // message stays as it is until more is fed
			each(kind, message)
		}
	}
}

func (m handshakeMessage) wanted() bool {
	switch m {
	case clientHelloMessage, serverHelloMessage, newSessionTicketMessage, encryptedExtensionsMessage, finishedMessage, keyUpdateMessage:
		return true
	}
	return false
}
