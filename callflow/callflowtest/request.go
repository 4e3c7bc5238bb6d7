package callflowtest

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// scribe writes the messages of a ladder, one after the other.
type scribe struct {
	addrs   map[string]netip.AddrPort // as packets have them
	inside  map[string]netip.AddrPort // as endpoints behind an address translator name themselves
	order   []string                  // of the endpoints
	callID  string
	dialogs map[string]*dialog
	past    []*message
}

// dialog is what is known of a Call-ID so far.
type dialog struct {
	caller, callee string // names, which are the users of From and To too
	callerUser     string // that of From, where it is another
	fromTag, toTag string // the caller's and the callee's
	answered       bool
	answeredBy     string
	cseq           map[string]uint32
	challenge      int
}

// message makes the message of a line.
func (s *scribe) message(l *line) (*message, error) {
	for _, name := range []string{l.src, l.dst} {
		if !s.addrs[name].IsValid() {
			return nil, fmt.Errorf("no such endpoint: %s", name)
		}
	}
	if l.has("resend") || l.has("dup") {
		if m := s.last(func(m *message) bool {
			return m.src == l.src && m.dst == l.dst && m.status == l.status && m.callID == l.or("call-id", s.callID) &&
				(l.method == "" || m.method == l.method) && (l.cseq == 0 || m.cseq == l.cseq)
		}); m != nil {
			return m, nil
		}
		return nil, fmt.Errorf("nothing to send or see again")
	}
	make := s.request
	if l.status != 0 {
		make = s.response
	}
	m, err := make(l)
	if err != nil {
		return nil, err
	}
	s.past = append(s.past, m)
	media := l.or("sdp-at", m.src)
	if !s.addrs[media].IsValid() {
		return nil, fmt.Errorf("no such endpoint: %s", media)
	}
	return m, m.override(l, s.own(media).Addr())
}

// own is the address that an endpoint names as its own.
func (s *scribe) own(name string) netip.AddrPort {
	if a, ok := s.inside[name]; ok {
		return a
	}
	return s.addrs[name]
}

// last is the last message so far that matches.
func (s *scribe) last(match func(*message) bool) *message {
	for _, m := range slices.Backward(s.past) {
		if match(m) {
			return m
		}
	}
	return nil
}

// dialog is that of a line's Call-ID, begun by it where it is the first, or where its
// From-tag says that this is another call under the same Call-ID.
func (s *scribe) dialog(l *line) *dialog {
	id := l.or("call-id", s.callID)
	d := s.dialogs[id]
	if tag := l.opts["from-tag"]; d == nil || l.status == 0 && l.method == "INVITE" && tag != "" && tag != d.fromTag && !l.has("dialog") && l.src == d.caller {
		caller := l.or("from", l.src)
		callee := s.order[len(s.order)-1]
		if callee == caller {
			callee = s.order[0]
		}
		if l.method == "REGISTER" || l.method == "PUBLISH" {
			callee = caller
		}
		d = &dialog{caller: caller, callee: l.or("to", callee), callerUser: l.or("caller", caller), fromTag: cmp.Or(tag, caller+"-tag"), cseq: map[string]uint32{}}
		s.dialogs[id] = d
	}
	return d
}

// request makes a request: one that is passed on, or the sender's own.
func (s *scribe) request(l *line) (*message, error) {
	d := s.dialog(l)
	id := l.or("call-id", s.callID)
	invite := s.last(func(m *message) bool {
		return m.callID == id && m.status == 0 && m.method == "INVITE" && m.src == l.src && m.dst == l.dst && (l.cseq == 0 || m.cseq == l.cseq)
	})
	if invite != nil && (l.method == "CANCEL" || l.method == "ACK") {
		if m := s.forInvite(l, invite); m != nil {
			return m, nil
		}
	}
	if up := s.upstream(l, d, id); up != nil {
		m := *up
		m.src, m.dst, m.from = l.src, l.dst, up
		m.vias = append([]string{s.via(l, "z9hG4bK-"+l.src+"-"+l.dst+"-"+strings.TrimPrefix(up.branch(), "z9hG4bK-"))}, up.vias...)
		m.maxForwards--
		return &m, nil
	}
	return s.originate(l, d, id, invite)
}

