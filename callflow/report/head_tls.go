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
	key        bool // what is missing is a key
	alert      bool // tells what the endpoint said
}{
	{"TLS without a key",
		"keys: SSLKEYLOGFILE=keys.log in the client's environment, or a key log of the server; then sipcap --keylog keys.log",
		(*callflow.TLSServer).NoKey, true, false},
	{"TLS without its handshake",
		"no key opens it: capture from before the connection begins, or have the client connect anew",
		func(s *callflow.TLSServer) uint64 { return s.NoHandshake }, false, false},
	{"TLS that cannot be decrypted",
		"what can is TLS 1.0 to 1.3 with AES-GCM, AES-CBC or ChaCha20-Poly1305",
		func(s *callflow.TLSServer) uint64 { return s.Unsupported }, false, false},
	{"TLS broken off in the handshake",
		"the log of who did so tells more: certificate, version, cipher suites",
		func(s *callflow.TLSServer) uint64 { return s.Refused }, false, true},
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
				to = append(to, serverShare(s, k, e.alert))
			}
		}
		if n == 0 {
			continue
		}
		if len(to) == 1 {
			to[0] = strings.TrimSuffix(to[0], " ("+count(n)+")") // it was told
		}
		if more := len(to) - maxServersTold; more > 0 {
			to = append(to[:maxServersTold], plural(more, "other server"))
		}
		warn(e.what + ": " + plural(n, "connection") + " that could be SIP, to " + strings.Join(to, ", "))
		hint := e.hint
		if others := c.TLS.Keys - min(decrypted(c), c.TLS.Keys); e.key && others > 0 {
			hint = "the key of " + plural(others, "other connection") + " is known: a key log is to be written from before a connection begins"
		}
		lines = append(lines, line{text: "    " + hint, hang: 4})
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

// serverShare is a server's address and how many of its connections are meant.
func serverShare(s *callflow.TLSServer, n uint64, alert bool) string {
	to := "others"
	if s.Server.IsValid() {
		to = addr(s.Server)
	}
	share := count(n)
	if n < s.Connections {
		share += " of " + count(s.Connections)
	}
	if alert && s.Alert != "" {
		share += ", " + s.Alert
	}
	return to + " (" + share + ")"
}

// decrypted is how many TLS connections were.
func decrypted(c *callflow.Capture) uint64 {
	var n uint64
	for _, s := range c.TLS.Servers {
		n += s.Decrypted
	}
	return n
}
