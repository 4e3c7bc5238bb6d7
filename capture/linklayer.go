package capture

import "fmt"

// linkLayer is how frames of a link type are taken apart.
type linkLayer struct {
	number uint32
	name   string
	decode func(*decoder, []byte) verdict // nil: told by name, not decoded
}

// The numbers of link types that are named elsewhere.
const (
	linkEthernet = 1
	linkSLL2     = 276
)

// linkLayers is the one table of link types, by their number in capture files
// (https://www.tcpdump.org/linktypes.html; a number is 32 bits wide, which gopacket's
// LinkType is not).
//
// To add a link layer:
//  1. Write a method of decoder, in a file named after the layer, that takes the frame from
//     its first byte, checks that its header is there (d.tooShort says what it is otherwise),
//     and hands the rest on: to d.etherType where the header names an EtherType, to d.ip
//     where IP follows.
//  2. Add a row here.
//  3. Give capturetest the header, and add a case to TestLinkLayers.
var linkLayers = map[uint32]*linkLayer{}

func init() {
	// Filled here, as the methods may themselves look link layers up (a header that names one).
	for _, l := range []linkLayer{
		{0, "NULL", (*decoder).null},
		{linkEthernet, "Ethernet", (*decoder).ethernet},
		{9, "PPP", (*decoder).ppp},
		{12, "raw IP", (*decoder).ip},
		{14, "raw IP", (*decoder).ip},
		{50, "PPP in HDLC", (*decoder).hdlc},
		{51, "PPPoE", (*decoder).pppoe},
		{101, "raw IP", (*decoder).ip},
		{104, "Cisco HDLC", (*decoder).ciscoHDLC},
		{105, "802.11", (*decoder).wifi},
		{108, "LOOP", (*decoder).null},
		{113, "Linux cooked v1", (*decoder).cookedV1},
		{127, "802.11 radiotap", (*decoder).radiotap},
		{192, "PPI", (*decoder).ppi},
		{204, "PPP with direction", (*decoder).pppDirected},
		{226, "Solaris ipnet", (*decoder).ipnet},
		{228, "raw IPv4", (*decoder).ip},
		{229, "raw IPv6", (*decoder).ip},
		{239, "NFLOG", (*decoder).nflog},
		{252, "Wireshark exported PDU", (*decoder).exported},
		{258, "PKTAP", (*decoder).pktap},
		{linkSLL2, "Linux cooked v2", (*decoder).cookedV2},

		// Told by name, so that whoever sees link-type in the account knows what it was.
		{8, "SLIP", nil},
		{100, "ATM RFC 1483", nil},
		{107, "Frame Relay", nil},
		{117, "PF log", nil},
		{187, "Bluetooth HCI", nil},
		{189, "USB Linux", nil},
		{220, "USB Linux padded", nil},
		{227, "CAN", nil},
		{249, "USBPcap", nil},
		{253, "Netlink", nil},
	} {
		linkLayers[l.number] = &l
	}
}

// linkLayerOf returns the row of a link type, or one made up for a type that has none.
func linkLayerOf(number uint32) *linkLayer {
	if l := linkLayers[number]; l != nil {
		return l
	}
	return &linkLayer{number: number, name: fmt.Sprintf("link type %d", number)}
}
