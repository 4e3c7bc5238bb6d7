//go:build !libpcap

package capture

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"time"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// interfaces is the container of what is captured from one or more interfaces.
type interfaces struct {
	cfg    LiveConfig
	rings  []*packetRing
	idle   time.Duration
	vlans  vlanSet
	poll   []unix.PollFd
	wake   [2]int // a pipe: a byte in it ends the waiting
	looked time.Time
	before func() // called before waiting
	closed bool
}

// openInterfaces opens a ring for each interface.
func openInterfaces(cfg LiveConfig, names []string) (liveContainer, error) {
	in := &interfaces{cfg: cfg, idle: cfg.Idle, vlans: newVLANSet(cfg.VLANs), wake: [2]int{-1, -1}}
	for _, name := range names {
		r, err := openRing(cfg, name)
		if err != nil {
			in.close()
			return nil, cannotCapture(name, err)
		}
		in.rings = append(in.rings, r)
		in.poll = append(in.poll, unix.PollFd{Fd: int32(r.fd), Events: unix.POLLIN | unix.POLLERR})
	}
	if err := unix.Pipe2(in.wake[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		in.close()
		return nil, cannotCapture(names[0], err)
	}
	in.poll = append(in.poll, unix.PollFd{Fd: int32(in.wake[0]), Events: unix.POLLIN})
	return in, nil
}

// openRing opens a socket that gives nothing yet, sets it up whole, and only then binds it, so
// that no frame comes that the filter would not let through.
func openRing(cfg LiveConfig, name string) (*packetRing, error) {
	r := &packetRing{name: name, cooked: true, link: linkLayerOf(linkSLL2)}
	if name != AnyInterface {
		iface, err := net.InterfaceByName(name)
		if err != nil {
			return nil, fmt.Errorf("%w", ErrNoInterface)
		}
		if iface.Flags&net.FlagUp == 0 {
			return nil, ErrDown
		}
		r.index = iface.Index
		if hasEthernetHeader(name) {
			r.cooked, r.link = false, linkLayerOf(linkEthernet)
		}
	}
	kind := unix.SOCK_RAW
	if r.cooked {
		kind = unix.SOCK_DGRAM
	}
	var err error
	r.fd, err = unix.Socket(unix.AF_PACKET, kind|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, osError(err)
	}
	if err := r.setUp(cfg); err != nil {
		r.close()
		return nil, osError(err)
	}
	return r, nil
}

func (r *packetRing) setUp(cfg LiveConfig) error {
	if err := unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V3); err != nil {
		return err
	}
	if err := unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_RESERVE, vlanTagLen); err != nil {
		return err
	}
	if r.hardwareTime = cfg.HardwareTime && r.index != 0 && hardwareTime(r.name); r.hardwareTime {
		if err := unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_TIMESTAMP, unix.SOF_TIMESTAMPING_RAW_HARDWARE); err != nil {
			return err
		}
	}
	if err := r.filter(cfg); err != nil {
		return err
	}
	if err := r.allocate(cfg.Buffer); err != nil {
		return err
	}
	if err := r.bind(); err != nil {
		return err
	}
	if r.promisc = cfg.Promiscuous && r.index != 0; r.promisc {
		return r.promiscuous()
	}
	return nil
}

// filter has the kernel leave out what cannot be SIP, and cut what is longer than wanted.
func (r *packetRing) filter(cfg LiveConfig) error {
	code := []bpf.RawInstruction{{Op: unix.BPF_RET | unix.BPF_K, K: uint32(cfg.SnapLen)}}
	if !cfg.AllPorts {
		var err error
		if code, err = prefilter(cfg.Ports, r.cooked, cfg.SnapLen); err != nil {
			return err
		}
	}
	f := make([]unix.SockFilter, len(code))
	for i, c := range code {
		f[i] = unix.SockFilter{Code: c.Op, Jt: c.Jt, Jf: c.Jf, K: c.K}
	}
	return unix.SetsockoptSockFprog(r.fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER,
		&unix.SockFprog{Len: uint16(len(f)), Filter: (*unix.SockFilter)(unsafe.Pointer(&f[0]))})
}

// setPorts gives the kernel another filter, which it takes in the place of the old one between two frames.
func (in *interfaces) setPorts(ports []PortRange) error {
	cfg := in.cfg
	cfg.Ports = ports
	for _, r := range in.rings {
		if err := r.filter(cfg); err != nil {
			return err
		}
	}
	return nil
}

// hasEthernetHeader tells whether frames of an interface begin with an Ethernet header.
func hasEthernetHeader(name string) bool {
	switch hardwareType(name) {
	case unix.ARPHRD_ETHER, unix.ARPHRD_LOOPBACK:
		return true
	}
	return false
}

// hardwareType is the ARPHRD_ number of an interface, -1 where it is not told.
func hardwareType(name string) int {
	request, err := unix.NewIfreq(name)
	if err != nil {
		return -1
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1
	}
	defer unix.Close(fd)
	if unix.IoctlIfreq(fd, unix.SIOCGIFHWADDR, request) != nil {
		return -1
	}
	return int(request.Uint16())
}

