package callflow

import "sipcap/sipmsg"

// Transaction is a request and its responses on one hop (RFC 3261 §17), as an observer sees
// them. An INVITE's ACK is counted to the transaction of the INVITE where the final response
// is none of 2xx, and is a transaction of its own, with a Request alone, where it is.
//
// Message indexes are into the leg's messages, -1 where there is none: Request is the first
// sighting of the request, Provisional of the first 1xx other than 100, Trying of the first 100,
// Final of the first final response.
type Transaction struct {
	Branch      string // of the topmost Via
	Method      sipmsg.Method
	CSeq        uint32
	Request     int32
	Trying      int32
	Provisional int32
	Final       int32 // a 2xx before any other
	ACK         int32
	Last        int32  // the last message
	Requests    uint16 // how often the request was sent, the first time included; 65535 for more
	Finals      uint16 // how often a final response was sent; likewise
	Status      uint16 // of Final, 0 without one
	Hop         uint16 // index into Leg.Hops
	Client      uint16 // index into Leg.Endpoints
	Server      uint16
	Vias        uint8 // how many the request had on this hop
	InDialog    bool  // the request had a To-tag; false where it was not captured

	fromTag uint16
	method  methodID
}
