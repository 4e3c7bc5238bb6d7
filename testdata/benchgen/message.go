package main

import (
	"net/netip"
	"strconv"
)

var phrases = map[int]string{
	100: "Trying", 180: "Ringing", 200: "OK", 401: "Unauthorized", 404: "Not Found",
	486: "Busy Here", 487: "Request Terminated", 503: "Service Unavailable",
}

const allow = "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY\r\n"

// message appends the message of one step of the call.
func (c *call) message(dst []byte, st step) []byte {
	bye := st.method == "BYE" && c.byCallee
	if st.status == 0 {
		dst = c.request(dst, st, bye)
	} else {
		dst = append(dst, "SIP/2.0 "...)
		dst = strconv.AppendInt(dst, int64(st.status), 10)
		dst = append(append(append(dst, ' '), phrases[st.status]...), "\r\n"...)
	}
	uac := c.caller
	if bye {
		uac = c.callee
	}
	dst = append(dst, "Via: SIP/2.0/UDP "...)
	dst = uac.AppendTo(dst)
	dst = append(dst, ";branch=z9hG4bK"...)
	dst = c.token(dst, c.transaction(st))
	dst = append(dst, ";rport"...)
	if st.status != 0 {
		dst = strconv.AppendUint(append(dst, '='), uint64(uac.Port()), 10)
		dst = uac.Addr().AppendTo(append(dst, ";received="...))
	}
	dst = append(dst, "\r\n"...)
	if st.status == 0 {
		dst = append(dst, "Max-Forwards: 70\r\n"...)
	}
	// A tag of the callee is in all but the requests that open or cancel a call, and the 100.
	toTag := st.status > 100 || st.status == 0 && st.method != "INVITE" && st.method != "CANCEL"
	if bye {
		dst = c.party(dst, "From", c.to, byte('b'+st.try), true)
		dst = c.party(dst, "To", c.from, 'a', true)
	} else {
		dst = c.party(dst, "From", c.from, 'a', true)
		dst = c.party(dst, "To", c.to, byte('b'+st.try), toTag)
	}
	dst = append(append(append(dst, "Call-ID: "...), c.id...), "\r\nCSeq: "...)
	dst = strconv.AppendInt(dst, c.cseq(st), 10)
	dst = append(append(append(dst, ' '), st.method...), "\r\n"...)
	return c.rest(dst, st)
}

// request appends a request line.
func (c *call) request(dst []byte, st step, bye bool) []byte {
	dst = append(append(dst, st.method...), " sip:"...)
	switch {
	case bye:
		dst = append(append(dst, c.from...), '@')
		dst = c.caller.AppendTo(dst)
	default:
		dst = append(append(dst, c.to...), '@')
		dst = c.callee.AppendTo(dst)
		dst = append(dst, ";user=phone"...)
	}
	return append(dst, " SIP/2.0\r\n"...)
}

// rest appends the headers behind CSeq, and the body.
func (c *call) rest(dst []byte, st step) []byte {
	sender, party := 0, c.caller
	user := c.from
	if st.callee != (st.method == "BYE" && c.byCallee) {
		sender, party, user = 1, c.callee, c.to
	}
	if st.method == "INVITE" && (st.status == 0 || st.status == 180 || st.status == 200) {
		dst = append(append(append(dst, "Contact: <sip:"...), user...), '@')
		dst = party.AppendTo(dst)
		dst = append(append(dst, ">\r\n"...), allow...)
	}
	if st.status == 0 {
		dst = append(append(append(dst, "User-Agent: "...), c.agents[sender]...), "\r\n"...)
	} else if st.status != 100 {
		dst = append(append(append(dst, "Server: "...), c.agents[sender]...), "\r\n"...)
	}
	switch {
	case st.method == "INVITE" && st.status == 0:
		if st.try > 0 {
			dst = c.credentials(dst)
		}
		dst = append(dst, "Supported: timer, replaces, 100rel\r\nSession-Expires: 1800\r\nMin-SE: 90\r\n"...)
		dst = append(append(append(dst, "P-Asserted-Identity: <sip:"...), c.from...), "@"+domain+">\r\n"...)
	case st.status == 401:
		dst = append(dst, "WWW-Authenticate: Digest realm=\""+domain+"\", nonce=\""...)
		dst = strconv.AppendUint(dst, c.nonce, 16)
		dst = append(dst, "\", algorithm=MD5, qop=\"auth\"\r\n"...)
	case st.status == 503:
		dst = append(dst, "Retry-After: 30\r\n"...)
	case st.method == "BYE" && st.status == 0:
		dst = append(dst, "Reason: Q.850;cause=16;text=\"Normal call clearing\"\r\n"...)
	}
	if st.method == "INVITE" && (st.status == 0 || st.status == 200) {
		return c.description(dst, sender, party.Addr())
	}
	return append(dst, "Content-Length: 0\r\n\r\n"...)
}

// credentials appends the answer to a challenge; its digest is not one that could be checked.
func (c *call) credentials(dst []byte) []byte {
	dst = append(append(dst, "Authorization: Digest username=\""...), c.from...)
	dst = strconv.AppendUint(append(dst, "\", realm=\""+domain+"\", nonce=\""...), c.nonce, 16)
	dst = append(append(dst, "\", uri=\"sip:"...), c.to...)
	dst = append(dst, "@"+domain+"\", response=\""...)
	dst = c.token(c.token(dst, 'x'), 'y')
	return append(dst, "\", algorithm=MD5, cnonce=\"0a4f113b\", qop=auth, nc=00000001\r\n"...)
}

// description appends Content-Type, Content-Length and an SDP offer or answer.
func (c *call) description(dst []byte, sender int, host netip.Addr) []byte {
	var room [512]byte
	ip := host.String()
	b := append(append(room[:0], "v=0\r\no=- "...), strconv.FormatUint(c.sessionID, 10)...)
	b = append(append(append(b, " 1 IN IP4 "...), ip...), "\r\ns=-\r\nc=IN IP4 "...)
	b = append(append(b, ip...), "\r\nt=0 0\r\nm=audio "...)
	b = strconv.AppendUint(b, uint64(c.ports[sender]), 10)
	if sender == 0 {
		b = append(b, " RTP/AVP 8 0 9 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:9 G722/8000\r\n"...)
	} else {
		b = append(b, " RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"...)
	}
	b = append(b, "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"...)
	dst = append(dst, "Content-Type: application/sdp\r\nContent-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(b)), 10)
	return append(append(dst, "\r\n\r\n"...), b...)
}