// forInvite makes the CANCEL of an INVITE, or the ACK of its refusal; nil where it was not refused.
func (s *scribe) forInvite(l *line, invite *message) *message {
	m := *invite
	m.src, m.dst, m.method, m.from = l.src, l.dst, l.method, nil
	m.vias, m.headers, m.body, m.maxForwards = invite.vias[:1:1], nil, "", 70
	if l.method == "CANCEL" {
		return &m
	}
	final := s.last(func(f *message) bool { return f.status >= 200 && f.answers == invite })
	if final == nil || final.status < 300 {
		return nil
	}
	m.toTag = final.toTag
	return &m
}

// upstream is the request that a line passes on, nil where it is the sender's own.
func (s *scribe) upstream(l *line, d *dialog, id string) *message {
	if l.src == d.caller || l.src == d.answeredBy || l.has("new") || l.has("from") {
		return nil
	}
	up := s.last(func(m *message) bool {
		return m.callID == id && m.status == 0 && m.method == l.method && m.dst == l.src && (l.cseq == 0 || m.cseq == l.cseq)
	})
	if up == nil {
		return nil
	}
	if l.cseq == 0 && s.last(func(m *message) bool { return m.from == up && m.dst == l.dst }) != nil {
		return nil
	}
	if s.last(func(m *message) bool { return m.answers == up && m.status >= 200 && m.from == nil }) != nil {
		return nil
	}
	return up
}

// originate makes a request of the sender's own.
func (s *scribe) originate(l *line, d *dialog, id string, invite *message) (*message, error) {
	who := l.or("from", l.src)
	m := &message{src: l.src, dst: l.dst, callID: id, method: l.method, cseq: l.cseq, maxForwards: 70, transport: l.or("transport", "udp")}
	if m.cseq == 0 {
		m.cseq = d.cseq[who] + 1
		if l.method == "ACK" {
			m.cseq = max(1, d.cseq[who])
			if invite != nil {
				m.cseq = invite.cseq
			}
		}
	}
	d.cseq[who] = max(d.cseq[who], m.cseq)
	if d.toTag == "" && inDialog(l, d) {
		d.toTag = d.callee + "-tag"
	}
	m.fromUser, m.fromTag, m.toUser, m.toTag = d.callerUser, d.fromTag, d.callee, d.toTag
	if who != d.caller {
		m.fromUser, m.fromTag, m.toUser, m.toTag = d.callee, cmp.Or(d.toTag, who+"-tag"), d.callerUser, d.fromTag
	}
	m.uri = "sip:" + m.toUser + "@" + s.own(l.dst).String()
	if !inDialog(l, d) {
		m.toTag, m.uri = "", "sip:"+m.toUser+"@example.com"
	}
	if l.method == "REGISTER" {
		m.uri = "sip:example.com"
	}
	m.vias = []string{s.via(l, fmt.Sprintf("z9hG4bK-%s-%s%d-%s-%s", who, strings.ToLower(l.method), m.cseq, m.fromTag, id))}
	switch l.method {
	case "ACK", "CANCEL", "BYE", "INFO", "OPTIONS", "MESSAGE":
	default:
		m.set("Contact", "<sip:"+who+"@"+s.own(l.src).String()+">")
	}
	if nonce, ok := l.opts["auth"]; ok {
		name := "Authorization"
		if d.challenge == 407 {
			name = "Proxy-Authorization"
		}
		m.set(name, fmt.Sprintf("Digest username=%q, realm=\"example.com\", nonce=%q, uri=%q, response=\"0123456789abcdef0123456789abcdef\"", who, nonce, m.uri))
	}
	return m, nil
}

// inDialog tells whether a request of the sender's own has a To-tag.
func inDialog(l *line, d *dialog) bool {
	switch {
	case l.has("initial"), l.method == "REGISTER", l.method == "CANCEL", l.method == "PUBLISH":
		return false
	case l.has("dialog"):
		return true
	}
	switch l.method {
	case "ACK", "BYE", "PRACK", "INFO", "UPDATE", "NOTIFY":
		return true
	}
	return d.answered
}

// via is a Via of a line's sender.
func (s *scribe) via(l *line, branch string) string {
	rport := ""
	if l.has("rport") {
		rport = ";rport"
	}
	return fmt.Sprintf("SIP/2.0/%s %s%s;branch=%s", strings.ToUpper(l.or("transport", "udp")), s.own(l.src), rport, branch)
}
