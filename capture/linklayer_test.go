package capture

import (
	"encoding/binary"
	"fmt"
	"slices"
	"testing"

	ct "sipcap/capture/capturetest"
)

func TestLinkLayers(t *testing.T) {
	for name, link := range map[string]ct.Link{
		"Ethernet": ct.Ethernet, "Linux cooked v1": ct.SLL, "Linux cooked v2": ct.SLL2,
		"NULL": ct.Null, "NULL, big-endian": ct.NullBig, "LOOP": ct.Loop, "raw IP": ct.Raw,
	} {
		for version, addrs := range map[string][2]string{
			"IPv4": {"10.0.0.1:5060", "10.0.0.2:5062"},
			"IPv6": {"[2001:db8::1]:5060", "[2001:db8::2]:5062"},
		} {
			t.Run(name+" "+version, func(t *testing.T) {
				d := ct.Datagram{Link: link, Src: addrs[0], Dst: addrs[1], TTL: 17, Payload: "one", Trailer: []byte("trailer")}
				packets, _ := one(t, link, d.Frame())
				wantPayloads(t, packets, "one")
				p := packets[0]
				if p.Src.String() != addrs[0] || p.Dst.String() != addrs[1] || p.Transport != UDP || p.TTL != 17 || p.Truncated {
					t.Errorf("got %+v", p)
				}
			})
		}
	}
}

// TestLinkTypeNumbers: raw IP has many numbers.
func TestLinkTypeNumbers(t *testing.T) {
	d := datagram(0, "one")
	d.Link = ct.Raw
	for _, number := range []uint32{12, 14, 101, 228} {
		packets, _ := readBytes(t, ct.Pcap{LinkType: number}.Bytes(d.Frame()))
		wantPayloads(t, packets, "one")
	}
	d.Src, d.Dst = "[2001:db8::1]:5060", "[2001:db8::2]:5062"
	for _, number := range []uint32{12, 14, 101, 229} {
		packets, _ := readBytes(t, ct.Pcap{LinkType: number}.Bytes(d.Frame()))
		wantPayloads(t, packets, "one")
	}
}

func TestLinkTypeUnknown(t *testing.T) {
	for number, name := range map[uint32]string{107: "Frame Relay", 147: "link type 147", 20: "link type 20"} {
		packets, info := readBytes(t, ct.Pcap{LinkType: number}.Bytes(datagram(0, "one").Frame()))
		if len(packets) != 0 || info.Skipped[SkipLinkType].Count != 1 || info.Files[0].LinkTypes[0] != name {
			t.Errorf("%d: %d packets, skipped %v, link types %q; want none, one, %q", number, len(packets), info.Skipped, info.Files[0].LinkTypes, name)
		}
	}
}

// TestLoopbackFamilies: each system has its own number for IPv6.
func TestLoopbackFamilies(t *testing.T) {
	d := ct.Datagram{Src: "[::1]:5060", Dst: "[::1]:5062", Payload: "one"}
	for _, family := range []uint32{10, 23, 24, 28, 30} {
		for _, link := range []ct.Link{ct.Null, ct.NullBig, ct.Loop} {
			packets, _ := one(t, link, ct.Frame{Data: append(link.Family(family), d.Packet()...)})
			wantPayloads(t, packets, "one")
		}
	}
	_, info := one(t, ct.Null, ct.Frame{Data: append(ct.Null.Family(7), d.Packet()...)})
	if info.Skipped[SkipNotIP].Count != 1 {
		t.Errorf("another family: skipped %v, want not-ip", info.Skipped)
	}
}

