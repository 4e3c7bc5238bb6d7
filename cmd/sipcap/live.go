package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sipcap/capture"
)

// liveFlags say how to capture from interfaces, or to follow a ring.
type liveFlags struct {
	interfaces texts  // -i
	follow     string // --follow
	quiet      bool   // -p
	snapLen    int    // -s, 0 for all
	buffer     int    // -B, KiB, 0 for a share of memory
	vlans      vlanIDs
	allPorts   bool
	cardTime   bool // --hardware-time
	memory     memorySize
}

func (l *liveFlags) register(fs *pflag.FlagSet) {
	l.memory = defaultMemory
	fs.VarP(&l.interfaces, "interface", "i", "capture from `IFACE` (-d is the same); repeat for several; any is all; sipcap interfaces lists them")
	fs.VarP(&l.interfaces, "device", "d", "the same as -i, as sngrep has it")
	fs.Lookup("device").Hidden = true
	fs.StringVar(&l.follow, "follow", "", "read the ring of captures that tcpdump or dumpcap writes into `DIR`, as it grows")
	fs.BoolVarP(&l.quiet, "no-promiscuous", "p", false, "leave the interface as it is; else it takes what is not for it, too, as behind a mirror port")
	fs.IntVarP(&l.snapLen, "snaplen", "s", 0, "keep `BYTES` of a packet (default all)")
	fs.IntVarP(&l.buffer, "buffer-size", "B", 0, "the kernel's buffer for an interface in `KIB` (default an eighth of --max-memory for all)")
	fs.Var(&l.vlans, "vlan", "only what has a tag of VLAN `ID`; repeat for several")
	fs.BoolVar(&l.allPorts, "all-ports", false, "SIP on any port; else the kernel leaves out UDP and TCP of other ports than 5060 to 5091 and those that SIP names")
	fs.BoolVar(&l.cardTime, "hardware-time", false, "times of the network card, of its own clock, which is the system's only where PTP keeps it so")
	fs.Var(&l.memory, "max-memory", "keep to about `SIZE` of memory, as 512MiB, and let go of the oldest for it")
}

// wanted tells whether the source is an interface or a ring.
func (l *liveFlags) wanted() bool { return len(l.interfaces) > 0 || l.follow != "" }

// config says how to capture.
func (l *liveFlags) config() capture.LiveConfig {
	share := l.memory.shares()
	return capture.LiveConfig{
		Promiscuous: !l.quiet, SnapLen: l.snapLen, Buffer: share.ring(l), AllPorts: l.allPorts, VLANs: l.vlans, HardwareTime: l.cardTime,
	}
}

// openLive opens the interfaces or the ring.
func (v *invocation) openLive() (*input, error) {
	l := &v.live
	switch {
	case len(l.interfaces) > 0 && l.follow != "":
		return nil, misused("-i and --follow: an interface or a ring, not both")
	case len(v.source.read) > 0:
		return nil, misused("-r with -i or --follow: a file, or what goes on, not both")
	case l.follow != "" && (l.quiet || l.snapLen != 0 || l.buffer != 0 || len(l.vlans) > 0 || l.allPorts || l.cardTime):
		return nil, misused("--follow: the flags of capturing are for -i")
	case v.source.index:
		return nil, misused("--index: only a file that is complete has one")
	case v.writes.asked() && l.follow != "":
		return nil, misused("-w: a ring that is followed is kept already")
	case l.follow != "" && sameFile(l.follow, v.keeps.failures):
		return nil, misused("--on-failure-dir "+v.keeps.failures+": it is the folder that is followed, and what is written there would be read", "name another")
	case l.snapLen < 0 || l.buffer < 0:
		return nil, misused("-s and -B are sizes")
	case len(v.words) > 0 && allExist(v.words):
		return nil, misused(fmt.Sprintf("%s after -i or --follow: a file, or what goes on, not both", v.words[0]))
	}
	filter := strings.Join(v.words, " ")
	if filter != "" && !capture.HasFilters {
		return nil, misused(v.words[0]+": this build has no capture filter", fmt.Sprintf("tcpdump -i %s -w - '%s' | sipcap -", v.live.device(), filter),
			"go build -tags libpcap ./cmd/sipcap makes one that has; it needs a C compiler and libpcap's headers")
	}
	cfg := v.shares().capture(capture.Config{Frames: v.source.count, Filter: filter, Described: v.keeps.failures != ""})
	in := &input{filter: filter, watched: true}
	if err := v.openKeyLog(in); err != nil {
		return nil, err
	}
	var err error
	if l.follow != "" {
		in.names = []string{l.follow}
		in.Source, err = capture.Follow(cfg, l.follow)
	} else {
		live := l.config()
		live.AllPorts = live.AllPorts || filter != "" // which says itself what is wanted
		in.Source, err = capture.OpenLive(cfg, live, l.interfaces...)
	}
	switch {
	case errors.Is(err, capture.ErrFilter):
		return nil, notAFilter(filter, err)
	case err != nil && l.follow != "":
		return nil, openFailure(l.follow, err)
	case err != nil:
		return nil, captureFailure(err)
	}
	if l.cardTime {
		for _, name := range in.SoftwareTimed() {
			note(v.stderr, name+": its card gives no times of all packets, or switching that on takes CAP_NET_ADMIN; times are the system's")
		}
	}
	return in, nil
}

