package main

import (
	"fmt"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"

	"sipcap/callflow"
	"sipcap/capture"
)

// memorySize is a flag of an amount of memory, in bytes.
type memorySize uint64

const (
	defaultMemory memorySize = 256 << 20
	leastMemory   memorySize = 64 << 20
)

func (m *memorySize) Type() string   { return "size" }
func (m *memorySize) String() string { return fmt.Sprintf("%dMiB", uint64(*m)>>20) }

var memoryUnits = []struct {
	names []string
	shift int
}{{[]string{"kib", "kb", "k"}, 10}, {[]string{"mib", "mb", "m"}, 20}, {[]string{"gib", "gb", "g"}, 30}, {[]string{"b", ""}, 0}}

func (m *memorySize) Set(value string) error {
	n, err := parseSize(value)
	if err != nil {
		return err
	}
	if *m = memorySize(n); *m < leastMemory {
		return misused(fmt.Sprintf("%q is too little", value), "64MiB is the least")
	}
	return nil
}

// parseSize reads an amount of bytes: 512MiB, 100M, 1g.
func parseSize(value string) (uint64, error) {
	lower := strings.ToLower(strings.TrimSpace(value))
	for _, u := range memoryUnits {
		for _, name := range u.names {
			number, ok := strings.CutSuffix(lower, name)
			n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 64)
			if !ok || err != nil || n > 1<<50>>u.shift {
				continue
			}
			return n << u.shift, nil
		}
	}
	return 0, misused(fmt.Sprintf("%q is not a size", value), "512MiB, or 1GiB")
}

// memoryShares is how a limit is divided. What is left is for garbage, and for what is small: packets on
// their way, figures.
type memoryShares struct {
	total uint64 // the limit
	free  uint64 // of it, what the program itself leaves
	disk  uint64 // of that, what is for frames to be kept on disk
}

// rest is what is divided further.
func (s memoryShares) rest() uint64 { return s.free - s.disk }

// shares are those of the run: what is to be kept on disk takes its own off first.
func (v *invocation) shares() memoryShares {
	s := v.live.memory.shares()
	if v.writes.asked() {
		s.disk += uint64(s.writing())
	}
	if v.keeps.failures != "" {
		s.disk += uint64(s.lookback())
	}
	return s
}

// programBytes is for the program itself: its code and constants, once all of them were used, and its
// stacks.
const programBytes = 24 << 20

func (m memorySize) shares() memoryShares {
	total := uint64(m)
	return memoryShares{total: total, free: total - min(programBytes, total/2)}
}

// ring is the kernel's buffer for an interface. On a machine that is busy elsewhere it is what keeps frames from being
// lost.
func (s memoryShares) ring(l *liveFlags) int {
	if l.buffer > 0 {
		return l.buffer << 10
	}
	return int(s.rest()/8) / max(1, len(l.interfaces))
}

// capture sets the limits of what waits in a source to become a packet: parts of packets, TCP
// segments and SCTP chunks before which something is missing, and the connections themselves.
func (s memoryShares) capture(cfg capture.Config) capture.Config {
	cfg.FragmentBytes = int(s.rest() / 32)
	cfg.HeldBytes = int(s.rest() / 32)
	cfg.Streams = int(s.rest() / 16 / connectionBytes)
	return cfg
}

// connectionBytes is what a connection takes, about, with both of its directions' half messages.
const connectionBytes = 2 << 10

// streams is for messages on streams that are not yet whole.
func (s memoryShares) streams() int { return int(s.rest() / 32) }

// tls is for decrypting TLS connections; secrets take half as much.
func (s memoryShares) tls() int { return int(s.rest() / 16) }

// calls are the limits of calls that are open. A thousand a second, each of which lingers for half a minute once it is over,
// have room in defaultMemory.
func (s memoryShares) calls() callflow.Limits { return callflow.Limits{Bytes: int64(s.rest() / 8 * 3)} }

// batch is for calls that wait for the rest of their legs.
func (s memoryShares) batch() int64 { return int64(s.rest() / 32) }

// kept is for the calls that the report tells of.
func (s memoryShares) kept() int64 { return int64(s.rest() / 32) }

// writing is for frames that wait to be written to disk (-w).
func (s memoryShares) writing() int64 { return int64(s.free / 16) }

// lookback is for frames of calls that may fail yet, that were refused, and that failed and wait to be
// written (--on-failure-dir).
func (s memoryShares) lookback() int64 { return int64(s.free / 16) }

// limit has the garbage collector work harder as the limit comes near. The kernel's buffers are not
// in what it sees.
func (s memoryShares) limit(l *liveFlags) {
	rings := uint64(s.ring(l) * len(l.interfaces))
	debug.SetMemoryLimit(int64(s.free - min(rings, s.free/2)))
}

// used is the memory that the program takes, itself and the kernel's buffers included.
func (s memoryShares) used(l *liveFlags) uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64() - sample[1].Value.Uint64() + uint64(s.ring(l)*len(l.interfaces)) + s.total - s.free
}
