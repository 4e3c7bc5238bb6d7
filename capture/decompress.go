package capture

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
)

// maxWindow is the memory that a compressed stream may ask for: what `zstd --ultra --long=27`
// writes, and twice what `xz -9` does.
const maxWindow = 128 << 20

// compression is how a file is compressed, by its first bytes.
type compression string

const (
	plain     compression = ""
	gzipped   compression = "gzip"
	zstandard compression = "zstd"
	xzipped   compression = "xz"
	lz4ed     compression = "lz4"
	bzipped   compression = "bzip2"
)

// compressionOf looks at the first 4 bytes.
func compressionOf(head []byte) compression {
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return gzipped
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")),
		len(head) >= 4 && bytes.HasPrefix(head[1:], []byte("\x2a\x4d\x18")) && head[0]&0xf0 == 0x50: // a skippable frame
		return zstandard
	case bytes.HasPrefix(head, []byte("\xfd7zX")):
		return xzipped
	case bytes.HasPrefix(head, []byte("\x04\x22\x4d\x18")), bytes.HasPrefix(head, []byte("\x02\x21\x4c\x18")): // and the older format
		return lz4ed
	case len(head) >= 4 && bytes.HasPrefix(head, []byte("BZh")) && head[3] >= '1' && head[3] <= '9':
		return bzipped
	}
	return plain
}

// decompress returns a window over what raw holds, how that is compressed, and what frees the
// decompressor. Where raw is not compressed, it is returned itself. The error is ErrEmpty,
// ErrNotCapture or the reader's own.
func decompress(raw *window) (*window, compression, func(), error) {
	free := func() {}
	head, err := raw.peek(4)
	if len(head) == 0 {
		return nil, plain, free, emptyOr(err)
	}
	c := compressionOf(head)
	if c == plain {
		return raw, c, free, nil
	}
	r, free, err := decompressor(raw, c)
	if err != nil {
		return nil, c, free, &notCapture{"a damaged " + string(c) + " file"}
	}
	w := &window{r: r}
	if head, err := w.peek(4); len(head) == 0 {
		free()
		if err != io.EOF {
			return nil, c, free, &notCapture{"a damaged " + string(c) + " file"}
		}
		return nil, c, free, ErrEmpty
	}
	return w, c, free, nil
}

// decompressor puts the decompressor over the raw bytes.
func decompressor(raw *window, c compression) (r io.Reader, free func(), err error) {
	free = func() {}
	if c == xzipped && xzDictionary(raw) > maxWindow {
		return nil, free, errors.ErrUnsupported
	}
	in := bufio.NewReaderSize(raw, 64<<10) // most want a ByteReader, or make one themselves
	switch c {
	case gzipped:
		z, err := gzip.NewReader(in)
		return z, free, err
	case zstandard:
		z, err := zstd.NewReader(in, zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderConcurrency(2))
		if err != nil {
			return nil, free, err
		}
		return z, z.Close, nil
	case xzipped:
		z, err := xz.NewReader(in)
		return z, free, err
	case lz4ed:
		return lz4.NewReader(in), free, nil
	case bzipped:
		return bzip2.NewReader(in), free, nil
	}
	return nil, free, errors.ErrUnsupported
}

// xzDictionary returns the dictionary size that the first block of an xz file asks for (xz file
// format §3.1, §5.3.1); 0 where it cannot be told. The library takes whatever that is.
func xzDictionary(raw *window) int64 {
	const streamHeader, lzma2 = 12, 0x21
	b, _ := raw.peek(streamHeader + 32) // a block header of one filter is not longer
	if len(b) < streamHeader+2 {
		return 0
	}
	flags := b[streamHeader+1]
	b = b[streamHeader+2:]
	for _, size := range [...]byte{0x40, 0x80} { // compressed and uncompressed size, of variable length
		for flags&size != 0 && len(b) > 0 {
			last := b[0] < 0x80
			b = b[1:]
			if last {
				break
			}
		}
	}
	if len(b) < 3 || b[0] != lzma2 || b[1] != 1 || b[2] > 40 {
		return 0
	}
	return (2 | int64(b[2])&1) << (b[2]/2 + 11)
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
