package capture

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// linkFrame is a frame of a link type.
type linkFrame struct {
	link  uint32
	frame []byte
}

// otherLinks are a frame for each link layer that is more than a header of a fixed form.
func otherLinks(four, six ct.Datagram) map[string]linkFrame {
	packet, packet6 := four.Packet(), six.Packet()
	radiotap := func(header string, frame []byte) []byte {
		b := append([]byte(header), frame...)
		binary.LittleEndian.PutUint16(b[2:], uint16(len(header)))
		return b
	}
	padded := slices.Insert(ct.WiFi(true, 0x0800, packet), 26, 0, 0)
	fourAddresses := slices.Insert(ct.WiFi(false, 0x0800, packet), 24, 2, 0, 0, 0, 0, 9)
	fourAddresses[1] = 3
	aggregate := slices.Insert(ct.WiFi(true, 0x0800, packet), 26, make([]byte, 14)...)
	aggregate[24] = 0x80
	binary.BigEndian.PutUint16(aggregate[26+12:], uint16(8+len(packet))) // 802.2 and the packet
	ordered := slices.Insert(ct.WiFi(true, 0x0800, packet), 26, 0, 0, 0, 0)
	ordered[1] |= 0x80
	nflog := func(o binary.AppendByteOrder, family byte, packet []byte) []byte {
		b := []byte{family, 0, 0, 5}
		attribute := func(kind uint16, value []byte) {
			b = o.AppendUint16(b, uint16(4+len(value)))
			b = o.AppendUint16(b, kind)
			b = append(b, value...)
			b = append(b, make([]byte, (4-len(value)%4)%4)...)
		}
		attribute(1, []byte{8, 0, 1, 0})
		attribute(10, []byte("out\x00sip\x00\x00"))
		attribute(9, packet)
		return b
	}
	pktap := append(binary.LittleEndian.AppendUint32(nil, 108), make([]byte, 104)...)
	pktap[4], pktap[8] = 1, 12 // a packet, raw IP
	return map[string]linkFrame{
		"PPP":                       {9, ct.PPP(0x21, true, packet)},
		"PPP without framing":       {9, ct.PPP(0x21, false, packet)},
		"PPP, IPv6":                 {9, ct.PPP(0x57, true, packet6)},
		"PPP in HDLC":               {50, ct.PPP(0x21, true, packet)},
		"PPP in HDLC, Cisco's":      {50, append([]byte{0x0f, 0, 8, 0}, packet...)},
		"PPPoE":                     {51, ct.PPPoE(1, ct.PPP(0x21, false, packet))},
		"Cisco HDLC":                {104, append([]byte{0x8f, 0, 0x86, 0xdd}, packet6...)},
		"PPP with direction":        {204, append([]byte{1}, ct.PPP(0x21, true, packet)...)},
		"802.11":                    {105, ct.WiFi(false, 0x0800, packet)},
		"802.11, QoS":               {105, ct.WiFi(true, 0x86dd, packet6)},
		"802.11, four addresses":    {105, fourAddresses},
		"802.11, HT control":        {105, ordered},
		"802.11, aggregate":         {105, aggregate},
		"radiotap":                  {127, radiotap("\x00\x00\x00\x00\x00\x00\x00\x00", ct.WiFi(true, 0x0800, packet))},
		"radiotap, flags":           {127, radiotap("\x00\x00\x00\x00\x02\x00\x00\x00\x20\x00", padded)},
		"radiotap, time, two words": {127, radiotap("\x00\x00\x00\x00\x03\x00\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00"+"\x01\x02\x03\x04\x05\x06\x07\x08\x20\x00", padded)},
		"PPI":                       {192, append([]byte{0, 0, 8, 0, 105, 0, 0, 0}, ct.WiFi(true, 0x0800, packet)...)},
		"NFLOG":                     {239, nflog(binary.LittleEndian, 2, packet)},
		"NFLOG, big-endian":         {239, nflog(binary.BigEndian, 2, packet)},
		"NFLOG, IPv6":               {239, nflog(binary.LittleEndian, 10, packet6)},
		"PKTAP":                     {258, append(pktap, packet...)},
	}
}

// TestOtherLinkLayers: the packet is found in each, and at no snap length another one.
func TestOtherLinkLayers(t *testing.T) {
	four, six := datagram(0, "one"), v6(0, "one")
	for name, tt := range otherLinks(four, six) {
		t.Run(name, func(t *testing.T) {
			packets, info := readBytes(t, ct.Pcap{LinkType: tt.link}.Bytes(ct.Frame{Data: tt.frame}))
			wantPayloads(t, packets, "one")
			if len(packets) == 0 {
				t.Fatalf("skipped %v", info.Skipped)
			}
			if src := packets[0].Src.String(); src != four.Src && src != six.Src {
				t.Errorf("from %s", src)
			}
			if strings.Contains(info.Files[0].LinkTypes[0], "link type") {
				t.Errorf("link type %d has no name", tt.link)
			}
			for n := range len(tt.frame) {
				packets, info := readBytes(t, ct.Pcap{LinkType: tt.link}.Bytes(ct.Frame{Data: tt.frame}.Cut(n)))
				for _, p := range packets {
					if !strings.HasPrefix("one", string(p.Payload)) || p.Truncated != (len(p.Payload) < 3) {
						t.Errorf("cut at %d: %+v", n, p)
					}
				}
				if len(packets) == 0 && info.Skipped[SkipCutShort].Count+info.Skipped[SkipNotIP].Count != 1 {
					t.Errorf("cut at %d: skipped %v, want cut-short", n, info.Skipped)
				}
			}
		})
	}
}