func TestVLAN(t *testing.T) {
	sixteen := make([]uint16, maxDepth)
	for i := range sixteen {
		sixteen[i] = uint16(i + 1)
	}
	for name, tt := range map[string]struct {
		tags  []uint16
		outer uint16
		want  []uint16
	}{
		"802.1Q":                  {[]uint16{100}, 0, []uint16{100}},
		"802.1ad":                 {[]uint16{200, 100}, 0x88a8, []uint16{200, 100}},
		"802.1Q in 802.1Q":        {[]uint16{200, 100}, 0x8100, []uint16{200, 100}},
		"0x9100":                  {[]uint16{200, 100}, 0x9100, []uint16{200, 100}},
		"0x9200":                  {[]uint16{200, 100}, 0x9200, []uint16{200, 100}},
		"three":                   {[]uint16{300, 200, 100}, 0x88a8, []uint16{300, 200, 100}},
		"priority tag is no VLAN": {[]uint16{0}, 0, nil},
		"priority tag within":     {[]uint16{200, 0}, 0x88a8, []uint16{200}},
		"as many as go":           {sixteen[:maxDepth-1], 0x88a8, sixteen[:maxDepth-1]},
	} {
		for _, link := range []ct.Link{ct.Ethernet, ct.SLL, ct.SLL2} {
			t.Run(fmt.Sprintf("%s in link type %d", name, link.Type()), func(t *testing.T) {
				d := datagram(0, "one")
				d.Link, d.VLAN, d.OuterType = link, tt.tags, tt.outer
				packets, _ := one(t, link, d.Frame())
				wantPayloads(t, packets, "one")
				if got := packets[0].VLAN; !slices.Equal(got, tt.want) {
					t.Errorf("VLAN %v, want %v", got, tt.want)
				}
			})
		}
	}
	d := datagram(0, "one")
	d.VLAN = sixteen
	if _, info := one(t, ct.Ethernet, d.Frame()); info.Skipped[SkipTooDeep].Count != 1 {
		t.Errorf("%d tags: skipped %v, want too-deep", len(sixteen), info.Skipped)
	}
}

func TestNotIP(t *testing.T) {
	arp := make([]byte, 28)
	for name, tt := range map[string]struct {
		link  ct.Link
		frame []byte
		want  SkipReason
	}{
		"ARP":                   {ct.Ethernet, ct.Ethernet.Wrap(0x0806, arp), SkipNotIP},
		"spanning tree":         {ct.Ethernet, ct.Ethernet.Wrap(38, slices.Concat([]byte{0x42, 0x42, 3}, arp)), SkipNotIP},
		"Ethernet cut":          {ct.Ethernet, make([]byte, 13), SkipMalformed},
		"tag cut":               {ct.Ethernet, ct.Ethernet.Wrap(0x8100, []byte{0, 1}), SkipMalformed},
		"SLL cut":               {ct.SLL, make([]byte, 15), SkipMalformed},
		"SLL2 cut":              {ct.SLL2, make([]byte, 19), SkipMalformed},
		"NULL cut":              {ct.Null, make([]byte, 3), SkipMalformed},
		"nothing behind header": {ct.Ethernet, ct.Ethernet.Wrap(0x0800, nil), SkipMalformed},
		"neither 4 nor 6":       {ct.Raw, []byte{0x50, 0, 0, 0}, SkipMalformed},
		"no bytes":              {ct.Ethernet, nil, SkipEmpty},
	} {
		t.Run(name, func(t *testing.T) {
			_, info := one(t, tt.link, ct.Frame{Data: tt.frame})
			if info.Skipped[tt.want].Count != 1 {
				t.Errorf("skipped %v, want %s", info.Skipped, tt.want)
			}
		})
	}
}

// TestSNAP: IP behind an 802.3 length, with and without a VLAN tag.
func TestSNAP(t *testing.T) {
	packet := slices.Concat([]byte{0xaa, 0xaa, 3, 0, 0, 0, 8, 0}, datagram(0, "one").Packet())
	length := uint16(len(packet))
	packets, _ := one(t, ct.Ethernet, ct.Frame{Data: append(ct.Ethernet.Wrap(length, packet), make([]byte, 20)...)})
	wantPayloads(t, packets, "one")
	tagged := slices.Concat(binary.BigEndian.AppendUint16([]byte{0, 100}, length), packet)
	packets, _ = one(t, ct.Ethernet, ct.Frame{Data: ct.Ethernet.Wrap(0x8100, tagged)})
	wantPayloads(t, packets, "one")
	packets, _ = one(t, ct.SLL, ct.Frame{Data: ct.SLL.Wrap(4, packet)})
	wantPayloads(t, packets, "one")
}

// TestCookedNetlink: of a netlink socket the protocol field says something else.
func TestCookedNetlink(t *testing.T) {
	f := ct.SLL.Wrap(0x0800, datagram(0, "one").Packet())
	binary.BigEndian.PutUint16(f[2:], arphrdNetlink)
	if _, info := one(t, ct.SLL, ct.Frame{Data: f}); info.Skipped[SkipNotIP].Count != 1 {
		t.Errorf("skipped %v, want not-ip", info.Skipped)
	}
	// An address length that lies, on which gopacket panics.
	f = ct.SLL.Wrap(0x0800, datagram(0, "one").Packet())
	binary.BigEndian.PutUint16(f[4:], 0xffff)
	packets, _ := one(t, ct.SLL, ct.Frame{Data: f})
	wantPayloads(t, packets, "one")
}
