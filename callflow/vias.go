package callflow

import (
	"bytes"

	"sipcap/sipmsg"
)

// vias counts the Via values: how many hops a request has gone, its sender's included. A
// response has as many as its request had on the same hop.
func vias(m *sipmsg.Message) uint8 {
	n, headers := 0, m.Headers
	for i := range headers {
		if headers[i].ID != sipmsg.HeaderVia {
			continue
		}
		if v := headers[i].Value; len(v) == 0 || bytes.IndexByte(v, ',') >= 0 {
			return severalVias(m)
		}
		n++
	}
	return uint8(min(n, 255))
}

// severalVias is vias where a line may have several, or none.
func severalVias(m *sipmsg.Message) uint8 {
	n := 0
	for range m.Values(sipmsg.HeaderVia) {
		n++
	}
	return uint8(min(n, 255))
}
