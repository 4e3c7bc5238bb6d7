package callflowtest

import (
	"fmt"
	"slices"
)

// response makes a response: one that is passed back, or the sender's own.
func (s *scribe) response(l *line) (*message, error) {
	d := s.dialogs[l.or("call-id", s.callID)]
	req, err := s.answered(l)
	if err != nil {
		return nil, err
	}
	if d == nil {
		d = s.dialogs[req.callID]
	}
	m := *req
	m.src, m.dst, m.status, m.reason = l.src, l.dst, l.status, ""
	m.from, m.answers, m.headers, m.body = nil, req, nil, ""
	if down := s.downstream(&m); down != nil {
		m.from, m.reason, m.headers, m.body = down, down.reason, slices.Clone(down.headers), down.body
		m.toTag = down.toTag
	} else {
		s.ownResponse(&m, l, req, d)
	}
	m.toTag = l.or("to-tag", m.toTag)
	switch {
	case req.toTag != "" || m.method != "INVITE" && m.method != "SUBSCRIBE" || m.status == 100 || m.status >= 300:
	case m.status >= 200:
		d.answered, d.toTag = true, m.toTag
		if m.from == nil {
			d.answeredBy = m.src
		}
	case !d.answered:
		d.toTag = m.toTag
	}
	return &m, nil
}

// ownResponse fills in what the server that answers adds.
func (s *scribe) ownResponse(m *message, l *line, req *message, d *dialog) {
	if m.status > 100 && req.toTag == "" {
		m.toTag = m.src + "-tag"
	}
	if m.status > 100 && m.status < 300 && m.method != "BYE" && m.method != "CANCEL" {
		m.set("Contact", "<sip:"+m.src+"@"+s.own(m.src).String()+">")
	}
	if m.status == 401 || m.status == 407 {
		d.challenge = m.status
		name := "WWW-Authenticate"
		if m.status == 407 {
			name = "Proxy-Authenticate"
		}
		value := fmt.Sprintf("Digest realm=\"example.com\", nonce=%q, algorithm=MD5", l.or("nonce", "nonce-1"))
		if l.has("stale") {
			value += ", stale=true"
		}
		m.set(name, value)
	}
}

// answered is the request that a response answers: the last one on its hop that still lacks
// a final response, or else the last one. Where none was captured, it is made up.
func (s *scribe) answered(l *line) (*message, error) {
	id := l.or("call-id", s.callID)
	fits := func(m *message) bool {
		return m.callID == id && m.status == 0 && m.method != "ACK" && m.src == l.dst && m.dst == l.src &&
			(l.method == "" || m.method == l.method) && (l.cseq == 0 || m.cseq == l.cseq)
	}
	if m := s.last(func(m *message) bool {
		return fits(m) && s.last(func(f *message) bool { return f.answers == m && f.status >= 200 }) == nil
	}); m != nil {
		return m, nil
	}
	if m := s.last(fits); m != nil {
		return m, nil
	}
	if l.method == "" {
		return nil, fmt.Errorf("which request does it answer? None from %s to %s was written", l.dst, l.src)
	}
	made := *l
	made.src, made.dst, made.status, made.headers, made.reason = l.dst, l.src, 0, nil, ""
	m, err := s.request(&made)
	if err != nil {
		return nil, err
	}
	return m, m.identify(&made)
}

// downstream is the response that another one passes back: the same, with one Via more.
func (s *scribe) downstream(m *message) *message {
	if m.status == 100 || m.method == "CANCEL" {
		return nil
	}
	return s.last(func(d *message) bool {
		return d.status == m.status && d.dst == m.src && d.callID == m.callID && d.cseq == m.cseq && d.method == m.method &&
			len(d.vias) > 1 && slices.Equal(d.vias[1:], m.vias)
	})
}
