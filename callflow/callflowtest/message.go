package callflowtest

import (
	"bytes"
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sipcap/sipmsg"
)

// message is a SIP message before it is text.
type message struct {
	src, dst         string // names of the endpoints
	callID           string
	method           string // of the request, or that a response answers
	status           int
	reason, uri      string
	cseq             uint32
	fromUser, toUser string
	fromTag, toTag   string
	vias             []string // the topmost first
	maxForwards      int
	transport        string
	headers          [][2]string // what else it has, and what replaces derived ones
	body             string

	from    *message // what it passes on
	answers *message // the request of a response
}

// branch is that of the topmost Via.
func (m *message) branch() string {
	_, branch, _ := strings.Cut(m.vias[0], ";branch=")
	return branch
}

// set puts a header in place of one of that name.
func (m *message) set(name, value string) {
	m.headers = slices.DeleteFunc(slices.Clone(m.headers), func(h [2]string) bool { return strings.EqualFold(h[0], name) })
	m.headers = append(m.headers, [2]string{name, value})
}

// override applies what a line says instead of what was derived. The address is where media
// is to be sent.
func (m *message) override(l *line, addr netip.Addr) error {
	if err := m.identify(l); err != nil {
		return err
	}
	m.reason = cmp.Or(l.reason, m.reason)
	for _, h := range l.headers {
		m.set(h[0], h[1])
	}
	if codecs, ok := l.opts["sdp"]; ok {
		media, err := l.media(addr)
		if err != nil {
			return err
		}
		direction := l.or("dir", "")
		if l.has("hold") {
			direction = "sendonly"
		}
		body, err := sdpOf(codecs, description{origin: l.or("origin", m.src+"/1/1"), media: media, direction: direction, ice: l.has("ice")})
		if err != nil {
			return err
		}
		m.body = body
		m.set("Content-Type", "application/sdp")
	}
	return nil
}

// identify applies what a line says of who a message belongs to.
func (m *message) identify(l *line) error {
	m.fromTag, m.uri = l.or("from-tag", m.fromTag), l.or("ruri", m.uri)
	m.toTag = l.or("to-tag", m.toTag)
	if branch, ok := l.opts["branch"]; ok {
		top, _, _ := strings.Cut(m.vias[0], ";branch=")
		m.vias = append([]string{top + ";branch=" + branch}, m.vias[1:]...)
	}
	if seen, ok := l.opts["received"]; ok {
		addr, err := netip.ParseAddrPort(seen)
		if err != nil {
			return err
		}
		top := strings.Replace(m.vias[0], ";rport;", fmt.Sprintf(";rport=%d;", addr.Port()), 1)
		top = strings.Replace(top, ";branch=", fmt.Sprintf(";received=%s;branch=", addr.Addr()), 1)
		m.vias = append([]string{top}, m.vias[1:]...)
	}
	n, err := l.number("vias")
	for i := len(m.vias); i < n; i++ {
		m.vias = append(m.vias[:i:i], fmt.Sprintf("SIP/2.0/UDP 192.0.2.%d:5060;branch=z9hG4bK-before-%d-%s", i, i, m.callID))
	}
	return err
}

// bytes is the message as it is sent.
func (m *message) bytes() []byte {
	var b bytes.Buffer
	if m.status == 0 {
		fmt.Fprintf(&b, "%s %s SIP/2.0\r\n", m.method, m.uri)
	} else {
		phrase := m.reason
		if s, ok := sipmsg.LookupStatus(m.status); ok && phrase == "" {
			phrase = s.Phrase
		}
		fmt.Fprintf(&b, "SIP/2.0 %d %s\r\n", m.status, phrase)
	}
	derived := [][2]string{}
	for _, v := range m.vias {
		derived = append(derived, [2]string{"Via", v})
	}
	if m.status == 0 {
		derived = append(derived, [2]string{"Max-Forwards", fmt.Sprint(m.maxForwards)})
	}
	derived = append(derived,
		[2]string{"From", party(m.fromUser, m.fromTag)}, [2]string{"To", party(m.toUser, m.toTag)},
		[2]string{"Call-ID", m.callID}, [2]string{"CSeq", fmt.Sprintf("%d %s", m.cseq, m.method)})
	for _, h := range derived {
		if !slices.ContainsFunc(m.headers, func(o [2]string) bool { return strings.EqualFold(o[0], h[0]) }) {
			fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
		}
	}
	hasLength := false
	for _, h := range m.headers {
		hasLength = hasLength || strings.EqualFold(h[0], "Content-Length")
		if h[1] != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
		}
	}
	if !hasLength {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(m.body))
	}
	b.WriteString("\r\n" + m.body)
	return b.Bytes()
}

func party(user, tag string) string {
	s := "<sip:" + user + "@example.com>"
	if tag != "" {
		s += ";tag=" + tag
	}
	return s
}
