package capture

import (
	"encoding/binary"
	"errors"
	"strings"
	"time"
)

// The values of LiveConfig's zero value.
const (
	DefaultSnapLen    = 256 << 10
	DefaultLiveBuffer = 16 << 20
	DefaultIdle       = 250 * time.Millisecond
)

// AnyInterface names all interfaces at once, those that come later too.
const AnyInterface = "any"

// LiveConfig says how to capture from interfaces. The zero value of a field means its default.
type LiveConfig struct {
	// Promiscuous has interfaces take what is not for them, as a mirror port has to. It means
	// nothing for AnyInterface.
	Promiscuous bool
	// SnapLen is how many bytes of a frame are kept; 0 means DefaultSnapLen, which is all that a network
	// carries in one. What offloading puts together beyond 128 KiB is cut on Linux.
	SnapLen int
	// Buffer is the memory in bytes that the kernel fills while the program is busy, for each
	// interface; 0 means DefaultLiveBuffer.
	Buffer int
	// AllPorts has every frame captured. Otherwise the kernel leaves out what has none of Ports;
	// see SIPPorts for what passes.
	AllPorts bool
	// Ports are the ports that pass; none means SIPPorts. More can be added, see [Source.AddPort].
	Ports []PortRange
	// VLANs are those of which frames are wanted, by any of a frame's tags; none means all.
	VLANs []uint16
	// HardwareTime takes the network card's timestamps, where it has some for all packets, which it
	// may take CAP_NET_ADMIN to switch on. They are of the card's clock, which nothing but PTP keeps
	// with the system's, and that may be TAI. See [Source.SoftwareTimed].
	HardwareTime bool
	// Idle is after how long without a frame Next returns an [*Idle]; 0 means DefaultIdle.
	Idle time.Duration
}

// PortRange is the ports from First to Last.
type PortRange struct{ First, Last uint16 }

// SIPPorts are the ports on which SIP usually runs: what is captured unless LiveConfig says
// otherwise. Beside them pass all IP fragments, as those behind the first have no ports, ICMP errors,
// and IPv6 with extension headers; VLAN tags are looked behind.
func SIPPorts() []PortRange { return []PortRange{{5060, 5091}} }

// Idle is the error of [Source.Next] when a live source had no packet for a while. It is no end:
// Next is to be called again.
type Idle struct{ Now time.Time }

// Error implements error.
func (i *Idle) Error() string { return "no packet for now" }

// Drops counts what was lost between the wire and the program.
type Drops struct {
	Received uint64 // frames that passed the filter, those dropped included
	Dropped  uint64 // of them, those for which the kernel had no room
}

// What can be wrong with an interface, for errors.Is.
var (
	// ErrNoInterface: there is none of that name.
	ErrNoInterface = errors.New("no such interface")
	// ErrDown: it is there, and down.
	ErrDown = errors.New("the interface is down")
	// ErrNoLive: this build cannot capture on this system; with the build tag libpcap it can.
	ErrNoLive = errors.New("capturing is not in this build")
)

