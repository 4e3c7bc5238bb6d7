package capture

import (
	"io"
	"time"
)

// The limits of Config's zero value.
const (
	DefaultMaxFrame = 16 << 20
	DefaultMaxOpen  = 64

	DefaultArchiveBytes = 256 << 20

	DefaultFragmentTimeout = 5 * time.Second
	DefaultFragmentBytes   = 16 << 20

	DefaultStreamWait  = 10 * time.Second
	DefaultStreamBytes = 1 << 20
	DefaultHeldBytes   = 64 << 20
	DefaultStreamIdle  = time.Hour
	DefaultStreams     = 1 << 16
)

// Config says how to read. The zero value means the defaults.
type Config struct {
	// Stdin is what the name "-" stands for; it is not closed.
	Stdin io.Reader
	// Again has a copy kept, in a temporary file, of what can be read only once, so that
	// [Source.Frames] can read it again.
	Again bool
	// Described has the frames of [Source.OnFrame] tell which interface a pcapng says they are of.
	Described bool
	// Frames ends the reading after so many frames, as if the input ended there; 0 means no end.
	// Frames that Filter leaves out do not count.
	Frames uint64
	// Filter is a capture filter in the syntax of pcap-filter(7), "" for none; only a build with
	// [HasFilters] can have one. Frames that do not match are skipped as [SkipFiltered], but for
	// those of an IP packet in fragments of which one matches. Names of hosts in it are looked up
	// by libpcap when it is compiled.
	Filter string
	// MaxFrame is the size in bytes above which a frame cannot be, so that the file is taken to
	// be damaged; 0 means DefaultMaxFrame. It costs memory only where such frames occur.
	MaxFrame int
	// MaxOpen is how many files stay open from the start; 0 means DefaultMaxOpen. The others
	// are closed after their first frame and opened again when its time has come.
	MaxOpen int

	// Index has reading pass over what an index beside the file (its name with [IndexSuffix] behind it) says to be of
	// no use, and has [Source.Indexes] give an index where there is none that is right. Nothing is written. It
	// does nothing where Frames or Filter is set.
	Index bool

	// ArchiveBytes is the memory for what is in archives. Captures in compressed tar archives that do not fit
	// are read more slowly, zip archives in other archives not at all: they are listed as not readable. 0 means
	// DefaultArchiveBytes.
	ArchiveBytes int

	// FragmentTimeout is how long, in packet time, the parts of an IP packet wait for the others;
	// 0 means DefaultFragmentTimeout. Senders send parts at once, and use identifications again
	// within seconds when they are busy.
	FragmentTimeout time.Duration
	// FragmentBytes is the memory for parts that wait; the oldest go when it is used up. 0 means
	// DefaultFragmentBytes.
	FragmentBytes int

	// StreamWait is how long, in packet time, TCP segments wait for bytes that are missing before
	// them; 0 means DefaultStreamWait. Where the other endpoint acknowledges those bytes, they
	// are known to be lost to the capture, and nothing waits.
	StreamWait time.Duration
	// StreamBytes is the memory for segments that wait, for one direction of one connection, and
	// HeldBytes for all. Where it is used up, the missing bytes are given up: those that were
	// missing longest. HeldBytes limits SCTP chunks that wait, too. 0 means DefaultStreamBytes and DefaultHeldBytes.
	StreamBytes, HeldBytes int
	// StreamIdle is after how much packet time without a segment a TCP connection is forgotten;
	// 0 means DefaultStreamIdle.
	StreamIdle time.Duration
	// Streams is how many TCP connections are followed at a time, above which the one that was
	// idle longest is forgotten, and how many SCTP associations; 0 means DefaultStreams.
	Streams int
}
