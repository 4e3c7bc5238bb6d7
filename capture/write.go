package capture

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Why frames cannot be written as pcap, which has one header for all of them.
var (
	// ErrLinkTypes: the frames are of several link types, or one that has no number.
	ErrLinkTypes = errors.New("several link types")
	// ErrTime: pcap counts seconds from 1970 to 2106.
	ErrTime = errors.New("a time before 1970 or after 2106")
)

// FileFormat is how a capture is written, in the words of [FileInfo].
type FileFormat struct {
	Format      string // "pcap" or "pcapng"
	Compression string // "gzip", "zstd" or ""
}

// FormatOf tells by a file's name how it is to be written: .pcap or .pcapng at its end, and
// .gz or .zst behind that. It reports false for any other.
func FormatOf(name string) (FileFormat, bool) {
	name = strings.ToLower(name)
	var f FileFormat
	for end, compression := range map[string]string{".gz": string(gzipped), ".zst": string(zstandard)} {
		if rest, ok := strings.CutSuffix(name, end); ok {
			name, f.Compression = rest, compression
			break
		}
	}
	switch {
	case strings.HasSuffix(name, ".pcap"):
		f.Format = "pcap"
	case strings.HasSuffix(name, ".pcapng"):
		f.Format = "pcapng"
	}
	return f, f.Format != ""
}

// Writer writes frames as a capture. The same frames give the same bytes. After an error there
// is nothing but to give up what was written.
//
// pcap is written with nanoseconds. It has one link type for all frames, and neither interfaces nor
// comments; pcapng has an interface for each that differs.
type Writer struct {
	out        *bufio.Writer
	compressor io.WriteCloser
	container  frameWriter
}

// frameWriter writes one of the formats. w keeps its errors for the end.
type frameWriter interface {
	comment(texts []string)
	begin(w *bufio.Writer) // writes what is known before the first frame
	write(w *bufio.Writer, f *Frame) error
	secret(w *bufio.Writer, s Secret)
	end(w *bufio.Writer) // writes what must be there even where there are no frames
}

// NewWriter returns a writer to w, which stays the caller's to close. It buffers some KB, so that many
// can be in use at a time; what is large is written faster to a w with more. The zero FileFormat is
// pcapng, not compressed.
func NewWriter(w io.Writer, format FileFormat) (*Writer, error) {
	z, err := Compress(w, format.Compression)
	if err != nil {
		return nil, err
	}
	out := &Writer{compressor: z, out: bufio.NewWriter(z)}
	switch format.Format {
	case "pcap":
		out.container = &pcapWriter{}
	case "pcapng", "":
		out.container = &pcapngWriter{}
	default:
		return nil, fmt.Errorf("format %q is not one that is written", format.Format)
	}
	return out, nil
}

// Compress returns a writer that compresses to w, in the words of [FileFormat]; where that is not at all, it
// hands on what it is given. Its Close writes what is still to be written, and leaves w open. The same bytes give the
// same, however many cores there are.
func Compress(w io.Writer, compression string) (io.WriteCloser, error) {
	switch compression {
	case string(plain):
		return notCompressed{w}, nil
	case string(gzipped):
		return gzip.NewWriter(w), nil
	case string(zstandard):
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	}
	return nil, fmt.Errorf("compression %q is not one that is written", compression)
}

type notCompressed struct{ io.Writer }

func (notCompressed) Close() error { return nil }

// Comment has the capture as a whole say something, in pcapng: each text is a comment of the section, in UTF-8. It is
// for before anything is written.
func (w *Writer) Comment(texts ...string) { w.container.comment(texts) }

// Begin writes what a capture begins with, as far as it is known before its first frame: of pcapng the
// section's header, of pcap nothing. Write does it where that was not asked for.
func (w *Writer) Begin() { w.container.begin(w.out) }

// Write writes a frame. Nothing of it is kept but its Origin.
func (w *Writer) Write(f *Frame) error { return w.container.write(w.out, f) }

// Secrets writes keys for what is encrypted in the frames that follow, each only once. pcap has no place
// for them. An error is told by the next Write, or by Close.
func (w *Writer) Secrets(secrets ...Secret) {
	for _, s := range secrets {
		w.container.secret(w.out, s)
	}
}

// Flush writes whole records: what is then in the file can be read. What is compressed may keep some back.
func (w *Writer) Flush() error { return w.out.Flush() }

// Close writes what is still to be written. A capture without frames is one, too.
func (w *Writer) Close() error {
	w.container.end(w.out)
	err := w.out.Flush()
	if e := w.compressor.Close(); err == nil {
		err = e
	}
	return err
}