// OpenLive begins to capture from interfaces, as one source: its one "file" has their names. What
// [Open] says of files holds for it, but for the end: it has none. Next returns an [*Idle]
// when there is nothing for a while. Frames of several interfaces come in the order of their time.
//
// An error is an *[Error]: ErrNoInterface, fs.ErrPermission, ErrNoLive, or what the system says.
func OpenLive(cfg Config, live LiveConfig, interfaces ...string) (*Source, error) {
	if len(interfaces) == 0 {
		return nil, &Error{Op: "capture", Err: ErrNoInput}
	}
	live.SnapLen = orDefault(live.SnapLen, DefaultSnapLen)
	live.Buffer = orDefault(live.Buffer, DefaultLiveBuffer)
	live.Idle = orDefault(live.Idle, DefaultIdle)
	if len(live.Ports) == 0 {
		live.Ports = SIPPorts()
	}
	s, err := newSource(cfg)
	if err != nil {
		return nil, err
	}
	in, err := openInterfaces(live, interfaces)
	if err != nil {
		return nil, err
	}
	s.addLive(in, interfaces)
	if setter, ok := in.(portSetter); ok && !live.AllPorts {
		s.ports.ranges, s.ports.set = live.Ports, setter.setPorts
	}
	s.decoder.filter.prepare(in.links())
	if err := s.decoder.filter.check(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// cannotCapture wraps what an interface's error is.
func cannotCapture(name string, err error) *Error {
	return &Error{Op: "capture from", File: name, Err: err}
}

// liveContainer is a container of what interfaces see now. Its next returns *Idle when there is
// nothing for a while, and io.EOF after stop.
type liveContainer interface {
	container
	drops() Drops
	down() []string          // the names of interfaces that are down for now
	softwareTimed() []string // those whose card gives no time
	onWait(func())           // called before waiting for a frame
	stop()
	close()
}

// addLive adds what is captured as the source's only input.
func (s *Source) addLive(in liveContainer, names []string) {
	f := &file{name: strings.Join(names, ", "), read: &s.read, idle: &Idle{time.Now()}, live: true, interfaces: in}
	in.onWait(s.waiting)
	f.in = &opened{container: in, close: in.close}
	f.info.Format = in.format()
	s.files = append(s.files, f)
	s.merge.init(s.files)
}

// Drops tells what a live source lost. It must not be called while another goroutine is in Next.
func (s *Source) Drops() Drops {
	var d Drops
	for _, f := range s.files {
		if f.interfaces != nil {
			own := f.interfaces.drops()
			d.Received += own.Received
			d.Dropped += own.Dropped
		}
	}
	return d
}

// Down names the interfaces of a live source that went down, or away, and have not come back yet. It
// must not be called while another goroutine is in Next.
func (s *Source) Down() []string {
	var names []string
	for _, f := range s.files {
		if f.interfaces != nil {
			names = append(names, f.interfaces.down()...)
		}
	}
	return names
}

// SoftwareTimed names the interfaces of a live source whose frames have the system's time.
func (s *Source) SoftwareTimed() []string {
	var names []string
	for _, f := range s.files {
		if f.interfaces != nil {
			names = append(names, f.interfaces.softwareTimed()...)
		}
	}
	return names
}

// Stop ends a live source: Next returns what is still held of it, then io.EOF. It may be called
// from any goroutine, and more than once.
func (s *Source) Stop() {
	if s.follow != nil {
		s.follow.stop()
		return // files are added while it reads
	}
	for _, f := range s.files {
		if f.interfaces != nil {
			f.interfaces.stop()
		}
	}
}

// silence is the time since an input gave its last frame. Its clock may differ from that of who
// captured, so that only what goes by on it counts.
type silence struct{ since time.Time }

// until is what time it is for an input whose last frame is of then, now on this machine's clock.
func (s *silence) until(last, now time.Time) time.Time {
	if s.since.IsZero() {
		s.since = now
	}
	if last.IsZero() {
		return now
	}
	return last.Add(now.Sub(s.since))
}

// Begins is the time of the first frame that is still to come, zero where it is not known.
func (s *Source) Begins() time.Time {
	if len(s.merge.files) == 0 || s.merge.files[0].idle != nil {
		return time.Time{}
	}
	return s.merge.files[0].frame.time
}

// vlanSet is the VLANs that are wanted; nil for all.
type vlanSet map[uint16]bool

func newVLANSet(ids []uint16) vlanSet {
	if len(ids) == 0 {
		return nil
	}
	set := make(vlanSet)
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// has tells whether a frame has a tag of one of the VLANs.
func (v vlanSet) has(b []byte, cooked bool) bool {
	if v == nil {
		return true
	}
	at, ethertype := 14, 12
	if cooked {
		at, ethertype = sll2Len, 0
	}
	for len(b) >= at+vlanTagLen {
		switch binary.BigEndian.Uint16(b[ethertype:]) {
		case 0x8100, 0x88a8, 0x9100:
		default:
			return false
		}
		if v[binary.BigEndian.Uint16(b[at:])&0xfff] {
			return true
		}
		ethertype = at + 2
		at += vlanTagLen
	}
	return false
}

const (
	vlanTagLen = 4
	sll2Len    = 20
)
