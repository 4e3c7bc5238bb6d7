package sipmsg

import "encoding/binary"

// plainStart sets what the start line says that b begins with, if it is of the usual form and nothing
// is wrong with it, and returns where the headers begin. Any other line makes it return 0.
func (m *Message) plainStart(b []byte) (next int) {
	const version = len("SIP/2.0")
	if len(b) < shortestMessage {
		return 0
	}
	if binary.LittleEndian.Uint64(b) == startOfStatus {
		return m.plainStatus(b)
	}
	method, uri := usualMethod(b)
	if uri == 0 {
		return 0
	}
	_, _, end := scanPlainSIP(b, uri)
	const tail = " SIP/2.0\r\n"
	if next = end + len(tail); end == 0 || next > len(b) || string(b[end:next]) != tail {
		return 0
	}
	m.Method, m.RequestURI, m.Version = method, b[uri:end], b[end+1:end+1+version]
	return next
}

// shortestMessage is the length below which no message is of the usual form.
const shortestMessage = 32

// startOfStatus is "SIP/2.0 ", the first octet the lowest.
const startOfStatus = 'S' | 'I'<<8 | 'P'<<16 | '/'<<24 | '2'<<32 | '.'<<40 | '0'<<48 | ' '<<56

// plainStatus is plainStart for a status line, of which the version is there.
func (m *Message) plainStatus(b []byte) (next int) {
	const reason = len("SIP/2.0 200 ")
	hundreds, tens, ones := b[8]-'0', b[9]-'0', b[10]-'0'
	if hundreds-1 > 5 || tens > 9 || ones > 9 || b[11] != ' ' {
		return 0
	}
	end := nextSpecial(b, reason)
	if next = end + 2; next > len(b) || string(b[end:next]) != "\r\n" {
		return 0
	}
	m.Version, m.Status = b[:len("SIP/2.0")], int(hundreds)*100+int(tens)*10+int(ones)
	m.Reason = trimLWS(b[reason:end])
	return next
}
