package capture

import (
	"encoding/binary"
	"slices"
	"testing"

	ct "sipcap/capture/capturetest"
)

// v6 is datagram over IPv6.
func v6(ms int, payload string, extensions ...ct.Extension) ct.Datagram {
	d := datagram(ms, payload)
	d.Src, d.Dst = "[2001:db8::1]:5060", "[2001:db8::2]:5062"
	d.Extensions = extensions
	return d
}

func TestIPv4(t *testing.T) {
	options := datagram(0, "one")
	options.Options = []byte{7, 7, 4, 0, 0, 0, 0} // record route
	badOptions := datagram(0, "one")
	badOptions.Options = []byte{68, 255, 1, 1}
	offload := datagram(0, "one").Frame()
	binary.BigEndian.PutUint16(offload.Data[14+2:], 0)
	dontFragment := datagram(0, "one")
	dontFragment.DontFragment = true
	wrongType := datagram(0, "one").Frame()
	binary.BigEndian.PutUint16(wrongType.Data[12:], 0x86dd)
	authenticated := datagram(0, "one").Frame()
	authenticated.Data = slices.Insert(authenticated.Data, 14+20, 17, 2, 0, 0, 1, 2, 3, 4, 0, 0, 0, 1, 9, 9, 9, 9)
	authenticated.Data[14+9] = 51
	authenticated.Data[14+3] += 16

	for name, f := range map[string]ct.Frame{
		"options":                options.Frame(),
		"options that cannot be": badOptions.Frame(),
		"total length of 0":      offload,
		"DF set":                 dontFragment.Frame(),
		"EtherType of IPv6":      wrongType,
		"authentication header":  authenticated,
	} {
		t.Run(name, func(t *testing.T) {
			packets, _ := one(t, ct.Ethernet, f)
			wantPayloads(t, packets, "one")
			if packets[0].Truncated || packets[0].IPID != 1 || packets[0].TTL != 64 {
				t.Errorf("got %+v, want IP id 1, TTL 64, not truncated", packets[0])
			}
		})
	}
}

func TestIPv6(t *testing.T) {
	jumbo := v6(0, "one", ct.Extension{Protocol: 0, Body: []byte{0xc2, 4, 0, 0, 0, 19}}).Frame()
	binary.BigEndian.PutUint16(jumbo.Data[14+4:], 0)
	offload := v6(0, "one").Frame()
	binary.BigEndian.PutUint16(offload.Data[14+4:], 0)
	// AH counts its length in units of 4 bytes, other than all that are IPv6's own.
	authenticated := v6(0, "one", ct.Extension{Protocol: 60, Body: make([]byte, 6)}).Frame()
	authenticated.Data = slices.Insert(authenticated.Data, 14+40, 60, 4, 0, 0, 1, 2, 3, 4, 0, 0, 0, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9)
	authenticated.Data[14+6], authenticated.Data[14+5] = 51, authenticated.Data[14+5]+24
	trailer := v6(0, "one", ct.Extension{Protocol: 0, Body: []byte{1, 4, 0, 0, 0, 0}})
	trailer.Trailer = []byte("not payload")
	for name, f := range map[string]ct.Frame{
		"none":            v6(0, "one").Frame(),
		"hop-by-hop":      trailer.Frame(),
		"routing":         v6(0, "one", ct.Extension{Protocol: 43, Body: make([]byte, 22)}).Frame(),
		"destination":     v6(0, "one", ct.Extension{Protocol: 60, Body: []byte{1, 4, 0, 0, 0, 0}}).Frame(),
		"mobility":        v6(0, "one", ct.Extension{Protocol: 135, Body: make([]byte, 6)}).Frame(),
		"HIP":             v6(0, "one", ct.Extension{Protocol: 139, Body: make([]byte, 38)}).Frame(),
		"shim6":           v6(0, "one", ct.Extension{Protocol: 140, Body: make([]byte, 6)}).Frame(),
		"several":         v6(0, "one", ct.Extension{Protocol: 0, Body: make([]byte, 6)}, ct.Extension{Protocol: 43, Body: make([]byte, 6)}, ct.Extension{Protocol: 60, Body: make([]byte, 14)}).Frame(),
		"authentication":  authenticated,
		"atomic fragment": v6(0, "one", ct.Extension{Protocol: 44, Body: make([]byte, 6)}).Frame(),
		"jumbogram":       jumbo,
		"length of 0":     offload,
	} {
		t.Run(name, func(t *testing.T) {
			packets, _ := one(t, ct.Ethernet, f)
			wantPayloads(t, packets, "one")
			if packets[0].Truncated || packets[0].IPID != 0 || packets[0].TTL != 64 {
				t.Errorf("got %+v, want IP id 0, hop limit 64, not truncated", packets[0])
			}
		})
	}
}

