package capture

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxZstdWindow is the memory that a zstd stream may ask for: what `zstd --ultra --long=27` writes.
const maxZstdWindow = 128 << 20

// opened is a capture file whose kind is known.
type opened struct {
	container
	compression compression
	close       func() // of the decompressor; never nil
}

// openContainer finds out what r holds and reads up to the first frame. An error is
// ErrEmpty, ErrNotCapture or the reader's own.
func openContainer(r io.Reader, maxFrame int) (*opened, error) {
	raw := &window{r: r}
	head, err := raw.peek(4)
	if len(head) == 0 {
		return nil, emptyOr(err)
	}
	o := &opened{compression: compressionOf(head), close: func() {}}
	w := raw
	if o.compression != plain {
		if w, err = o.decompress(raw); err != nil {
			return nil, err
		}
		if head, err = w.peek(4); len(head) == 0 {
			o.close()
			if err != io.EOF {
				return nil, &notCapture{"a damaged " + string(o.compression) + " file"}
			}
			return nil, ErrEmpty
		}
	}
	switch {
	case err == nil && isPcap(head):
		o.container, err = newPcapReader(w, maxFrame)
	case err == nil && isPcapNG(head):
		o.container, err = newPcapngReader(w, maxFrame)
	default:
		head, _ = w.peek(sniffLen)
		err = &notCapture{looksLike(head)}
		if o.compression != plain {
			err = &notCapture{looksLike(head) + ", compressed with " + string(o.compression)}
		}
	}
	if err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

func emptyOr(err error) error {
	if err == io.EOF {
		return ErrEmpty
	}
	return err
}

// decompress puts the decompressor over the raw bytes.
func (o *opened) decompress(raw *window) (*window, error) {
	in := bufio.NewReaderSize(raw, 64<<10) // both want a ByteReader, or make one themselves
	switch o.compression {
	case gzipped:
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, &notCapture{"a damaged gzip file"}
		}
		o.close = func() { z.Close() }
		return &window{r: z}, nil
	case zstandard:
		z, err := zstd.NewReader(in, zstd.WithDecoderMaxWindow(maxZstdWindow), zstd.WithDecoderConcurrency(2))
		if err != nil {
			return nil, err
		}
		o.close = z.Close
		return &window{r: z}, nil
	}
	return nil, errors.ErrUnsupported
}

// Read makes the window a reader of what it has not consumed.
func (w *window) Read(p []byte) (int, error) {
	if w.start == w.end {
		if _, err := w.peek(1); err != nil {
			return 0, err
		}
	}
	n := copy(p, w.buf[w.start:w.end])
	w.start += n
	w.offset += int64(n)
	return n, nil
}
