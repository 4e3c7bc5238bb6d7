package capture

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
)

// An index makes reading a capture again quick where most of it is of no use, as media is to who looks for
// signalling. It lists stretches of frames of which it is known that none gave a packet that was of use, and
// what they add to the account: reading passes over them, and everything comes out as if they had been read.
//
// It is of one capture as it was: of a size, a time of change and samples of the content. Of any other it is stale.

// IndexSuffix is what the name of an index has behind that of its capture.
const IndexSuffix = ".sipx"

// indexVersion is of the layout, and of what is of use: an index of another version is stale. Raise it
// when either changes, as when what was not SIP becomes SIP.
const indexVersion = 1

// indexMagic begins an index. No capture begins so.
const indexMagic = "\x8fsipx\r\n\x1a"

// indexLimit is how large an index may be: one of a capture of a terabyte is not.
const indexLimit = 1 << 30

// The states of an index that was looked for.
var (
	errNoIndex      = errors.New("there is none")
	errStaleIndex   = errors.New("it is of another file, or of an earlier state of this one")
	errDamagedIndex = errors.New("it is damaged")
)

// indexKey is what an index is known by to be of a file.
type indexKey struct {
	size    int64
	changed int64 // ns since 1970
	samples [sha256.Size]byte
}

// The samples of a capture: its ends, and short pieces between them.
const (
	sampleEnds   = 64 << 10
	samplePieces = 16
	samplePiece  = 4 << 10
)

// keyOfFile takes the key of an open file. It does not move the file's offset.
func keyOfFile(f *os.File) (indexKey, error) {
	info, err := f.Stat()
	if err != nil {
		return indexKey{}, err
	}
	key := indexKey{size: info.Size(), changed: info.ModTime().UnixNano()}
	h := sha256.New()
	sample := func(at, n int64) {
		if err == nil {
			_, err = io.Copy(h, io.NewSectionReader(f, at, n))
		}
	}
	sample(0, sampleEnds)
	sample(max(0, key.size-sampleEnds), sampleEnds)
	for i := range int64(samplePieces) {
		sample(key.size/(samplePieces+1)*(i+1), samplePiece)
	}
	h.Sum(key.samples[:0])
	return key, err
}

// append appends the key as it stands in an index.
func (k *indexKey) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(k.size))
	b = binary.LittleEndian.AppendUint64(b, uint64(k.changed))
	return append(b, k.samples[:]...)
}

// encodeIndex is the index of a file whose stretches are encoded.
func encodeIndex(key indexKey, stretches []byte) []byte {
	b := append([]byte(indexMagic), indexVersion)
	b = key.append(b)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(stretches)))
	b = append(b, stretches...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// decodeIndex returns the encoded stretches of an index, where it is that of the file with this key.
func decodeIndex(b []byte, key indexKey) ([]byte, error) {
	head := append([]byte(indexMagic), indexVersion)
	if !bytes.HasPrefix(b, head[:len(indexMagic)]) {
		return nil, errDamagedIndex
	}
	if !bytes.HasPrefix(b, head) {
		return nil, errStaleIndex
	}
	head = key.append(head)
	body := len(head) + 8
	if len(b) < body+4 {
		return nil, errDamagedIndex
	}
	end := len(b) - 4
	if binary.LittleEndian.Uint64(b[len(head):]) != uint64(end-body) || binary.LittleEndian.Uint32(b[end:]) != crc32.Checksum(b[:end], castagnoli) {
		return nil, errDamagedIndex
	}
	if !bytes.HasPrefix(b, head) {
		return nil, errStaleIndex
	}
	return b[body:end], nil
}

// readIndex reads the index beside a capture, which is open. The key is given also where the index is of no use.
func readIndex(name string, f *os.File) (stretches []byte, key indexKey, err error) {
	if key, err = keyOfFile(f); err != nil {
		return nil, key, err
	}
	x, err := os.Open(name + IndexSuffix)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			err = errNoIndex
		}
		return nil, key, err
	}
	defer x.Close()
	b, err := io.ReadAll(io.LimitReader(x, indexLimit))
	if err != nil {
		return nil, key, err
	}
	stretches, err = decodeIndex(b, key)
	return stretches, key, err
}