// next waits for a frame. It returns *Idle after a while without one.
func (in *interfaces) next(f *frame) error {
	now := time.Now()
	in.comeBack(now)
	until := now.Add(in.idle)
	for first := true; ; first = false {
		r, wait := in.first()
		if r != nil {
			if r.take(f, in.vlans) {
				return nil
			}
			continue
		}
		now := time.Now()
		if !until.After(now) {
			return &Idle{now}
		}
		if first {
			in.before()
		}
		if left := until.Sub(now); wait == 0 || wait > left {
			wait = left
		}
		if err := in.wait(wait); err != nil {
			return err
		}
	}
}

// first is the ring with the earliest frame. Where another has none yet, that frame is old enough
// that none before it can be in a block which the kernel still fills; else there is something to
// wait for.
func (in *interfaces) first() (first *packetRing, wait time.Duration) {
	var earliest time.Time
	all := true
	for _, r := range in.rings {
		t, ok := r.ready()
		switch {
		case !ok:
			all = false
		case first == nil || t.Before(earliest):
			first, earliest = r, t
		}
	}
	if first == nil || all || len(in.rings) == 1 {
		return first, 0
	}
	const settled = 2 * ringRetire
	if age := time.Since(earliest); age >= 0 && age < settled {
		return nil, settled - age
	}
	return first, 0
}

// wait waits until there is a frame, for no longer than d.
func (in *interfaces) wait(d time.Duration) error {
	for i := range in.poll {
		in.poll[i].Revents = 0
	}
	_, err := unix.Poll(in.poll, int(d.Milliseconds())+1)
	if err != nil && err != unix.EINTR {
		return err
	}
	if in.poll[len(in.poll)-1].Revents != 0 {
		return io.EOF
	}
	for i, r := range in.rings {
		if in.poll[i].Revents&(unix.POLLERR|unix.POLLHUP|unix.POLLNVAL) == 0 {
			continue
		}
		if err := r.trouble(); err != nil && !mayComeBack(err) {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		r.isDown = true
	}
	return nil
}

// comeBack looks, about once a second, whether interfaces that went down are there again.
func (in *interfaces) comeBack(now time.Time) {
	if now.Sub(in.looked) < time.Second {
		return
	}
	in.looked = now
	for _, r := range in.rings {
		// One that is there but down takes a binding too, only to fail at once.
		if r.isDown && r.isUp() && r.bind() == nil {
			r.isDown = false
			if r.promisc {
				_ = r.promiscuous() // of no use where it never left
			}
		}
	}
}

// isUp tells whether the interface is there and up.
func (r *packetRing) isUp() bool {
	if r.name == AnyInterface {
		return true
	}
	iface, err := net.InterfaceByName(r.name)
	return err == nil && iface.Flags&net.FlagUp != 0
}

func (in *interfaces) down() []string {
	var names []string
	for _, r := range in.rings {
		if r.isDown {
			names = append(names, r.name)
		}
	}
	return names
}

func (in *interfaces) softwareTimed() []string {
	var names []string
	for _, r := range in.rings {
		if !r.hardwareTime {
			names = append(names, r.name)
		}
	}
	return names
}

func (in *interfaces) onWait(f func()) { in.before = f }

// format is what the account says the source is.
func (in *interfaces) format() string { return "live" }

func (in *interfaces) links() []*linkLayer {
	var all []*linkLayer
	for _, r := range in.rings {
		if len(all) == 0 || all[len(all)-1] != r.link {
			all = append(all, r.link)
		}
	}
	return all
}

// dropped is how many frames the kernel had no room for.
func (in *interfaces) dropped() uint64 { return in.drops().Dropped }

func (in *interfaces) drops() Drops {
	var d Drops
	for _, r := range in.rings {
		if !in.closed {
			r.count()
		}
		d.Received += r.drops.Received
		d.Dropped += r.drops.Dropped
	}
	return d
}

func (in *interfaces) stop() {
	_, _ = unix.Write(in.wake[1], []byte{0}) // where the pipe is full, it is woken already
}

func (in *interfaces) close() {
	if in.closed {
		return
	}
	in.drops()
	in.closed = true
	for _, r := range in.rings {
		r.close()
	}
	for _, fd := range in.wake {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
}

// osError makes the system's refusal one that errors.Is knows.
func osError(err error) error {
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		return fs.ErrPermission
	}
	return err
}

// hasAny tells that AnyInterface is to be had.
const hasAny = true

// mayCapture says why this process may not capture, nil where it may.
func mayCapture() error {
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return osError(err)
	}
	unix.Close(fd)
	return nil
}

// linkTypeOf names how frames of an interface begin.
func linkTypeOf(name string) string {
	if hasEthernetHeader(name) {
		return linkLayerOf(linkEthernet).name
	}
	return linkLayerOf(linkSLL2).name
}
