package capture

import (
	"encoding/binary"
	"slices"
)

// The parts of a frame's header (RFC 6455 §5.2).
const (
	wsFinal      = 0x80 // in the first byte
	wsDeflated   = 0x40
	wsReserved   = 0x30
	wsControl    = 0x08
	wsMask       = 0x80 // in the second byte
	wsMaxControl = 125
)

// wsFrame is the header of a frame.
type wsFrame struct {
	flags  byte
	opcode byte
	masked bool
	key    [4]byte
	header int // length
	length uint64
}

// wsState says what parseWebSocketFrame found.
type wsState uint8

const (
	wsFine wsState = iota
	wsUnclear
	wsWrong
)

// parseWebSocketFrame reads the header of a frame.
func parseWebSocketFrame(b []byte) (f wsFrame, state wsState) {
	if len(b) < 2 {
		return f, wsUnclear
	}
	f.flags, f.opcode, f.masked = b[0]&0xf0, b[0]&0x0f, b[1]&wsMask != 0
	f.length, f.header = uint64(b[1]&^wsMask), 2
	control := f.opcode >= wsControl
	switch {
	case f.flags&wsReserved != 0, f.opcode > 2 && f.opcode < wsControl, f.opcode > 10,
		control && (f.flags&(wsFinal|wsDeflated) != wsFinal || f.length > wsMaxControl),
		f.opcode == 0 && f.flags&wsDeflated != 0:
		return f, wsWrong
	}
	extended := 0 // bytes of the length behind the second byte
	switch f.length {
	case 126:
		extended = 2
	case 127:
		extended = 8
	}
	f.header += extended
	if f.masked {
		f.header += len(f.key)
	}
	if len(b) < f.header {
		return f, wsUnclear
	}
	switch extended {
	case 2:
		f.length = uint64(binary.BigEndian.Uint16(b[2:]))
	case 8:
		f.length = binary.BigEndian.Uint64(b[2:])
	}
	if f.length>>63 != 0 || extended == 2 && f.length < 126 || extended == 8 && f.length < 1<<16 {
		return f, wsWrong // not the shortest form
	}
	if f.masked {
		copy(f.key[:], b[f.header-len(f.key):])
	}
	return f, wsFine
}

// unmask appends the payload of a frame, or its beginning, to dst (RFC 6455 §5.3).
func (f *wsFrame) unmask(dst, payload []byte) []byte {
	from := len(dst)
	dst = slices.Grow(dst, len(payload))
	dst = append(dst, payload...)
	if f.masked {
		for i := range dst[from:] {
			dst[from+i] ^= f.key[i%len(f.key)]
		}
	}
	return dst
}