func TestMalformedIP(t *testing.T) {
	change := func(d ct.Datagram, change func(b []byte)) ct.Frame {
		f := d.Frame()
		change(f.Data[14:])
		return f
	}
	protocol := func(n byte) ct.Frame { return change(datagram(0, "one"), func(b []byte) { b[9] = n }) }
	next := func(n byte) ct.Frame { return change(v6(0, "one"), func(b []byte) { b[6] = n }) }
	for name, tt := range map[string]struct {
		frame ct.Frame
		want  SkipReason
	}{
		"header length of 4":       {change(datagram(0, "one"), func(b []byte) { b[0] = 0x44 }), SkipMalformed},
		"total length of 19":       {change(datagram(0, "one"), func(b []byte) { b[3] = 19 }), SkipMalformed},
		"header beyond the total":  {change(datagram(0, "one"), func(b []byte) { b[0] = 0x4f }), SkipMalformed},
		"total length of 24":       {change(datagram(0, "one"), func(b []byte) { b[3] = 24 }), SkipMalformed},
		"extension beyond the end": {change(v6(0, "one", ct.Extension{Protocol: 0, Body: make([]byte, 6)}), func(b []byte) { b[41] = 9 }), SkipMalformed},
		"extension in no bytes":    {change(v6(0, "one"), func(b []byte) { b[6], b[5] = 0, 1 }), SkipMalformed},
		"fragment header cut":      {change(v6(0, "one"), func(b []byte) { b[6], b[5] = 44, 7 }), SkipMalformed},
		"authentication cut":       {protocol(51), SkipMalformed},
		"TCP header cut":           {protocol(6), SkipMalformed},
		"ICMP":                     {protocol(1), SkipICMP},
		"SCTP header cut":          {protocol(132), SkipMalformed},
		"OSPF":                     {protocol(89), SkipOtherProtocol},
		"TCP header cut, IPv6":     {next(6), SkipMalformed},
		"ICMPv6":                   {next(58), SkipICMP},
		"ESP":                      {next(50), SkipOtherProtocol},
		"no next header":           {next(59), SkipOtherProtocol},
	} {
		t.Run(name, func(t *testing.T) {
			packets, info := one(t, ct.Ethernet, tt.frame)
			if info.Skipped[tt.want].Count != 1 {
				t.Errorf("skipped %v (%d packets), want %s", info.Skipped, len(packets), tt.want)
			}
		})
	}
}

func TestUDPLength(t *testing.T) {
	length := func(n uint16) ct.Frame {
		f := datagram(0, "payload").Frame()
		binary.BigEndian.PutUint16(f.Data[14+20+4:], n)
		return f
	}
	for name, tt := range map[string]struct {
		frame     ct.Frame
		want      string
		truncated bool
		skipped   SkipReason
	}{
		"shorter than IP's": {length(12), "payl", false, ""},
		"longer than IP's":  {length(100), "payload", true, ""},
		"0":                 {length(0), "payload", false, ""},
		"7":                 {length(7), "", false, SkipMalformed},
		"no payload":        {length(8), "", false, SkipEmpty},
	} {
		t.Run(name, func(t *testing.T) {
			packets, info := one(t, ct.Ethernet, tt.frame)
			if tt.skipped != "" {
				if info.Skipped[tt.skipped].Count != 1 {
					t.Errorf("skipped %v, want %s", info.Skipped, tt.skipped)
				}
				return
			}
			wantPayloads(t, packets, tt.want)
			if packets[0].Truncated != tt.truncated {
				t.Errorf("truncated %t, want %t", packets[0].Truncated, tt.truncated)
			}
		})
	}
}

// TestSnapLength cuts a frame at each byte.
func TestSnapLength(t *testing.T) {
	for name, d := range map[string]ct.Datagram{
		"IPv4": datagram(0, "payload"),
		"IPv6": v6(0, "payload", ct.Extension{Protocol: 0, Body: make([]byte, 6)}, ct.Extension{Protocol: 44, Body: make([]byte, 6)}),
	} {
		t.Run(name, func(t *testing.T) {
			d.Trailer = []byte("xx")
			f := d.Frame()
			start := len(f.Data) - len("payload") - len("xx")
			for n := range len(f.Data) {
				packets, info := one(t, ct.Ethernet, f.Cut(n))
				if n <= start {
					if info.Skipped[SkipCutShort].Count != 1 {
						t.Errorf("cut at %d: skipped %v, want cut-short", n, info.Skipped)
					}
					continue
				}
				kept := min(n-start, len("payload"))
				wantPayloads(t, packets, "payload"[:kept])
				if want := kept < len("payload"); packets[0].Truncated != want {
					t.Errorf("cut at %d: truncated %t, want %t", n, packets[0].Truncated, want)
				}
				if info.Files[0].Snapped != 1 {
					t.Errorf("cut at %d: %d frames snapped, want 1", n, info.Files[0].Snapped)
				}
			}
		})
	}
}
