package compare

import (
	"bytes"
	"fmt"
	"strings"

	"sipcap/sipmsg"
	"sipcap/sipmsg/sdp"
)

// Message is what a message says, as far as it is compared: without what differs from call to
// call anyway (see volatile.go), and without anything that proves a password or is a key.
type Message struct {
	fields []field
}

// field is something that a message says.
type field struct {
	name   string
	values []string
	set    bool // their order means nothing
}

// reasonPhrase is what a response's phrase is called.
const reasonPhrase = "Reason-Phrase"

// Limits of what is kept of a message.
const (
	fieldLimit = 200 // headers and parts of the session description
	valueLimit = 64  // values of each
	textLimit  = 512 // octets of each
)

// Keep takes from a message what is compared.
func Keep(m *sipmsg.Message) *Message {
	k := &Message{}
	if m.Method != "" {
		k.add("Request-URI", false, dropped(string(m.RequestURI), uriParams))
	} else {
		k.add(reasonPhrase, false, string(m.Reason))
	}
	for i := range m.Headers {
		if h := &m.Headers[i]; h.ID == sipmsg.HeaderOther {
			k.other(m.NameOf(*h), m.ValueOf(*h))
		} else if k.field(h.ID.String()) == nil {
			k.header(m, h.ID)
		}
	}
	k.description(m)
	return k
}

// add adds values to the field of a name, which is made if it is new. There is no such thing as
// a field that has no value: one that is empty is "".
func (k *Message) add(name string, set bool, values ...string) {
	f := k.field(name)
	if f == nil {
		if len(k.fields) >= fieldLimit {
			return
		}
		k.fields = append(k.fields, field{name: name, set: set})
		f = &k.fields[len(k.fields)-1]
	}
	for _, v := range values {
		if len(f.values) >= valueLimit {
			return
		}
		f.values = append(f.values, strings.Clone(v[:min(len(v), textLimit)]))
	}
}

func (k *Message) field(name string) *field {
	for i := range k.fields {
		if k.fields[i].name == name {
			return &k.fields[i]
		}
	}
	return nil
}

// header adds all lines of a header that is known.
func (k *Message) header(m *sipmsg.Message, id sipmsg.HeaderID) {
	name, how := id.String(), treatments[id]
	switch how.kind {
	case unlooked:
	case presence:
		k.add(name, false, "present")
	case authentication:
		k.add(name, false, auths(m, id)...)
	default:
		n := 0
		for v := range m.Values(id) {
			k.add(name, how.kind == unordered, dropped(oneLine(v), how.drop))
			n++
		}
		if n == 0 {
			k.add(name, how.kind == unordered, "")
		}
	}
}

// other adds a header line that is not known, under its name with capitals, as names are equal
// in any case.
func (k *Message) other(name, value []byte) {
	if len(name) == 0 {
		return // no header, but a line of something
	}
	words := strings.Split(strings.ToLower(string(name)), "-")
	for i, w := range words {
		if w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	k.add(strings.Join(words, "-"), false, oneLine(value))
}

// oneLine is a value without folds and without more white space than it needs.
func oneLine(value []byte) string { return strings.Join(strings.Fields(string(value)), " ") }

// description adds the session description, line by line; of another body, how long it is.
func (k *Message) description(m *sipmsg.Message) {
	var s sdp.Session
	body := m.BodyOf("application/sdp")
	if len(body) == 0 || !sdp.Parse(body, &s) {
		if n := len(bytes.TrimSpace(m.Body)); n > 0 {
			k.add("body", false, fmt.Sprintf("%d octets", n))
		}
		return
	}
	for l := range s.Lines() {
		section := "SDP session"
		if l.Media >= 0 {
			section = fmt.Sprintf("SDP %s", s.Media[l.Media].Type)
			if n := sameType(&s, l.Media); n > 1 {
				section += fmt.Sprintf(" %d", n)
			}
		}
		if text := lineText(&s, l); text != "" {
			k.add(section, true, text)
		}
	}
}

// sameType is the how many-th media of its type one is.
func sameType(s *sdp.Session, media int) int {
	n := 0
	for i := range s.Media[:media+1] {
		if bytes.EqualFold(s.Media[i].Type, s.Media[media].Type) {
			n++
		}
	}
	return n
}
