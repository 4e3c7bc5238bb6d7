package callflow

import (
	"net/netip"
	"time"
)

// Capture tells where the messages came from and how far that can be trusted.
type Capture struct {
	Files   []CaptureFile
	Frames  uint64 // frames read
	Used    uint64 // frames that carried SIP
	Skipped []Skipped
	// Repeats counts messages seen more than once, RepeatDelay is the median time between.
	Repeats     uint64
	RepeatDelay time.Duration
	// RepeatedSegments counts TCP segments captured more than once.
	RepeatedSegments uint64
	// Pause is the longest time between two frames of all files, and NextPause the second longest.
	Pause     Step
	NextPause time.Duration
	// Gaps counts the places where bytes of TCP streams that carry SIP are missing, Missing those bytes, as far
	// as their number is known.
	Gaps, Missing uint64
	// Fragmented counts IP packets that came in fragments, all of them there, and Lacking those of which some are missing.
	Fragmented, Lacking uint64
	// GivenUp counts what was given up for lack of memory.
	GivenUp GivenUp
	// Learned are the ports that a live source captured besides those it began with, as SIP named them, and Unlearned is
	// how many SIP named more than there was room for.
	Learned   []uint16
	Unlearned int
	// TLS tells what of it was decrypted.
	TLS TLSCapture
	// Interrupted tells that reading was stopped before the end.
	Interrupted bool
}

// TLSCapture tells what became of TLS.
type TLSCapture struct {
	Servers   []TLSServer // that SIP ran to, or could have, by address
	Keys      uint64      // connections of which a key log tells the secrets; 0 also where no TLS asked for them
	Malformed uint64      // lines of key logs that are none
}

// TLSServer sums up the TLS connections to a server that carried SIP, or could have.
type TLSServer struct {
	Server      netip.AddrPort // the zero value for those beyond a limit
	Connections uint64
	Decrypted   uint64 // of them, those that carried SIP
	Refused     uint64 // those that an endpoint broke off in the handshake
	Alert       string // the reason that the first of these gave, in TLS's words
	NoHandshake uint64 // those that no key opens, as their handshake was not captured or did not come to an end
	Unsupported uint64 // those of a version or a cipher suite that is not decrypted
	LostRecords uint64 // of those decrypted, records that were not, as far as known
}

// NoKey is how many connections have no key.
func (s *TLSServer) NoKey() uint64 {
	return s.Connections - s.Decrypted - s.Refused - s.NoHandshake - s.Unsupported
}

// GivenUp counts what a limit took; see the options of capture.Config and ingest.Config.
type GivenUp struct {
	Messages    uint64 // on TCP, that were given up incomplete
	Fragments   uint64 // IP packets in fragments
	Connections uint64 // TCP connections, that were no more followed
	Gaps        uint64 // places in TCP streams where missing bytes were no more waited for
	TLS         uint64 // TLS connections, that were no more decrypted
}

// CaptureFile is one input of a capture.
type CaptureFile struct {
	Name        string
	Format      string // "pcap", "pcapng", with the compression: "pcap, gzip"
	LinkTypes   []string
	Frames      uint64
	Used        uint64    // frames that carried SIP
	Skipped     []Skipped // the others: Frames is Used and all of Skipped
	Bytes       uint64    // as captured
	First, Last time.Time
	// Truncated tells that the file ends in the middle of a packet or is damaged, Damage what and where.
	Truncated bool
	Damage    string
	// Comment and Filter are what the file says of itself, and with which filter it was captured.
	Comment, Filter string
	// Dropped counts the packets that the capturing program says it lost, Received those that it
	// says it kept; both 0 where it says nothing.
	Dropped, Received uint64
	// Snapped counts the frames that the snap length cut, FirstSnapped is the number of the first.
	Snapped, FirstSnapped uint64
	// Backwards counts the frames whose time is before that of the frame before, FarthestBack is
	// the farthest of them.
	Backwards    uint64
	FarthestBack Step
}

// Step is where time goes on by more than it should, or back.
type Step struct {
	By    time.Duration // always positive
	Frame FrameRef      // behind the step
}

// Skipped counts frames that could not be used, for one reason.
type Skipped struct {
	Reason string
	Count  uint64
	First  FrameRef // the first of them
}

// FileName is the name of the file that a frame is in, "" where it is not known.
func (c *Capture) FileName(f FrameRef) string {
	if int(f.File) < len(c.Files) {
		return c.Files[f.File].Name
	}
	return ""
}

// Span is the time of the first and the last frame over all files; both zero without frames.
func (c *Capture) Span() (first, last time.Time) {
	for _, f := range c.Files {
		if f.Frames == 0 {
			continue
		}
		if first.IsZero() || f.First.Before(first) {
			first = f.First
		}
		if f.Last.After(last) {
			last = f.Last
		}
	}
	return first, last
}
