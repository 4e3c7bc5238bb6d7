package capture

import "time"

// Info says what was read so far. Frames is the frames of the packets that [Source.Next]
// returned and those in Skipped; before io.EOF also fragments and TCP segments that are held for
// what is missing before them.
type Info struct {
	Files   []FileInfo // in the order of [FrameRef.File]
	Frames  uint64
	Skipped map[SkipReason]Skip // nil when nothing was skipped

	// Pause is the longest time between two frames in the order in which they are read, and
	// NextPause the second longest: where one is much longer than the other, the capture was stopped for a
	// while, a clock was set forward, or a file is missing.
	Pause     Step
	NextPause time.Duration

	Fragments FragmentInfo
	Streams   StreamInfo
	SCTP      SCTPInfo
	Filter    FilterInfo
}

// FileInfo says what was read of one file.
type FileInfo struct {
	Name        string   // as it was given, with the path inside where that is a directory or an archive
	Format      string   // "pcap", "pcapng" or "snoop"
	Compression string   // "gzip", "zstd", "xz", "lz4", "bzip2" or ""
	LinkTypes   []string // that its interfaces have, by name
	Frames      uint64
	Bytes       uint64    // captured of the frames, without what the file adds
	First, Last time.Time // the earliest and the latest frame; zero where no frame tells a time

	// Truncated: the file ends in the middle of a packet, or is damaged elsewhere; Damage says
	// what is wrong and where, counted in uncompressed bytes. What could be read was read.
	Truncated bool
	Damage    string

	// Dropped is how many packets the capturing program says that it lost, in pcapng's interface
	// statistics and beside its packets, or in snoop's records; 0 also where it says nothing. A file of
	// a ring may say it of all files before it.
	Dropped uint64
	// Received is how many packets the capturing program says that it kept, in pcapng's interface
	// statistics. Where it is more than Frames, the others are in other files, or were filtered out since.
	Received uint64
	// Comment and Filter are what pcapng says about the file, and with which filter it was
	// captured; several are joined by "; ". They are untrusted text.
	Comment, Filter string

	Snapped      uint64 // frames that the snap length cut
	FirstSnapped uint64 // the number of the first of them
	BackInTime   uint64 // frames earlier than the one before them in this file; they keep their place
	FarthestBack Step   // the farthest of them
	Skipped      map[SkipReason]Skip
}

// Step is where time goes on by more than it should, or back.
type Step struct {
	By    time.Duration // always positive
	Frame FrameRef      // behind the step
}

// Info returns what was read so far; after io.EOF that is all. It must not be called while
// another goroutine is in Next.
func (s *Source) Info() Info {
	var filtered FilterInfo
	if s.decoder.filter != nil {
		filtered = s.decoder.filter.stats
	}
	info := Info{Filter: filtered, Frames: s.account.frames, Skipped: s.account.bySkipReason(), Fragments: s.decoder.reassembly.stats, Streams: s.decoder.streams.stats, SCTP: s.decoder.messages.stats}
	info.Pause, info.NextPause = s.pause, s.nextPause
	for _, f := range s.files {
		fi := f.info
		fi.Name = f.name
		fi.LinkTypes = f.links()
		f.tell(&fi)
		fi.Frames = f.account.frames
		fi.Skipped = f.account.bySkipReason()
		info.Files = append(info.Files, fi)
	}
	return info
}
