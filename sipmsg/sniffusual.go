package sipmsg

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// This file has the short cut of SniffCallID: it goes from line to line without a look at what is
// in them, and gives up, and has the long way decide, where that could make a difference.

// usualCallID returns the Call-ID of a message that begins with a usual start line and has all
// lines up to the Call-ID end in CRLF, none of them folded. ok is false for any other message.
func usualCallID(b []byte) (callID []byte, ok bool) {
	const above = ('\r' + 1) * eachByte
	i := usualStart(b)
	if i == 0 {
		return nil, false
	}
	value := 0 // where that of the Call-ID begins
	for i >= 0 && i < len(b)-1 {
		if i < len(b)-32 { // nearly always: 32 octets at once, most of which are text
			s := b[i : i+32 : i+32]
			w, x := binary.LittleEndian.Uint64(s)-above, binary.LittleEndian.Uint64(s[8:])-above
			y, z := binary.LittleEndian.Uint64(s[16:])-above, binary.LittleEndian.Uint64(s[24:])-above
			if (w|x|y|z)&highBits == 0 {
				i += 32
				continue
			}
			// A borrow only ever spills upwards from an octet that is special itself, so the lowest bit found is exact.
			if (w|x)&highBits == 0 {
				w, x = y, z
				i += 16
			}
			if w &= highBits; w == 0 {
				w = x & highBits
				i += 8
			}
			i += bits.TrailingZeros64(w) / 8
		}
		c := b[i]
		i++
		switch {
		case c == '\r' && b[i] == '\n':
			i++
		case c == '\r' || c == '\n': // which may end a line, too
			return nil, false
		default:
			continue
		}
		if value > 0 {
			return usualEnd(b, value, i)
		}
		if i < len(b) && oddStart[b[i]] {
			n, other := usualValue(b[i:])
			if other {
				return nil, false
			}
			if n > 0 {
				i += n
				value = i
			}
		}
	}
	return nil, false
}

const usualName = "Call-ID: "

// oddStart says with what a line begins that may be a Call-ID, continue the one before, or be empty.
var oddStart = [256]bool{'C': true, 'c': true, 'I': true, 'i': true, ' ': true, '\t': true, '\r': true, '\n': true}

// usualValue returns where the value of the Call-ID begins in a line that begins as one that may be that, and 0
// where it is none; other tells that it may be one that is spelled otherwise.
func usualValue(line []byte) (n int, other bool) {
	switch {
	case len(line) <= len(usualName):
		return 0, true
	case string(line[:len(usualName)]) == usualName:
		return len(usualName), false
	case string(line[:len("i: ")]) == "i: ":
		return len("i: "), false
	}
	return 0, line[0] != 'C' || line[1]|0x20 == 'a'
}

// usualEnd returns the Call-ID, whose line ends before next, unless that goes on behind it or the start line, which
// ends where the first CR is, is that of a request without its version.
func usualEnd(b []byte, value, next int) (callID []byte, ok bool) {
	const tail = " SIP/2.0"
	if next < len(b) && (b[next] == ' ' || b[next] == '\t') {
		return nil, false
	}
	if binary.LittleEndian.Uint64(b) != startOfStatus {
		if end := bytes.IndexByte(b, '\r'); string(b[end-len(tail):end]) != tail {
			return nil, false
		}
	}
	return trimLWS(b[value : next-len("\r\n")]), true
}

// usualStart returns how much of the first line says that it is surely a start line, if that of a request ends in
// the version, and 0 otherwise.
func usualStart(b []byte) int {
	if len(b) < shortestMessage {
		return 0
	}
	if binary.LittleEndian.Uint64(b) == startOfStatus {
		if !is(b[8], classDigit) || !is(b[9], classDigit) || !is(b[10], classDigit) || b[11] != ' ' {
			return 0
		}
		return len("SIP/2.0 200 ")
	}
	_, uri := usualMethod(b)
	if uri == 0 || string(b[uri:uri+4]) != "sip:" || b[uri+4] <= ' ' {
		return 0
	}
	return uri + len("sip:a")
}

// usualMethod returns the method that b, of at least shortestMessage octets, begins with, and where the URI behind
// the space begins, and 0 if it is none that has a constant.
func usualMethod(b []byte) (method Method, uri int) {
	switch b = b[:shortestMessage]; b[0] {
	case 'I':
		if string(b[:7]) == "INVITE " {
			return INVITE, 7
		}
		if string(b[:5]) == "INFO " {
			return INFO, 5
		}
	case 'A':
		if string(b[:4]) == "ACK " {
			return ACK, 4
		}
	case 'B':
		if string(b[:4]) == "BYE " {
			return BYE, 4
		}
	case 'O':
		if string(b[:8]) == "OPTIONS " {
			return OPTIONS, 8
		}
	case 'C':
		if string(b[:7]) == "CANCEL " {
			return CANCEL, 7
		}
	case 'R':
		if string(b[:9]) == "REGISTER " {
			return REGISTER, 9
		}
		if string(b[:6]) == "REFER " {
			return REFER, 6
		}
	case 'S':
		if string(b[:10]) == "SUBSCRIBE " {
			return SUBSCRIBE, 10
		}
	case 'N':
		if string(b[:7]) == "NOTIFY " {
			return NOTIFY, 7
		}
	case 'P':
		if string(b[:6]) == "PRACK " {
			return PRACK, 6
		}
		if string(b[:8]) == "PUBLISH " {
			return PUBLISH, 8
		}
	case 'M':
		if string(b[:8]) == "MESSAGE " {
			return MESSAGE, 8
		}
	case 'U':
		if string(b[:7]) == "UPDATE " {
			return UPDATE, 7
		}
	}
	return "", 0
}
