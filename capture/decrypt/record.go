package decrypt

import "encoding/binary"

// The versions, as they stand on the wire.
const (
	ssl3  = 0x0300
	tls10 = 0x0301
	tls11 = 0x0302
	tls12 = 0x0303
	tls13 = 0x0304
)

// recordType is the content type of a record (RFC 8446 §5.1).
type recordType uint8

const (
	changeCipherSpec recordType = 20
	alert            recordType = 21
	handshakeType    recordType = 22
	applicationData  recordType = 23
	heartbeat        recordType = 24 // RFC 6520
)

const (
	recordHeader = 5
	// maxRecord is the longest body (RFC 5246 §6.2.3; RFC 8446 §5.2 has it shorter).
	maxRecord = 1<<14 + 2048
)

// record is a record as it was sent, and where in the stream.
type record struct {
	kind       recordType
	version    uint16
	body       []byte
	start, end int64

	inner recordType // of the content, where it was decrypted
}

// parseHeader reads the header of a record, and tells whether it can be one.
func parseHeader(b []byte) (r record, length int, ok bool) {
	r.kind, r.version = recordType(b[0]), binary.BigEndian.Uint16(b[1:])
	length = int(binary.BigEndian.Uint16(b[3:]))
	ok = r.kind >= changeCipherSpec && r.kind <= heartbeat && r.version >= ssl3 && r.version <= tls13 && length <= maxRecord
	return r, length, ok
}

// LooksLikeTLS tells whether a stream begins with TLS, by what there is of its first bytes. Five are
// enough to be as good as certain; no protocol of text begins as TLS does.
func LooksLikeTLS(b []byte) bool {
	var head [recordHeader]byte
	if len(b) == 0 {
		return false
	}
	if copy(head[:], b) < 2 {
		head[1] = 3
	}
	_, _, ok := parseHeader(head[:])
	return ok
}
