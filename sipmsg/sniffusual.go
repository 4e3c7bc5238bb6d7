package sipmsg

import (
	"bytes"
	"encoding/binary"
)

// This file has the short cut of SniffCallID: it goes from line to line without a look at what is
// in them. Each function gives up, and has the long way decide, where that could make a difference.

// usualCallID returns the Call-ID of a message that begins with a usual start line and has all
// lines up to the Call-ID end in CRLF, none of them folded. ok is false for any other message.
func usualCallID(b []byte) (callID []byte, ok bool) {
	next := usualStart(b)
	if next == 0 {
		return nil, false
	}
	line := b[next:]
	for lines := 2; len(line) > len(usualName); lines++ {
		value := 0
		if oddStart[line[0]] && (line[0] != 'C' || line[1]|0x20 == 'a') {
			if value = usualValue(line); value == 0 {
				return nil, false
			}
		}
		end := bytes.IndexByte(line, '\n') - 1
		if end < value || line[end] != '\r' {
			return nil, false
		}
		next := end + len("\r\n")
		if value == 0 {
			line = line[next:]
			continue
		}
		// A CR elsewhere than at the end of a line may end one, too.
		if next < len(line) && (line[next] == ' ' || line[next] == '\t') || bytes.Count(b[:len(b)-len(line)+next], cr) != lines {
			return nil, false
		}
		return trimLWS(line[value:end]), true
	}
	return nil, false
}

const usualName = "Call-ID: "

// usualValue returns where the value of the Call-ID begins in a line that begins as one that may be that,
// and 0 if it is spelled otherwise, or is none.
func usualValue(line []byte) int {
	switch {
	case string(line[:len(usualName)]) == usualName:
		return len(usualName)
	case string(line[:len("i: ")]) == "i: ":
		return len("i: ")
	}
	return 0
}

// oddStart says with what a line begins that may be a Call-ID, continue the one before, or be empty.
var oddStart = [256]bool{'C': true, 'c': true, 'I': true, 'i': true, ' ': true, '\t': true, '\r': true, '\n': true}

var cr = []byte{'\r'}

// lineEnd returns where the first LF of b is, less the CR that is before it, and 0 if none is.
func lineEnd(b []byte) int {
	if i := bytes.IndexByte(b, '\n') - 1; i > 0 && b[i] == '\r' {
		return i
	}
	return 0
}

// usualStart returns where the second line begins if the first, up to CRLF, is surely a start line
// unless there is another CR in it, and 0 otherwise.
func usualStart(b []byte) int {
	const tail = " SIP/2.0"
	if len(b) < shortestMessage {
		return 0
	}
	if binary.LittleEndian.Uint64(b) == startOfStatus {
		if !is(b[8], classDigit) || !is(b[9], classDigit) || !is(b[10], classDigit) || b[11] != ' ' {
			return 0
		}
		if end := lineEnd(b); end > 11 {
			return end + 2
		}
		return 0
	}
	_, uri := usualMethod(b)
	if uri == 0 || string(b[uri:uri+4]) != "sip:" || b[uri+4] <= ' ' {
		return 0
	}
	end := lineEnd(b)
	if end < uri+5+len(tail) || string(b[end-len(tail):end]) != tail {
		return 0
	}
	return end + 2
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
