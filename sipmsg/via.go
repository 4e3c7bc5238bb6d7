package sipmsg

import (
	"bytes"
	"iter"
)

// Via is one value of a Via header (RFC 3261 §20.42).
type Via struct {
	Transport []byte // "UDP", "TCP", "TLS", "WS", "WSS", "SCTP" or any token, as written
	Host      []byte // the sent-by host, without the brackets of an IPv6 reference
	Port      int    // the sent-by port, 0 where there is none
	Params    Params

	branch, branchEnd int  // where the branch is in Params, if all is in the usual form
	cookie            bool // and begins as RFC 3261 has it, and goes on
}

// Branch returns the branch parameter, nil when there is none.
func (v Via) Branch() []byte {
	if v.branchEnd > 0 && v.branchEnd <= len(v.Params) {
		return v.Params[v.branch:v.branchEnd]
	}
	return v.Params.value("branch")
}

// Received returns the received parameter, the address that the next hop saw, without
// brackets, and nil when there is none.
func (v Via) Received() []byte {
	b := v.Params.value("received")
	if len(b) > 2 && b[0] == '[' && b[len(b)-1] == ']' {
		b = b[1 : len(b)-1]
	}
	return b
}

// RPort returns the rport parameter (RFC 3581): the port that the next hop saw, 0 when
// the client only asked for it, and whether there is the parameter at all.
func (v Via) RPort() (int, bool) {
	b, ok := v.Params.Get("rport")
	port, _ := parseUint(b, 65535)
	return int(port), ok
}

// Via returns the topmost Via: the hop that sent a request, or gets a response.
func (m *Message) Via() (Via, bool) {
	if m.index[HeaderVia] == 0 {
		return Via{}, false
	}
	return m.via, m.hasVia
}

// ViaCount returns how many values all Via headers have together: the hops that a request
// has gone, its sender's included.
func (m *Message) ViaCount() int {
	if m.index[HeaderVia] != 0 && !m.odd && !m.severalVias {
		return 1
	}
	n := 0
	for i := m.first(HeaderVia); i < len(m.Headers); i++ {
		switch h := &m.Headers[i]; {
		case h.ID != HeaderVia:
		case h.plain: // which has one
			n++
		default:
			for rest := m.value(h); len(rest) > 0; {
				var value []byte
				if value, rest = cutComma(rest); len(value) > 0 {
					n++
				}
			}
		}
	}
	return n
}

// Vias yields the values of all Via headers, the topmost first.
func (m *Message) Vias() iter.Seq[Via] {
	return func(yield func(Via) bool) {
		for i := m.first(HeaderVia); i < len(m.Headers); i++ {
			if m.Headers[i].ID != HeaderVia {
				continue
			}
			for rest := m.value(&m.Headers[i]); len(rest) > 0; {
				var v Via
				var ok bool
				v, rest, ok = parseVia(rest, nil)
				rest = skipComma(rest)
				if ok && !yield(v) {
					return
				}
			}
		}
	}
}

// parseVia parses the value at the start of b and notes in m what is wrong with it. It
// ends at the comma with which rest begins; rest is shorter than b if b is not empty.
func parseVia(b []byte, m *Message) (v Via, rest []byte, ok bool) {
	var f form
	if end := v.setPlain(b, 0, &f); end > 0 && endsElement(b, end, true) {
		return v, b[end:], true
	}
	v = Via{}
	i, ok := sentProtocol(b, &v)
	if !ok {
		return v, badVia(b, m), false
	}
	v.Host, i = scanHost(b, i, m)
	if len(v.Host) == 0 {
		return v, badVia(b, m), false
	}
	i = skipLWS(b, i)
	if i < len(b) && b[i] == ':' {
		i = skipLWS(b, i+1)
		j := run(b, i, classDigit)
		port, ok := parseUint(b[i:j], 65535)
		if !ok {
			m.note(BadPort, b[i:j])
		}
		v.Port = int(port)
		i = skipLWS(b, j)
	}
	v.Params, rest = scanParams(b[i:], true, m)
	rest = rest[skipLWS(rest, 0):]
	if len(rest) > 0 && rest[0] == '(' { // RFC 2543 had a comment at the end
		end := bytes.IndexByte(rest, ')') + 1
		if end == 0 {
			end = len(rest)
		}
		rest = rest[skipLWS(rest, end):]
	}
	if len(rest) > 0 && rest[0] != ',' {
		return v, badVia(rest, m), true
	}
	return v, rest, true
}

// sentProtocol parses "SIP/2.0/UDP" and the white space after it.
func sentProtocol(b []byte, v *Via) (next int, ok bool) {
	const usual = "SIP/2.0/"
	i := 0
	if len(b) > len(usual) && string(b[:len(usual)]) == usual {
		i = len(usual)
	} else {
		for range 2 { // protocol name and version; white space may surround each slash
			i = skipLWS(b, i)
			j := run(b, i, classToken)
			slash := skipLWS(b, j)
			if j == i || slash == len(b) || b[slash] != '/' {
				return i, false
			}
			i = slash + 1
		}
	}
	i = skipLWS(b, i)
	j := run(b, i, classToken)
	v.Transport = b[i:j]
	next = skipLWS(b, j)
	return next, j > i && next > j && next < len(b)
}

// badVia notes that b is no Via value, and returns what begins with the comma after it.
func badVia(b []byte, m *Message) (rest []byte) {
	element, _ := cutComma(b)
	end := cap(b) - cap(element) + len(element)
	end = skipLWS(b, end)
	m.note(BadVia, b[:end])
	if end == 0 { // b begins with a comma
		end = 1
	}
	return b[end:]
}
