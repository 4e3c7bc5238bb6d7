package report

import (
	"strings"

	"sipcap/callflow"
)

// maxServersTold is how many TLS servers a line of the head names.
const maxServersTold = 4

// The ways in which TLS stays encrypted: what the head says of each, and what to do.
var encrypted = []struct {
	what, hint string
	count      func(*callflow.TLSServer) uint64
}{
	{"encrypted, without a key",
		"keys: SSLKEYLOGFILE=keys.log in the client's environment, or a key log of the server; then sipcap --keylog keys.log",
		(*callflow.TLSServer).NoKey},
	{"encrypted, without their handshake",
		"no key opens these: capture from before they begin, or have the client connect anew",
		func(s *callflow.TLSServer) uint64 { return s.NoHandshake }},
	{"encrypted in a way that is not decrypted",
		"TLS 1.0 to 1.3 is, with AES-GCM, AES-CBC or ChaCha20-Poly1305",
		func(s *callflow.TLSServer) uint64 { return s.Unsupported }},
}

// tlsLines tell which TLS connections could be SIP and were not decrypted, and what to do.
func tlsLines(c *callflow.Capture) []line {
	var lines []line
	warn := func(text string) { lines = append(lines, line{text: "  ! " + text, hang: 4, style: yellow}) }
	for _, e := range encrypted {
		var n uint64
		var to []string
		for i := range c.TLS.Servers {
			s := &c.TLS.Servers[i]
			if k := e.count(s); k > 0 {
				n += k
				to = append(to, serverShare(s, k))
			}
		}
		if n == 0 {
			continue
		}
		if more := len(to) - maxServersTold; more > 0 {
			to = append(to[:maxServersTold], plural(more, "other server"))
		}
		warn(e.what + ": " + plural(n, "TLS connection") + " that could be SIP, " + strings.Join(to, ", "))
		lines = append(lines, line{text: "    " + e.hint, hang: 4})
	}
	var lost uint64
	for _, s := range c.TLS.Servers {
		if s.Decrypted > 0 {
			lost += s.LostRecords
		}
	}
	if lost > 0 {
		warn(plural(lost, "TLS record") + " not decrypted in connections with a key: bytes are missing")
	}
	if n := c.TLS.Malformed; n > 0 {
		warn(plural(n, "line") + " of the key log not as SSLKEYLOGFILE has them")
	}
	return lines
}

// serverShare is "2 to 10.1.2.9:5061", or "2 of 3 to" it.
func serverShare(s *callflow.TLSServer, n uint64) string {
	share := count(n)
	if n < s.Connections {
		share += " of " + count(s.Connections)
	}
	if !s.Server.IsValid() {
		return share + " to other servers"
	}
	return share + " to " + addr(s.Server)
}

// decrypted is how many TLS connections were.
func decrypted(c *callflow.Capture) uint64 {
	var n uint64
	for _, s := range c.TLS.Servers {
		n += s.Decrypted
	}
	return n
}
