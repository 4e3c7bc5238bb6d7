// Package capturetest builds frames and capture files from Go literals, for tests.
//
//	invite := capturetest.Datagram{
//		Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", VLAN: []uint16{100},
//		Payload: "INVITE sip:bob@example.com SIP/2.0\r\n\r\n",
//	}
//	file := capturetest.Pcap{}.Bytes(invite.Frame())
//
// A literal that cannot be (an address that is none) panics: it is a mistake in the test.
//
// # Ownership
//
// All that is returned is new and belongs to the caller.
//
// # Time
//
// A frame has the time it is given; the zero time is written as 1970-01-01.
//
// # Errors
//
// There are none: see above.
//
// # Concurrency
//
// All functions may be called from any goroutine.
package capturetest
