package decrypt

import (
	"bytes"
	"encoding/hex"
)

// maxLine is the longest line of a key log: more than any label with two random numbers needs.
const maxLine = 1 << 10

// labels are the lines that are of use; others are passed over.
var labels = map[string]secretLabel{
	"CLIENT_HANDSHAKE_TRAFFIC_SECRET": clientHandshake,
	"SERVER_HANDSHAKE_TRAFFIC_SECRET": serverHandshake,
	"CLIENT_TRAFFIC_SECRET_0":         clientTraffic,
	"SERVER_TRAFFIC_SECRET_0":         serverTraffic,
}

const masterLabel = "CLIENT_RANDOM"

// Write takes the next bytes of a key log, in the format of NSS that SSLKEYLOGFILE has
// (draft-ietf-tls-keylogfile). The log may still be growing. It never fails.
func (k *Keys) Write(b []byte) (int, error) {
	n := len(b)
	for {
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			break
		}
		k.extend(b[:end])
		if !k.take() {
			k.Malformed++
		}
		k.line, k.tooLong = k.line[:0], false
		b = b[end+1:]
	}
	k.extend(b)
	return n, nil
}

func (k *Keys) extend(b []byte) {
	if len(k.line)+len(b) > maxLine {
		k.tooLong = true
		k.line = k.line[:0]
	}
	if !k.tooLong {
		k.line = append(k.line, b...)
	}
}

// take takes a line. It reports false where that is malformed.
func (k *Keys) take() bool {
	if k.tooLong {
		return false
	}
	line := bytes.TrimSpace(k.line)
	if len(line) == 0 || line[0] == '#' {
		return true
	}
	fields := bytes.Fields(line)
	if !isLabel(fields[0]) || len(fields) < 2 {
		return false
	}
	label := string(fields[0])
	traffic, known := labels[label]
	if !known && label != masterLabel {
		return true // of QUIC, ECH, an exporter, …
	}
	var r random
	if len(fields) != 3 || !unhex(r[:], fields[1]) {
		return false
	}
	if !known {
		var m masterSecret
		if !unhex(m[:], fields[2]) {
			return false
		}
		k.make(r).master = &m
		return true
	}
	secret := make([]byte, hex.DecodedLen(len(fields[2])))
	if len(secret) != 32 && len(secret) != 48 || !unhex(secret, fields[2]) { // of SHA-256 or SHA-384
		return false
	}
	k.make(r).traffic[traffic] = secret
	return true
}

// isLabel tells whether a word is one that a line can begin with.
func isLabel(b []byte) bool {
	for _, c := range b {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

// unhex decodes text that must fill dst.
func unhex(dst, text []byte) bool {
	if len(text) != hex.EncodedLen(len(dst)) {
		return false
	}
	_, err := hex.Decode(dst, text)
	return err == nil
}
