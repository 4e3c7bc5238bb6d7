package capture

import "time"

// Frame is a frame as it stands in a capture file: what [Frames] reads and [Writer] writes.
type Frame struct {
	Ref  FrameRef
	Time time.Time // as a [Packet] has it; zero where the file does not tell
	// Data is what was captured. From [Frames] it is valid until the next frame.
	Data []byte
	// Length is how many bytes there were on the wire, the same as len(Data) or more.
	Length uint32
	// Origin is where the frame was captured. It is not to be changed once the frame was written.
	Origin *Origin

	// What pcapng alone has.
	Flags    uint32   // epb_flags: the direction above all; 0 for none
	Comments []string // opt_comment, each in UTF-8

	names *names // of addresses, that the file told before the frame
}

// Origin is where frames were captured: an interface, as far as a file tells.
type Origin struct {
	LinkType uint32 // https://www.tcpdump.org/linktypes.html
	SnapLen  uint32 // at which frames were cut; 0 for no limit
	FCS      uint8  // bytes of the frame check sequence at the end of each frame, 0 where it is not told

	Name, Description string // eth0
	Filter            string // that frames had to pass, in the words of libpcap
	OS, Hardware      string // of the machine
}

// FrameSet is a set of frames. The zero value is empty.
type FrameSet struct {
	files map[uint32][]uint64 // by file, in no order until sorted
}

// Add adds frames, which may be in the set already.
func (s *FrameSet) Add(refs ...FrameRef) {
	if s.files == nil {
		s.files = make(map[uint32][]uint64)
	}
	for _, r := range refs {
		s.files[r.File] = append(s.files[r.File], r.Number)
	}
}
