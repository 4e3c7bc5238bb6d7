package capture

import "time"

// Info says what was read so far. Frames is the frames of the packets that [Source.Next]
// returned and those in Skipped; before io.EOF also fragments and TCP segments that are held for
// what is missing before them.
type Info struct {
	Files   []FileInfo // in the order of [FrameRef.File]
	Frames  uint64
	Skipped map[SkipReason]Skip // nil when nothing was skipped

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
	// statistics or in snoop's records; 0 also where it says nothing.
	Dropped uint64

	Snapped    uint64 // frames that the snap length cut
	BackInTime uint64 // frames earlier than the one before them in this file; they keep their place
	Skipped    map[SkipReason]Skip
}

// Info returns what was read so far; after io.EOF that is all. It must not be called while
// another goroutine is in Next.
func (s *Source) Info() Info {
	var filtered FilterInfo
	if s.decoder.filter != nil {
		filtered = s.decoder.filter.stats
	}
	info := Info{Filter: filtered, Frames: s.account.frames, Skipped: s.account.bySkipReason(), Fragments: s.decoder.reassembly.stats, Streams: s.decoder.streams.stats, SCTP: s.decoder.messages.stats}
	for _, f := range s.files {
		fi := f.info
		fi.Name = f.name
		fi.LinkTypes = f.links()
		fi.Dropped = f.dropped()
		fi.Frames = f.account.frames
		fi.Skipped = f.account.bySkipReason()
		info.Files = append(info.Files, fi)
	}
	return info
}
