package capturetest

import "encoding/binary"

// WebSocketFrame writes a frame in its shortest form: the first byte has its flags and what it is. It is masked
// where there is a key, which is of 4 bytes.
func WebSocketFrame(first byte, key, payload string) string {
	b := []byte{first, 0}
	switch n := len(payload); {
	case n < 126:
		b[1] = byte(n)
	case n < 1<<16:
		b[1] = 126
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	default:
		b[1] = 127
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	if key == "" {
		return string(b) + payload
	}
	b[1] |= 0x80
	b = append(b, key...)
	for i := range len(payload) {
		b = append(b, payload[i]^key[i%4])
	}
	return string(b)
}
