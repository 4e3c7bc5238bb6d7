package main

import "strconv"

// transaction names the step's transaction within the call. The ACK of a 2xx has its own
// (RFC 3261 §13.2.2.4), the ACK of any other final response and a CANCEL share the INVITE's.
func (c *call) transaction(st step) byte {
	switch st.method {
	case "BYE":
		return 'e'
	case "ACK":
		if s := scripts[c.script]; s.answered && st.try == s.steps[len(s.steps)-1].try {
			return 'd'
		}
	}
	return byte('A' + st.try)
}

// cseq is the step's CSeq number: the caller counts its attempts, then the BYE.
func (c *call) cseq(st step) int64 {
	if st.method != "BYE" {
		return int64(1 + st.try)
	}
	if c.byCallee {
		return 1
	}
	return int64(2 + st.try)
}

// party appends a From or To header.
func (c *call) party(dst []byte, name, user string, tag byte, tagged bool) []byte {
	dst = append(append(append(dst, name...), ": <sip:"...), user...)
	dst = append(dst, "@"+domain+">"...)
	if tagged {
		dst = c.token(append(dst, ";tag="...), tag)
	}
	return append(dst, "\r\n"...)
}

// token appends sixteen hexadecimal digits that are the call's own for that purpose.
func (c *call) token(dst []byte, purpose byte) []byte {
	n := mix(uint64(c.number)<<8 | uint64(purpose) | 1<<48)()
	const width = 1 << 60 // keeps the leading digit from being zero
	return strconv.AppendUint(dst, n|width, 16)
}
