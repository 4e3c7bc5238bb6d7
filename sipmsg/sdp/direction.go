package sdp

// Direction tells which way media may flow, as seen by the one who wrote the description
// (RFC 8866 §6.7).
type Direction uint8

// The directions.
const (
	NoDirection Direction = iota // none is written
	SendRecv
	SendOnly
	RecvOnly
	Inactive
)

var directionNames = [...]string{"", "sendrecv", "sendonly", "recvonly", "inactive"}

// String returns the attribute's name, and "" for NoDirection.
func (d Direction) String() string {
	if int(d) >= len(directionNames) {
		return ""
	}
	return directionNames[d]
}

// Sends reports whether the writer may send.
func (d Direction) Sends() bool { return d == SendRecv || d == SendOnly }

// Receives reports whether the writer is ready to receive.
func (d Direction) Receives() bool { return d == SendRecv || d == RecvOnly }

// Reverse returns the direction as the other side sees it.
func (d Direction) Reverse() Direction {
	switch d {
	case SendOnly:
		return RecvOnly
	case RecvOnly:
		return SendOnly
	}
	return d
}

// directionOf makes a direction of its two halves.
func directionOf(sends, receives bool) Direction {
	switch {
	case sends && receives:
		return SendRecv
	case sends:
		return SendOnly
	case receives:
		return RecvOnly
	}
	return Inactive
}
