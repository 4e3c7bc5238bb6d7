package capturetest_test

import (
	"fmt"
	"strings"

	"sipcap/capture/capturetest"
)

func Example() {
	invite := capturetest.Datagram{
		Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", VLAN: []uint16{100},
		Payload: "INVITE sip:bob@example.com SIP/2.0\r\n\r\n",
	}
	file := capturetest.Pcap{}.Bytes(invite.Frame())
	fmt.Printf("%x, %d bytes\n", file[:4], len(file))
	// Output:
	// d4c3b2a1, 124 bytes
}

func ExampleDatagram_Fragments() {
	large := capturetest.Datagram{Src: "[2001:db8::1]:5060", Dst: "[2001:db8::2]:5060", ID: 9, Payload: strings.Repeat("x", 2000)}
	for _, f := range large.Fragments(1500) {
		fmt.Println(len(f.Data), "bytes with the Ethernet header")
	}
	// Output:
	// 1510 bytes with the Ethernet header
	// 622 bytes with the Ethernet header
}
