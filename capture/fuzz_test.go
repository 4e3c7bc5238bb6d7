package capture

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	ct "sipcap/capture/capturetest"
)

// seedFrames are frames of every kind that is decoded.
func seedFrames() []ct.Frame {
	tagged := datagram(1, "tagged")
	tagged.VLAN = []uint16{200, 100}
	options := datagram(2, "options")
	options.Options = []byte{7, 7, 4, 0, 0, 0, 0}
	frames := []ct.Frame{
		datagram(0, "INVITE sip:bob@example.com SIP/2.0\r\n\r\n").Frame(), tagged.Frame(), options.Frame(),
		v6(3, "v6", ct.Extension{Protocol: 0, Body: make([]byte, 6)}, ct.Extension{Protocol: 44, Body: make([]byte, 6)}).Frame(),
		datagram(4, "cut by the snap length").Frame().Cut(50),
	}
	frames = append(frames, datagram(5, strings.Repeat("in parts ", 10)).Fragments(68)...)
	return append(frames, v6(6, strings.Repeat("in parts ", 10)).Fragments(96)...)
}

func FuzzPcap(f *testing.F) {
	frames := seedFrames()
	for _, p := range []ct.Pcap{{}, {BigEndian: true, Nano: true}, {Kuznetzov: true}, {Extra: 4}, {Link: ct.SLL2}} {
		f.Add(p.Bytes(frames...))
	}
	whole := ct.Pcap{}.Bytes(frames...)
	f.Add(whole[:len(whole)-3])
	f.Add(ct.Gzip(whole))
	f.Add(ct.Zstd(whole))
	f.Fuzz(fuzzContainer)
}

func FuzzPcapng(f *testing.F) {
	frames := seedFrames()
	frames[1].Simple, frames[2].Obsolete = true, true
	little, big := ct.PcapNG{}, ct.PcapNG{BigEndian: true, Interfaces: []ct.Interface{{Resolution: 9, Offset: 1, Name: "eth0", SnapLen: 96}}}
	f.Add(little.Bytes(frames...))
	f.Add(slices.Concat(big.Bytes(frames...), little.Block(0x0bad, []byte("custom")), little.Bytes(frames...)))
	whole := little.Bytes(frames...)
	f.Add(whole[:len(whole)-3])
	f.Add(slices.Delete(slices.Clone(whole), 100, 110))
	f.Fuzz(fuzzContainer)
}

// fuzzContainer checks that the account balances, that how the bytes of a pipe arrive makes no
// difference, and that a file is read as a pipe is but for pcap's variants, which a pipe does not show.
func fuzzContainer(t *testing.T, content []byte) {
	const maxFrame = 1 << 20
	read := func(r io.Reader) ([]Packet, Info, error) {
		s, err := Open(Config{Stdin: r, MaxFrame: maxFrame}, "-")
		if err != nil {
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Errorf("%v is no *Error", err)
			}
			return nil, Info{}, err
		}
		defer s.Close()
		var packets []Packet
		info := readAll(t, s, func(p *Packet) { packets = append(packets, keep(p)) })
		for _, f := range info.Files {
			if f.Truncated != (f.Damage != "") {
				t.Errorf("truncated %t with damage %q", f.Truncated, f.Damage)
			}
			if f.Bytes > uint64(len(content)) && f.Compression == "" {
				t.Errorf("%d bytes of frames in a file of %d", f.Bytes, len(content))
			}
		}
		return packets, info, nil
	}
	pieces, infoPieces, errPieces := read(iotest.OneByteReader(bytes.NewReader(content)))
	same := func(how string, r io.Reader) {
		whole, info, err := read(r)
		if (err == nil) != (errPieces == nil) {
			t.Fatalf("%s: %v, byte by byte: %v", how, err, errPieces)
		}
		if !reflect.DeepEqual(whole, pieces) || !reflect.DeepEqual(info, infoPieces) {
			t.Errorf("%s: %+v %+v, byte by byte: %+v %+v", how, whole, info, pieces, infoPieces)
		}
	}
	same("at once", struct{ io.Reader }{bytes.NewReader(content)})
	if !isVariant(content, maxFrame) {
		same("a file", bytes.NewReader(content))
	}
}

// isVariant tells whether content is a pcap file whose records have longer headers than the standard's.
func isVariant(content []byte, maxFrame int) bool {
	in, err := openContainer(bytes.NewReader(content), maxFrame, nil)
	if err != nil {
		return false
	}
	defer in.close()
	r, ok := in.container.(*pcapReader)
	return ok && r.recordLen != pcapRecordLen
}