// TestOtherLinkVerdicts: frames that carry no IP, or cannot be.
func TestOtherLinkVerdicts(t *testing.T) {
	encrypted := ct.WiFi(true, 0x0800, datagram(0, "one").Packet())
	encrypted[1] |= 0x40
	null := ct.WiFi(true, 0x0800, nil)
	null[0] |= 0x40
	for name, tt := range map[string]struct {
		link  uint32
		frame []byte
		want  SkipReason
	}{
		"802.11, beacon":        {105, append([]byte{0x80}, make([]byte, 60)...), SkipNotIP},
		"802.11, encrypted":     {105, encrypted, SkipNotIP},
		"802.11, no data":       {105, null, SkipNotIP},
		"radiotap, version 1":   {127, []byte{1, 0, 8, 0, 0, 0, 0, 0, 8, 0}, SkipMalformed},
		"radiotap too long":     {127, []byte{0, 0, 9, 0, 0, 0, 0, 0}, SkipMalformed},
		"NFLOG, ARP":            {239, []byte{3, 0, 0, 0}, SkipNotIP},
		"NFLOG, no packet":      {239, []byte{2, 0, 0, 0, 8, 0, 1, 0, 0, 0, 0, 0}, SkipMalformed},
		"NFLOG, attribute of 0": {239, []byte{2, 0, 0, 0, 0, 0, 0, 0}, SkipMalformed},
		"PKTAP too short":       {258, append([]byte{0, 0, 0, 0, 1}, make([]byte, 20)...), SkipMalformed},
		"PKTAP, unknown inside": {258, append([]byte{12, 0, 0, 0, 1, 0, 0, 0, 0xff, 0xff, 0, 0}, 1), SkipLinkType},
		"PKTAP, no packet":      {258, append([]byte{12, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0}, 0x45), SkipNotIP},
		"PPI in PPI":            {192, append(slices.Repeat([]byte{0, 0, 8, 0, 192, 0, 0, 0}, 20), 1), SkipTooDeep},
	} {
		t.Run(name, func(t *testing.T) {
			packets, info := readBytes(t, ct.Pcap{LinkType: tt.link}.Bytes(ct.Frame{Data: tt.frame}))
			if info.Skipped[tt.want].Count != 1 {
				t.Errorf("skipped %v (%d packets), want %s", info.Skipped, len(packets), tt.want)
			}
		})
	}
}

func TestExported(t *testing.T) {
	four, six := datagram(0, "one"), v6(0, "one")
	whole := func(d ct.Datagram, payload []byte) ct.Datagram {
		d.Payload = string(payload)
		return d
	}
	for name, tt := range map[string]struct {
		pdu       ct.Exported
		transport Transport
		src       string
	}{
		"SIP over UDP":      {ct.Exported{Dissector: "sip", Datagram: four, PortType: 3}, UDP, four.Src},
		"SIP over TCP":      {ct.Exported{Dissector: "sip", Datagram: four, PortType: 2}, TCP, four.Src},
		"SIP over SCTP, v6": {ct.Exported{Dissector: "sip", Datagram: six, PortType: 1}, SCTP, six.Src},
		"no kind of port":   {ct.Exported{Dissector: "sip", Datagram: four}, UDP, four.Src},
		"IP":                {ct.Exported{Dissector: "ip", Datagram: whole(outer(0, ""), four.Packet())}, UDP, four.Src},
		"Ethernet":          {ct.Exported{Dissector: "eth_withoutfcs", Datagram: whole(outer(0, ""), four.Frame().Data)}, UDP, four.Src},
		"UDP":               {ct.Exported{Dissector: "udp", Datagram: whole(four, four.Transport())}, UDP, four.Src},
	} {
		t.Run(name, func(t *testing.T) {
			packets, info := readBytes(t, ct.Pcap{LinkType: 252}.Bytes(tt.pdu.Frame()))
			wantPayloads(t, packets, "one")
			if len(packets) == 0 {
				t.Fatalf("skipped %v", info.Skipped)
			}
			if p := packets[0]; p.Transport != tt.transport || p.Src.String() != tt.src {
				t.Errorf("got %+v, want %s from %s", p, tt.transport, tt.src)
			}
		})
	}
	_, info := readBytes(t, ct.Pcap{LinkType: 252}.Bytes(ct.Frame{Data: []byte("\x00\x0c\x00\x08mtp3\x00\x00\x00\x00\x00\x00\x00\x00x")}))
	if info.Skipped[SkipOtherProtocol].Count != 1 {
		t.Errorf("without addresses: skipped %v, want other-protocol", info.Skipped)
	}
	_, info = readBytes(t, ct.Pcap{LinkType: 252}.Bytes(ct.Frame{Data: []byte("\x00\x0c\x00\xff")}))
	if info.Skipped[SkipMalformed].Count != 1 {
		t.Errorf("a tag that is cut: skipped %v, want malformed", info.Skipped)
	}
}
