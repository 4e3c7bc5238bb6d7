//go:build !libpcap

package capture

import (
	"encoding/binary"
	"errors"
	"net"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// packetRing is an AF_PACKET socket on an interface with the memory that the kernel writes frames into
// (packet_mmap, TPACKET_V3): blocks of frames, which are read where they lie and given back one by
// one. A read of each frame with recvmsg costs a system call and a copy a frame, and
// loses frames at rates where this does not.
type packetRing struct {
	fd     int
	name   string
	index  int  // of the interface; 0 for all
	cooked bool // frames come without their link layer's header, and get one of LINUX_SLL2
	link   *linkLayer

	mem    []byte
	size   int // of a block
	block  int // the one that is read, or waited for
	left   int // frames of it that were not read
	offset int // of the next of them in mem
	taken  bool
	frame  []byte // of a cooked frame, with its header
	drops  Drops

	promisc      bool
	hardwareTime bool // frames have the card's time
	isDown       bool
}

const (
	leastBlock  = 128 << 10 // bytes, more than the largest frame that offloading makes, but for BIG TCP
	mostBlock   = 1 << 20
	wantBlocks  = 64                     // at least, where they are not too small
	ringRetire  = 100 * time.Millisecond // after which a block that is not full is handed over
	tpacketHdr  = int(unsafe.Sizeof(unix.Tpacket3Hdr{}))
	tpacketAddr = (tpacketHdr + 15) &^ 15 // where the link-layer address is
)

// allocate makes the ring's memory. A block is handed over after a while however little is in it, so that the program may
// be busy for no longer than that times the number of blocks: many small ones are better than few.
func (r *packetRing) allocate(buffer int) error {
	r.size = leastBlock
	for r.size < mostBlock && buffer/(2*r.size) >= wantBlocks {
		r.size *= 2
	}
	blocks := max(2, buffer/r.size)
	req := unix.TpacketReq3{
		Block_size: uint32(r.size), Block_nr: uint32(blocks),
		Frame_size: 1 << 11, Frame_nr: uint32(blocks) * uint32(r.size) >> 11,
		Retire_blk_tov: uint32(ringRetire.Milliseconds()),
	}
	if err := unix.SetsockoptTpacketReq3(r.fd, unix.SOL_PACKET, unix.PACKET_RX_RING, &req); err != nil {
		return err
	}
	var err error
	r.mem, err = unix.Mmap(r.fd, 0, blocks*r.size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	return err
}

func (r *packetRing) close() {
	if r.mem != nil {
		_ = unix.Munmap(r.mem)
		r.mem = nil
	}
	unix.Close(r.fd)
}

func (r *packetRing) header() *unix.TpacketHdrV1 {
	desc := (*unix.TpacketBlockDesc)(unsafe.Pointer(&r.mem[r.block*r.size]))
	return (*unix.TpacketHdrV1)(unsafe.Pointer(&desc.Hdr[0]))
}

// ready tells whether there is a frame to read, and when it was seen.
func (r *packetRing) ready() (time.Time, bool) {
	if r.left == 0 {
		r.giveBack()
		h := r.header()
		if atomic.LoadUint32(&h.Block_status)&unix.TP_STATUS_USER == 0 {
			return time.Time{}, false
		}
		r.taken, r.left = true, int(h.Num_pkts)
		r.offset = r.block*r.size + int(h.Offset_to_first_pkt)
		if r.left == 0 { // a block may be retired empty
			return r.ready()
		}
	}
	h := r.packet()
	return time.Unix(int64(h.Sec), int64(h.Nsec)).UTC(), true
}

// giveBack returns a block that was read to the kernel.
func (r *packetRing) giveBack() {
	if !r.taken {
		return
	}
	r.taken = false
	atomic.StoreUint32(&r.header().Block_status, unix.TP_STATUS_KERNEL)
	r.block = (r.block + 1) % (len(r.mem) / r.size)
}

func (r *packetRing) packet() *unix.Tpacket3Hdr {
	return (*unix.Tpacket3Hdr)(unsafe.Pointer(&r.mem[r.offset]))
}

// take reads the frame that is ready. It reports false where it is one to pass over: the loopback
// interface shows each frame on its way out and on its way in.
func (r *packetRing) take(f *frame, wanted vlanSet) bool {
	h := r.packet()
	addr := (*unix.RawSockaddrLinklayer)(unsafe.Pointer(&r.mem[r.offset+tpacketAddr]))
	start := r.offset + int(h.Mac)
	data := r.mem[start : start+int(h.Snaplen)]
	*f = frame{time: time.Unix(int64(h.Sec), int64(h.Nsec)).UTC(), length: h.Len, link: r.link}
	tagged := h.Status&unix.TP_STATUS_VLAN_VALID != 0
	tpid := uint16(0x8100)
	if h.Status&unix.TP_STATUS_VLAN_TPID_VALID != 0 {
		tpid = h.Hv1.Vlan_tpid
	}
	loop := addr.Hatype == unix.ARPHRD_LOOPBACK && addr.Pkttype == unix.PACKET_OUTGOING
	switch {
	case loop:
	case r.cooked:
		f.data = r.cook(data, addr, tagged, tpid, uint16(h.Hv1.Vlan_tci))
		f.length += uint32(len(f.data) - len(data))
	case tagged && len(data) >= 12:
		// The tag goes back between the addresses and the type; room was left for it before the frame.
		tag := r.mem[start-vlanTagLen : start+len(data)]
		copy(tag, data[:12])
		binary.BigEndian.PutUint16(tag[12:], tpid)
		binary.BigEndian.PutUint16(tag[14:], uint16(h.Hv1.Vlan_tci))
		f.data = tag
		f.length += vlanTagLen
	default:
		f.data = data
	}
	r.left--
	r.offset += int(h.Next_offset)
	return !loop && wanted.has(f.data, r.cooked)
}

// cook puts a LINUX_SLL2 header before what comes without one.
func (r *packetRing) cook(data []byte, addr *unix.RawSockaddrLinklayer, tagged bool, tpid, tci uint16) []byte {
	b := append(r.frame[:0], make([]byte, sll2Len)...)
	binary.NativeEndian.PutUint16(b, addr.Protocol) // which is in network order in memory
	if addr.Pkttype == packetOutgoing && len(data) > 0 && !tagged {
		// It begins with IP, also where the protocol is that of a tag.
		switch data[0] >> 4 {
		case 4:
			binary.BigEndian.PutUint16(b, unix.ETH_P_IP)
		case 6:
			binary.BigEndian.PutUint16(b, unix.ETH_P_IPV6)
		}
	}
	if tagged {
		b = binary.BigEndian.AppendUint16(b, tci)
		b = append(b, b[0], b[1])
		binary.BigEndian.PutUint16(b, tpid)
	}
	binary.BigEndian.PutUint32(b[4:], uint32(addr.Ifindex))
	binary.BigEndian.PutUint16(b[8:], addr.Hatype)
	b[10], b[11] = addr.Pkttype, addr.Halen
	copy(b[12:20], addr.Addr[:])
	r.frame = append(b, data...)
	return r.frame
}

// count asks the kernel for what it received and dropped since it was asked last.
func (r *packetRing) count() {
	s, err := unix.GetsockoptTpacketStatsV3(r.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS)
	if err == nil {
		r.drops.Received += uint64(s.Packets)
		r.drops.Dropped += uint64(s.Drops)
	}
}

// trouble is the socket's pending error, which reading it clears: an interface that went down.
func (r *packetRing) trouble() error {
	n, err := unix.GetsockoptInt(r.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil || n == 0 {
		return err
	}
	return unix.Errno(n)
}

// bind has the socket receive what its interface sees. After the interface was taken away and
// came back under the same name, it is another one.
func (r *packetRing) bind() error {
	if r.name != AnyInterface {
		iface, err := net.InterfaceByName(r.name)
		if err != nil {
			return ErrNoInterface
		}
		r.index = iface.Index
	}
	// The protocol goes to the kernel in network order.
	protocol := binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, unix.ETH_P_ALL))
	return unix.Bind(r.fd, &unix.SockaddrLinklayer{Protocol: protocol, Ifindex: r.index})
}

// promiscuous has the interface take what is not for it, as long as the socket is open.
func (r *packetRing) promiscuous() error {
	return unix.SetsockoptPacketMreq(r.fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP,
		&unix.PacketMreq{Ifindex: int32(r.index), Type: unix.PACKET_MR_PROMISC})
}

// mayComeBack tells the error of an interface that is down or gone.
func mayComeBack(err error) bool {
	return errors.Is(err, unix.ENETDOWN) || errors.Is(err, unix.ENODEV) || errors.Is(err, unix.ENXIO)
}
