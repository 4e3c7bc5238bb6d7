package capture

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"
)

// maxDepth is how many VLAN tags, tunnels and IP headers a frame may carry within each other.
const maxDepth = 16

// maxMissing is more than an IP packet can be longer than what is there of it, where the file does not lie.
const maxMissing = 1 << 20

// decoder takes frames apart down to the payload of a transport protocol. Each header is a
// method in a file of its own, which finds its successor and calls it; so that a tunnel is
// a method that calls ip or ethernet again. It keeps no bytes but those of fragments.
type decoder struct {
	pkt   Packet // the last frame's; valid until the next
	vlans [maxDepth]uint16
	depth int  // tags, tunnels and IP headers so far
	cut   bool // the snap length cut this frame

	missing int // bytes that it cut
	lost    int // bytes that it cut from the last IP packet
	fcs     int // bytes of frame check sequence behind what is taken apart

	filter *filter
	left   bool   // the filter leaves this frame out
	passed uint64 // how many it did not leave out

	link       uint64 // the frame's link-layer addresses
	scope      uint64 // the VLANs and tunnels so far
	reassembly reassembly
	streams    streams
	messages   userMessages
	whole      []byte     // what was put together last
	frames     []FrameRef // the frames of that; none where the packet is in one frame

	icmpError ICMPError // the last frame's

	// Headers that gopacket decodes well; where it does not, see doc.go.
	ether layers.Ethernet
	tag   layers.Dot1Q
	udp   layers.UDP
}

// decode takes a frame apart. When it says delivered, d.pkt is the packet; when it says held,
// the frame is part of a packet to come. Where d.frames has several, the verdict is on all of them.
func (d *decoder) decode(f *frame, ref FrameRef) verdict {
	d.frames = d.frames[:0]
	if d.left = !d.filter.matches(f); !d.left {
		d.passed++
	}
	switch {
	case f.damaged:
		return skipDamaged
	case f.link.decode == nil:
		return skipLinkType
	case len(f.data) == 0 && f.length > 0:
		return skipCutShort
	case len(f.data) == 0:
		return skipEmpty
	}
	d.pkt = Packet{}
	d.pkt.Time, d.pkt.Frame = f.time, ref
	d.depth = 0
	d.link, d.scope = 0, 0
	d.lost = 0
	d.cut = int64(f.length) > int64(len(f.data))
	d.missing, d.fcs = min(int(f.length)-len(f.data), maxMissing), f.fcs
	v := f.link.decode(d, f.data)
	if d.left && v != held { // it was looked into for the sake of fragments alone
		v = skipFiltered
		d.filter.countTagged(f)
	}
	return d.deliver(v)
}

// deliver completes a packet that is to be delivered, and hands the verdict on.
func (d *decoder) deliver(v verdict) verdict {
	if v == delivered && len(d.frames) > 1 {
		d.pkt.Frames = d.frames
	}
	return v
}

// tooShort is the verdict on a header that is not all there.
func (d *decoder) tooShort() verdict {
	if d.cut {
		return skipCutShort
	}
	return skipMalformed
}

// deeper counts a tag, tunnel or IP header, and reports false where there are too many.
func (d *decoder) deeper() bool {
	d.depth++
	return d.depth <= maxDepth
}

// seenOn notes what of a frame's header tells which way it went. Of frames within frames it is the
// outermost.
func (d *decoder) seenOn(header []byte) {
	if d.depth > 0 {
		return
	}
	d.link = 1
	if len(header) == 12 { // Ethernet's: as below, at once
		d.link = (d.link ^ binary.LittleEndian.Uint64(header)) * 0x9e3779b97f4a7c15
		d.link = (d.link ^ uint64(binary.LittleEndian.Uint32(header[8:]))) * 0x9e3779b97f4a7c15
		return
	}
	for ; len(header) >= 8; header = header[8:] {
		d.link = (d.link ^ binary.LittleEndian.Uint64(header)) * 0x9e3779b97f4a7c15
	}
	for ; len(header) >= 4; header = header[4:] {
		d.link = (d.link ^ uint64(binary.LittleEndian.Uint32(header))) * 0x9e3779b97f4a7c15
	}
}

// SetTruncated implements gopacket.DecodeFeedback: a header promises more bytes than follow.
func (d *decoder) SetTruncated() { d.pkt.Truncated = true }
