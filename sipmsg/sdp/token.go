package sdp

import (
	"bytes"
	"math"
)

func isSpace(c byte) bool { return c == ' ' || c == '\t' }

// trim cuts spaces and tabs, and NULs that some stacks leave at the end, off both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && (isSpace(b[len(b)-1]) || b[len(b)-1] == 0) {
		b = b[:len(b)-1]
	}
	return b
}

// field cuts the first field off b: fields are divided by any number of spaces.
func field(b []byte) (first, rest []byte) {
	start := 0
	for start < len(b) && isSpace(b[start]) {
		start++
	}
	end := start
	for end < len(b) && !isSpace(b[end]) {
		end++
	}
	return b[start:end:end], b[end:]
}

// lastField cuts the last field off b.
func lastField(b []byte) (rest, last []byte) {
	end := len(b)
	for end > 0 && isSpace(b[end-1]) {
		end--
	}
	start := end
	for start > 0 && !isSpace(b[start-1]) {
		start--
	}
	return b[:start], b[start:end:end]
}

// cut splits b at the first sep; after is nil when there is none.
func cut(b []byte, sep byte) (before, after []byte) {
	if i := bytes.IndexByte(b, sep); i >= 0 {
		return b[:i:i], b[i+1:]
	}
	return b, nil
}

// number reads a decimal number that fills all of b. What is too large becomes
// [math.MaxInt32], so that an absurd number stays one.
func number(b []byte) (n int, ok bool) {
	if len(b) == 0 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		if n > (math.MaxInt32-9)/10 {
			n = math.MaxInt32
			continue
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// equalFold reports whether b is s, which is ASCII, in any case.
func equalFold(b []byte, s string) bool {
	if len(b) != len(s) {
		return false
	}
	for i := range b {
		if lower(b[i]) != lower(s[i]) {
			return false
		}
	}
	return true
}

// sameFold is equalFold for two slices.
func sameFold(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