// device is the first interface, or one that may be.
func (l *liveFlags) device() string {
	if len(l.interfaces) > 0 {
		return l.interfaces[0]
	}
	return "eth0"
}

// words are those of the source on a command line.
func (l *liveFlags) words() string {
	switch {
	case l.follow != "":
		return "--follow " + l.follow
	case len(l.interfaces) > 0:
		return "-i " + strings.Join(l.interfaces, " -i ")
	}
	return "-"
}

// setcap is what lets anybody who may run sipcap capture.
const setcap = "sudo setcap cap_net_raw+ep $(command -v sipcap)"

// captureFailure says why an interface cannot be captured from, and what to do.
func captureFailure(err error) *failure {
	name := ""
	if e, ok := errors.AsType[*capture.Error](err); ok {
		name = e.File
	}
	why, hints := cause(err), []string(nil)
	switch {
	case errors.Is(err, capture.ErrNoInterface):
		hints = []string{nearestInterface(name), "sipcap interfaces lists them"}
	case errors.Is(err, fs.ErrPermission):
		why, hints = "permission denied", []string{setcap, "or run sipcap as root"}
	case errors.Is(err, capture.ErrNoLive):
		hints = []string{buildLive, fmt.Sprintf("tcpdump -i %s -U -w - | sipcap -", name)}
	case errors.Is(err, capture.ErrDown):
		hints = []string{"sudo ip link set " + name + " up"}
	}
	return failed(fmt.Sprintf("cannot capture from %s: %s", name, why), hints...)
}

// buildLive makes a program that can capture where the default build cannot.
const buildLive = "go build -tags libpcap ./cmd/sipcap makes one that can; it needs a C compiler and libpcap's headers"

func nearestInterface(name string) string {
	all, err := net.Interfaces()
	if err != nil {
		return ""
	}
	var names []string
	for _, i := range all {
		names = append(names, i.Name)
	}
	if near := nearest(name, names); near != "" {
		return "did you mean " + near + "?"
	}
	return ""
}

// vlanIDs is a flag of VLAN numbers, lists added up.
type vlanIDs []uint16

func (v *vlanIDs) Type() string { return "list" }

func (v *vlanIDs) String() string {
	var parts []string
	for _, id := range *v {
		parts = append(parts, strconv.Itoa(int(id)))
	}
	return strings.Join(parts, ",")
}

func (v *vlanIDs) Set(value string) error {
	for part := range strings.SplitSeq(value, ",") {
		id, err := strconv.ParseUint(strings.TrimSpace(part), 10, 16)
		if err != nil || id > 4094 {
			return misused(fmt.Sprintf("%q is not the number of a VLAN", part), "0 to 4094, or a list of them")
		}
		*v = append(*v, uint16(id))
	}
	return nil
}

// liveAge is how old the first packet of a pipe may be for the pipe to be one from a capture that
// goes on: what is older was recorded, and is analysed as a file is.
const liveAge = time.Minute

// isLivePipe tells whether in is a pipe from a capture that goes on, or is to be taken for one.
func (v *invocation) isLivePipe(in *input) bool {
	if f, ok := v.stdin.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return false
		}
	}
	if v.service.wanted() || v.keeps.firstFlag() != "" {
		return true
	}
	age := time.Since(in.Begins())
	return age < liveAge && age > -liveAge
}

// watching opens what goes on: interfaces, a ring, or a pipe from a capture. It gives nil where the
// source is one to be read to its end, which open then gives. Privileges are given up then.
func (v *invocation) watching(ctx context.Context) (*input, error) {
	if err := v.keeps.check(&v.writes); err != nil {
		return nil, err
	}
	in, err := v.openWatched(ctx)
	switch {
	case err != nil:
		return nil, err
	case in == nil && v.keeps.firstFlag() != "" && len(v.words)+len(v.source.read) > 0:
		return nil, misused("--"+v.keeps.firstFlag()+": the source is read to its end; it is for what goes on",
			"sipcap -i eth0, --follow DIR, or tcpdump -U -w - | sipcap -", "sipcap split FILE makes a file of each call, -w one of what is selected")
	case in == nil && v.service.wanted() && len(v.words)+len(v.source.read) > 0:
		return nil, misused("--"+v.service.firstFlag()+": the source is read to its end; it is for what goes on",
			"sipcap -i eth0, --follow DIR, or tcpdump -U -w - | sipcap -")
	case in == nil:
		return nil, nil
	}
	if v.serving, err = v.serve(in); err != nil {
		in.Close()
		return nil, err
	}
	if err := v.keep(in); err != nil { // by who is left when privileges are gone
		in.Close()
		return nil, err
	}
	return in, nil
}

func (v *invocation) openWatched(ctx context.Context) (*input, error) {
	if v.live.wanted() {
		return v.openLive()
	}
	if names := append(texts(v.words), v.source.read...); len(names) != 1 || names[0] != "-" || v.writes.asked() && !v.keeps.ring() {
		return nil, nil
	}
	in, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	if v.isLivePipe(in) {
		in.watched = true
		in.Limit(v.shares().capture(capture.Config{}))
		return in, nil
	}
	v.opened = in
	return nil, nil
}
