package capture

import "encoding/binary"

// endian is a byte order that is known at run time only. Its methods are inlined, which
// those of a binary.ByteOrder are not.
type endian bool

const (
	little endian = false
	big    endian = true
)

func (e endian) u16(b []byte) uint16 {
	if e == big {
		return binary.BigEndian.Uint16(b)
	}
	return binary.LittleEndian.Uint16(b)
}

func (e endian) u32(b []byte) uint32 {
	if e == big {
		return binary.BigEndian.Uint32(b)
	}
	return binary.LittleEndian.Uint32(b)
}

func (e endian) u64(b []byte) uint64 {
	if e == big {
		return binary.BigEndian.Uint64(b)
	}
	return binary.LittleEndian.Uint64(b)
}