func FuzzDecode(f *testing.F) {
	for _, link := range []ct.Link{ct.Ethernet, ct.SLL, ct.SLL2, ct.Null, ct.Loop, ct.Raw} {
		d, six := datagram(0, "one"), v6(0, "two", ct.Extension{Protocol: 60, Body: make([]byte, 6)})
		d.Link, six.Link = link, link
		f.Add(link.Type(), d.Frame().Data, uint16(0))
		f.Add(link.Type(), six.Frame().Data, uint16(100))
	}
	f.Add(uint32(1), ct.Segment{Datagram: datagram(0, "text"), Flags: "S"}.Frame().Data, uint16(3))
	f.Add(uint32(1), sctpFrame(0, "1BEone,2Ba,3Eb").Data, uint16(0))
	for _, frame := range seedFrames() {
		f.Add(uint32(1), frame.Data, uint16(0))
	}
	for _, name := range slices.Sorted(maps.Keys(tunnels(datagram(0, "")))) {
		f.Add(uint32(1), tunnels(datagram(0, "one"))[name].Data, uint16(0))
	}
	f.Add(uint32(252), ct.Exported{Dissector: "sip", Datagram: datagram(0, "one"), PortType: 3}.Frame().Data, uint16(0))
	f.Add(uint32(127), append([]byte("\x00\x00\x08\x00\x00\x00\x00\x00"), ct.WiFi(true, 0x0800, datagram(0, "one").Packet())...), uint16(0))
	f.Add(uint32(1), outer(0, "").CarryFrame(1, append([]byte("\x03\x03\x00\x00\x00\x00\x00\x00"), datagram(0, "one").Packet()...)).Data, uint16(0))
	f.Fuzz(func(t *testing.T, linkType uint32, data []byte, lost uint16) {
		var d decoder
		v := d.decode(&frame{data: data, length: uint32(len(data) + int(lost)), link: linkLayerOf(linkType)}, FrameRef{})
		if v > held {
			t.Fatalf("verdict %d", v)
		}
		if v != delivered {
			return
		}
		p := &d.pkt
		if e := p.ICMP; e != nil {
			if len(p.Payload) > 0 || !e.Src.IsValid() || !e.Dst.IsValid() || e.Transport == "" || !bytes.Contains(data, e.Payload) {
				t.Errorf("packet %+v, error %+v", p, e)
			}
			return
		}
		if len(p.Payload) == 0 || p.Transport != SCTP && !bytes.Contains(data, p.Payload) || !p.Src.IsValid() || !p.Dst.IsValid() || p.Transport == "" {
			t.Errorf("packet %+v", p)
		}
		if want, ok := gopacketSays(linkType, data); ok && !bytes.Equal(p.Payload, want) {
			t.Errorf("payload %q, gopacket says %q", p.Payload, want)
		}
	})
}

// gopacketSays returns the payload that gopacket finds in Ethernet, IPv4 and UDP alone, where it
// has nothing to complain of and decodes what is decoded here.
func gopacketSays(linkType uint32, data []byte) ([]byte, bool) {
	if linkType != 1 || len(data) < 14 || data[12] != 8 || data[13] != 0 {
		return nil, false
	}
	p := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.DecodeOptions{NoCopy: true})
	ip, _ := p.NetworkLayer().(*layers.IPv4)
	udp, _ := p.TransportLayer().(*layers.UDP)
	if ip == nil || udp == nil || ip.Protocol != layers.IPProtocolUDP || ip.Version != 4 ||
		tunnelOf(uint16(udp.SrcPort)) != noTunnel || tunnelOf(uint16(udp.DstPort)) != noTunnel {
		return nil, false
	}
	return udp.Payload, true
}

func FuzzSnoop(f *testing.F) {
	whole := ct.Snoop{Drops: 3}.Bytes(seedFrames()...)
	f.Add(whole)
	f.Add(whole[:len(whole)-3])
	f.Fuzz(fuzzContainer)
}

// FuzzWritten reads what was written: the same frames, bytes, lengths and times come back from every container.
func FuzzWritten(f *testing.F) {
	f.Add([]byte("\x05\x00hello\x00\x03\x03abc\xff\x02"), uint32(1700000000), uint32(123456789))
	f.Add(bytes.Repeat([]byte("\x40\x01x"), 40), uint32(0), uint32(999999999))
	f.Fuzz(func(t *testing.T, script []byte, seconds, nanos uint32) {
		var frames []ct.Frame
		now := time.Unix(int64(seconds), int64(nanos%1e9)).UTC()
		for len(script) >= 2 && len(frames) < 100 { // length, what the snap length cut; then bytes
			n := min(int(script[0]), len(script)-2)
			frames = append(frames, ct.Frame{Time: now, Data: script[2 : 2+n], Length: n + int(script[1])})
			script = script[2+n:]
			now = now.Add(time.Duration(n) * time.Millisecond)
		}
		for name, tt := range map[string]struct {
			content []byte
			unit    time.Duration
		}{
			"pcap":               {ct.Pcap{}.Bytes(frames...), time.Microsecond},
			"pcap, big-endian":   {ct.Pcap{BigEndian: true, Nano: true}.Bytes(frames...), 1},
			"pcap, Kuznetzov":    {ct.Pcap{Kuznetzov: true}.Bytes(frames...), time.Microsecond},
			"pcapng":             {ct.PcapNG{}.Bytes(frames...), time.Microsecond},
			"pcapng, big-endian": {ct.PcapNG{BigEndian: true, Interfaces: []ct.Interface{{Resolution: 9, Offset: -7}}}.Bytes(frames...), 1},
			"snoop":              {ct.Snoop{}.Bytes(frames...), time.Microsecond},
			"pcap.lz4":           {ct.LZ4(ct.Pcap{}.Bytes(frames...)), time.Microsecond},
		} {
			o, err := openContainer(bytes.NewReader(tt.content), DefaultMaxFrame, nil)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for i, want := range frames {
				var got frame
				if err := o.next(&got); err != nil {
					t.Fatalf("%s: frame %d: %v", name, i, err)
				}
				if !bytes.Equal(got.data, want.Data) || int(got.length) != want.Length || got.damaged || !got.time.Equal(want.Time.Truncate(tt.unit)) {
					t.Errorf("%s: frame %d is %+v, want %+v", name, i, got, want)
				}
			}
			if err := o.next(&frame{}); err != io.EOF {
				t.Errorf("%s: behind the last frame %v, want io.EOF", name, err)
			}
			o.close()
		}
	})
}
