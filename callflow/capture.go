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
	// Gaps counts the places where bytes of a TCP stream are missing, Missing those bytes, as far
	// as their number is known. Overflowed counts the messages on streams that were given up
	// incomplete, for lack of room.
	Gaps, Missing, Overflowed uint64
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

// CaptureFile is one input of a capture.
type CaptureFile struct {
	Name        string
	Format      string // "pcap", "pcapng", with the compression: "pcap, gzip"
	LinkTypes   []string
	Frames      uint64
	Bytes       uint64 // as captured
	First, Last time.Time
	// Truncated tells that the file ends in the middle of a packet or is damaged, Damage what and where.
	Truncated bool
	Damage    string
	// Snapped counts the frames that the snap length cut.
	Snapped uint64
	// Dropped counts the packets that the capturing program says it lost.
	Dropped uint64
	// Backwards counts the frames whose time is before that of the frame before.
	Backwards uint64
}

// Skipped counts frames that could not be used, for one reason.
type Skipped struct {
	Reason string
	Count  uint64
	First  FrameRef // the first of them
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
