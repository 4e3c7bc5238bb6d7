package callflow

import "sipcap/sipmsg"

// vias counts the Via values: how many hops a request has gone, its sender's included. A
// response has as many as its request had on the same hop.
func vias(m *sipmsg.Message) uint8 { return uint8(min(m.ViaCount(), 255)) }
