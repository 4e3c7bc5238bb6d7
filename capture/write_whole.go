package capture

import (
	"encoding/binary"
	"errors"
	"io"
)

// writtenRecordLen is what stands before a frame's bytes in pcap.
const writtenRecordLen = 16

// WholeLength tells how many bytes of what a [Writer] wrote, not compressed, are whole records: r has size
// bytes. A kill -9 ends a write(2) at the end of any page, so that behind them may be a part of one.
func WholeLength(r io.ReaderAt, size int64) (int64, error) {
	var b [writtenRecordLen]byte
	read := func(at int64, n int) bool {
		_, err := r.ReadAt(b[:n], at)
		return err == nil
	}
	le := binary.LittleEndian
	if !read(0, 4) {
		return 0, errors.New("it has no beginning")
	}
	switch le.Uint32(b[:]) {
	case blockSection:
		whole := int64(0)
		for read(whole, 8) {
			n := int64(le.Uint32(b[4:]))
			if n < blockOverhead || n > size-whole {
				break
			}
			whole += n
		}
		return whole, nil
	case pcapNano:
		whole := min(size, pcapHeaderLen)
		for read(whole, writtenRecordLen) {
			n := writtenRecordLen + int64(le.Uint32(b[8:]))
			if n > size-whole {
				break
			}
			whole += n
		}
		return whole, nil
	}
	return 0, errors.New("it is no capture that sipcap wrote")
}
