package capture

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// byteOrders are the two that a section can be in.
var byteOrders = map[bool]binary.AppendByteOrder{false: binary.LittleEndian, true: binary.BigEndian}

// options64 are options of 8 bytes each.
func options64(o binary.AppendByteOrder, options ...[2]uint64) []byte {
	var b []byte
	for _, option := range options {
		b = o.AppendUint16(b, uint16(option[0]))
		b = o.AppendUint16(b, 8)
		b = o.AppendUint64(b, option[1])
	}
	return b
}

// TestPcapngStatistics: of each interface the last statistics count, of each section.
func TestPcapngStatistics(t *testing.T) {
	for bigEndian, o := range byteOrders {
		ng := ct.PcapNG{BigEndian: bigEndian, Interfaces: []ct.Interface{{}, {}}}
		statistics := func(id uint32, received, ifDrop, osDrop uint64) []byte {
			b := append(o.AppendUint32(nil, id), make([]byte, 8)...)
			return ng.Block(5, append(b, options64(o, [2]uint64{4, received}, [2]uint64{5, ifDrop}, [2]uint64{7, osDrop})...))
		}
		packets, info := readBytes(t, slices.Concat(ng.Bytes(datagram(0, "one").Frame()), statistics(0, 5, 1, 0),
			statistics(0, 1000, 3, 4), statistics(1, 30, 10, math.MaxUint64), statistics(2, 50, 50, 0), ng.Block(5, []byte("short")), ng.Bytes(), statistics(0, 7, 100, 0)))
		wantPayloads(t, packets, "one")
		if f := info.Files[0]; f.Dropped != 117 || f.Received != 0 || f.Truncated {
			t.Errorf("%d received, %d dropped, damage %q; want 117 dropped", f.Received, f.Dropped, f.Damage)
		}
		single := ct.PcapNG{BigEndian: bigEndian}
		_, info = readBytes(t, slices.Concat(single.Bytes(), statistics(0, 9, 0, 0), statistics(0, 1000, 0, 0), single.Bytes(), statistics(0, 7, 0, 0)))
		if f := info.Files[0]; f.Received != 1007 {
			t.Errorf("%d received, want 1007", f.Received)
		}
	}
}

// TestPcapngDropCounts: what stands beside packets counts where there are no statistics that say more.
func TestPcapngDropCounts(t *testing.T) {
	for bigEndian, o := range byteOrders {
		ng := ct.PcapNG{BigEndian: bigEndian}
		frame := datagram(0, "one").Frame().Data
		enhanced := func(drops ...uint64) []byte {
			b := o.AppendUint32(make([]byte, 12), uint32(len(frame)))
			b = append(o.AppendUint32(b, uint32(len(frame))), frame...)
			b = append(b, make([]byte, -len(frame)&3)...)
			for _, n := range drops {
				b = append(b, options64(o, [2]uint64{4, n})...)
			}
			return ng.Block(6, b)
		}
		obsolete := func(drops uint16) []byte {
			b := o.AppendUint16([]byte{0, 0}, drops)
			b = o.AppendUint32(append(b, make([]byte, 8)...), uint32(len(frame)))
			return ng.Block(2, append(o.AppendUint32(b, uint32(len(frame))), frame...))
		}
		statistics := func(drops uint64) []byte {
			return ng.Block(5, append(make([]byte, 12), options64(o, [2]uint64{5, drops})...))
		}
		for _, tt := range []struct {
			name   string
			blocks [][]byte
			want   uint64
		}{
			{"none told", [][]byte{enhanced(), obsolete(0xffff)}, 0},
			{"beside packets", [][]byte{enhanced(3), enhanced(), enhanced(4), obsolete(5)}, 12},
			{"not known", [][]byte{enhanced(math.MaxUint64), enhanced(2)}, 2},
			{"less than the statistics", [][]byte{enhanced(3), statistics(9)}, 9},
			{"more than the statistics", [][]byte{enhanced(3), statistics(0)}, 3},
		} {
			packets, info := readBytes(t, slices.Concat(ng.Bytes(), slices.Concat(tt.blocks...)))
			if got := info.Files[0].Dropped; got != tt.want || string(packets[0].Payload) != "one" {
				t.Errorf("%s, big-endian %t: %d dropped, want %d", tt.name, bigEndian, got, tt.want)
			}
		}
	}
}

// TestPcapngRemarks: comments of sections and filters of interfaces, each once.
func TestPcapngRemarks(t *testing.T) {
	one := ct.PcapNG{Comment: "Sanitized", Interfaces: []ct.Interface{{Filter: "udp port 5060"}, {Filter: "tcp"}, {Filter: "udp port 5060"}}}
	other := ct.PcapNG{BigEndian: true, Comment: "call 4711", Interfaces: []ct.Interface{{Filter: strings.Repeat("x", maxRemark)}}}
	long := ct.PcapNG{Comment: strings.Repeat("y", 2*maxRemark), Interfaces: []ct.Interface{{}}}
	_, info := readBytes(t, slices.Concat(one.Bytes(datagram(0, "one").Frame()), other.Bytes(), one.Bytes()))
	if f := info.Files[0]; f.Comment != "Sanitized; call 4711" || f.Filter != "udp port 5060; tcp" {
		t.Errorf("comment %q, filter %q", f.Comment, f.Filter)
	}
	if _, info := readBytes(t, long.Bytes()); len(info.Files[0].Comment) != maxRemark {
		t.Errorf("%d bytes of comment, want %d", len(info.Files[0].Comment), maxRemark)
	}
}
