//go:build libpcap

package capture

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/gopacket/pcap"
	"golang.org/x/net/bpf"
)

// handles is the container of what libpcap captures from one or more interfaces. Each is read by a
// goroutine of its own, as libpcap waits for one at a time.
type handles struct {
	open    []*pcap.Handle
	vlans   vlanSet
	frames  chan seen
	failed  chan error
	stopped chan struct{}
	isStop  atomic.Bool
	idle    time.Duration
	linkSet []*linkLayer
	lost    Drops
	before  func()   // called before waiting
	noClock []string // the names of those whose card gives no time
}

// seen is a frame and a copy of its bytes.
type seen struct {
	frame
}

func openInterfaces(cfg LiveConfig, names []string) (liveContainer, error) {
	in := &handles{
		vlans: newVLANSet(cfg.VLANs), frames: make(chan seen, 1024), failed: make(chan error, len(names)),
		stopped: make(chan struct{}), idle: cfg.Idle,
	}
	for _, name := range names {
		h, hardwareTime, err := openHandle(cfg, name)
		if err != nil {
			in.close()
			return nil, cannotCapture(name, err)
		}
		if !hardwareTime {
			in.noClock = append(in.noClock, name)
		}
		in.open = append(in.open, h)
		in.linkSet = append(in.linkSet, linkLayerOf(uint32(h.LinkType())))
	}
	for i, h := range in.open {
		go in.read(h, in.linkSet[i])
	}
	return in, nil
}

func openHandle(cfg LiveConfig, name string) (h *pcap.Handle, hardwareTime bool, err error) {
	setting, err := pcap.NewInactiveHandle(name)
	if err != nil {
		return nil, false, libpcapError(err)
	}
	defer setting.CleanUp()
	err = errors.Join(setting.SetSnapLen(cfg.SnapLen), setting.SetPromisc(cfg.Promiscuous && name != AnyInterface),
		setting.SetTimeout(100*time.Millisecond), setting.SetBufferSize(cfg.Buffer))
	if err != nil {
		return nil, false, libpcapError(err)
	}
	if cfg.HardwareTime {
		card, err := pcap.TimestampSourceFromString("adapter_unsynced")
		hardwareTime = err == nil && slices.Contains(setting.SupportedTimestamps(), card) && setting.SetTimestampSource(card) == nil
	}
	if h, err = setting.Activate(); err != nil {
		return nil, false, libpcapError(err)
	}
	if !cfg.AllPorts && uint32(h.LinkType()) == linkEthernet {
		code, err := prefilter(cfg.Ports, false, cfg.SnapLen)
		if err == nil {
			err = h.SetBPFInstructionFilter(instructions(code))
		}
		if err != nil {
			h.Close()
			return nil, false, err
		}
	}
	return h, hardwareTime, nil
}

func instructions(code []bpf.RawInstruction) []pcap.BPFInstruction {
	out := make([]pcap.BPFInstruction, len(code))
	for i, c := range code {
		out[i] = pcap.BPFInstruction{Code: c.Op, Jt: c.Jt, Jf: c.Jf, K: c.K}
	}
	return out
}

// libpcapError makes libpcap's refusal one that errors.Is knows.
func libpcapError(err error) error {
	switch text := strings.ToLower(err.Error()); {
	case strings.Contains(text, "permission"):
		return fs.ErrPermission
	case strings.Contains(text, "no such device"):
		return ErrNoInterface
	case strings.Contains(text, "not up"):
		return ErrDown
	}
	return err
}

func (in *handles) read(h *pcap.Handle, link *linkLayer) {
	for !in.isStop.Load() {
		data, ci, err := h.ReadPacketData()
		if err == pcap.NextErrorTimeoutExpired {
			continue
		}
		if err != nil {
			in.failed <- fmt.Errorf("cannot be read on: %w", err)
			return
		}
		s := seen{frame: frame{time: ci.Timestamp.UTC(), data: data, length: uint32(ci.Length), link: link}}
		select {
		case in.frames <- s:
		case <-in.stopped:
			return
		}
	}
}

func (in *handles) next(f *frame) error {
	if len(in.frames) == 0 {
		in.before()
	}
	timer := time.NewTimer(in.idle)
	defer timer.Stop()
	for {
		select {
		case s := <-in.frames:
			if !in.vlans.has(s.data, s.link.number == linkSLL2) {
				continue
			}
			*f = s.frame
			return nil
		case err := <-in.failed:
			return err
		case <-in.stopped:
			return io.EOF
		case now := <-timer.C:
			return &Idle{now}
		}
	}
}

func (in *handles) onWait(f func())     { in.before = f }
func (in *handles) format() string      { return "live" }
func (in *handles) links() []*linkLayer { return in.linkSet }
func (in *handles) dropped() uint64     { return in.drops().Dropped }

// down: libpcap waits for no interface, an error ends the source.
func (in *handles) down() []string { return nil }

func (in *handles) softwareTimed() []string { return in.noClock }

func (in *handles) drops() Drops {
	if in.open == nil {
		return in.lost
	}
	in.lost = Drops{}
	for _, h := range in.open {
		if s, err := h.Stats(); err == nil {
			in.lost.Received += uint64(s.PacketsReceived)
			in.lost.Dropped += uint64(s.PacketsDropped + s.PacketsIfDropped)
		}
	}
	return in.lost
}

func (in *handles) stop() {
	if in.isStop.CompareAndSwap(false, true) {
		close(in.stopped)
	}
}

func (in *handles) close() {
	in.stop()
	in.drops()
	for _, h := range in.open {
		h.Close()
	}
	in.open = nil
}

// hasAny tells that AnyInterface is to be had.
const hasAny = runtime.GOOS == "linux"

func mayCapture() error {
	list, err := pcap.FindAllDevs()
	if err == nil && len(list) == 0 {
		err = fs.ErrPermission
	}
	return err
}

func linkTypeOf(string) string { return "" }
