package callflow

import (
	"bytes"
	"hash/maphash"
	"strings"

	"sipcap/sipmsg"
)

// joinHeader is a header by which the legs of one conversation know each other.
type joinHeader struct {
	name  string
	id    sipmsg.HeaderID                // HeaderOther where the parser has no number for it
	value func(m *sipmsg.Message) []byte // of one that is not taken as it stands
	// names tells that the value is the other leg's Call-ID. That of the rest is the same on both legs.
	names bool
	why   string
}

// joinHeaders are those headers. To add one: a row here, with who writes it and why its value
// is the same, or names the other leg, on both sides of a B2BUA; a ladder in testdata/calls in
// which it joins and one in which it must not.
var joinHeaders = [...]joinHeader{
	{name: "Session-ID", id: sipmsg.HeaderSessionID, value: sessionOf, why: "RFC 7989, RFC 7329: made for this purpose; the caller's identifier, which B2BUAs pass on"},
	{name: "P-Charging-Vector", id: sipmsg.HeaderPChargingVector, value: icidOf, why: "RFC 7315 §4.6: its icid-value is what joins the charging records that the networks of a call write"},
	{name: "Cisco-Guid", why: "CUCM and CUBE keep one over all legs of a call"},
	{name: "X-BroadWorks-Correlation-Info", why: "BroadWorks gives all legs of a call the same"},
	{name: "Av-Global-Session-ID", why: "Avaya Aura keeps one over its servers"},
	{name: "AC-Session-ID", why: "AudioCodes SBCs pass on the one that they get, and make it where there is none"},
	{name: "X-Genesys-CallUUID", why: "Genesys SIP Server keeps one over all legs of a call"},
	{name: "X-Call-ID", names: true, why: "what Asterisk, FreeSWITCH, Kamailio and OpenSIPS are commonly configured to say, and what sngrep asks for"},
	{name: "X-CID", names: true, why: "the same; also Homer's name for it"},
	// The last row stands for all others whose name speaks of a call: XCall-ID, X-Orig-Call-ID,
	// X-Leg-CID … They may also name a call that is to be picked up or transferred, so that
	// they count for less.
	{name: "", names: true, why: "an extension header with the other leg's Call-ID as its value"},
}

// identifier is the value of a joinHeader that a leg's initial INVITE has, as far as it is of
// use: to be compared.
type identifier struct {
	key    uint64
	header uint8  // row of joinHeaders
	name   string // as it was written, for the last row
}

const (
	identifierLimit = 8 // that a leg keeps
	identifierMin   = 6 // bytes of a value that can be anybody's own
)

// joinSeed and joinHash are of the hashes that are compared over all legs, whoever built them.
var (
	joinSeed = maphash.MakeSeed()
	joinHash = newHashSeed()
)

// callIDKey stands for a Call-ID among identifiers.
func callIDKey(id []byte) uint64 { return maphash.Bytes(joinSeed, id) }

// keepIdentifiers keeps what the initial INVITE m says of the conversation that it belongs to.
func (l *Leg) keepIdentifiers(b *Builder, m *sipmsg.Message) {
	for row := range joinHeaders {
		h := &joinHeaders[row]
		if h.id == sipmsg.HeaderOther {
			break // those that the parser does not know come last
		}
		if m.Get(h.id) != nil {
			l.addIdentifier(uint8(row), h.value(m), "")
		}
	}
	if m.Get(sipmsg.HeaderOther) != nil {
		l.keepOwnIdentifiers(b, m)
	}
	if m.Get(sipmsg.HeaderPAssertedIdentity) == nil {
		return
	}
	if from := m.FromURI(); from != nil && nameless(userOf(from)) {
		for a := range m.Addresses(sipmsg.HeaderPAssertedIdentity) {
			l.makeRare().asserted = b.text.copy(a.URI)
			break
		}
	}
}

// keepOwnIdentifiers keeps what headers say that the parser does not know.
func (l *Leg) keepOwnIdentifiers(b *Builder, m *sipmsg.Message) {
	for i := range m.Headers {
		h := &m.Headers[i]
		if h.ID != sipmsg.HeaderOther {
			continue
		}
		value, text := m.ValueOf(*h), m.NameOf(*h)
		if len(value) < identifierMin {
			continue
		}
		if row, ok := joinRow(text); ok {
			name := ""
			if joinHeaders[row].name == "" {
				name = b.words.intern(text[:min(len(text), valueLimit)])
			}
			l.addIdentifier(row, bareValue(value), name)
		}
	}
}

// joinRow is the row of joinHeaders for a header that the parser does not know.
func joinRow(name []byte) (uint8, bool) {
	for row := range joinHeaders {
		if n := joinHeaders[row].name; len(n) == len(name) && strings.EqualFold(n, string(name)) {
			return uint8(row), true
		}
	}
	if len(name) < 4 || name[0]|0x20 != 'x' && name[0]|0x20 != 'p' {
		return 0, false
	}
	return uint8(len(joinHeaders) - 1), speaksOf(name, "call") || speaksOf(name, "cid")
}

// speaksOf tells whether a word, in lower case, is part of a name in any case.
func speaksOf(name []byte, word string) bool {
	for i := 0; i+len(word) <= len(name); i++ {
		if strings.EqualFold(string(name[i:i+len(word)]), word) {
			return true
		}
	}
	return false
}

func (l *Leg) addIdentifier(row uint8, value []byte, name string) {
	if len(value) < identifierMin {
		return
	}
	id := identifier{key: callIDKey(value), header: row, name: name}
	if !joinHeaders[row].names {
		id.key ^= uint64(row+1) * 0x9e3779b97f4a7c15 // a Session-ID is no Call-ID
	}
	x := l.makeRare()
	for _, have := range x.identifiers {
		if have.key == id.key {
			return
		}
	}
	if len(x.identifiers) < identifierLimit {
		x.identifiers = append(x.identifiers, id)
	}
}

// sessionOf is the identifier of the session that its initiator made.
func sessionOf(m *sipmsg.Message) []byte {
	s, ok := m.SessionID()
	if !ok || len(bytes.Trim(s.Local, "0")) == 0 {
		return nil
	}
	return s.Local
}

func icidOf(m *sipmsg.Message) []byte {
	v, _ := m.ChargingVector()
	return bytes.Trim(v.ICID(), `"`)
}

// bareValue is a header's value without quotes, brackets and parameters.
func bareValue(v []byte) []byte {
	if i := bytes.IndexAny(v, "; \t\r\n,"); i >= 0 {
		v = v[:i]
	}
	return bytes.Trim(v, `"<>`)
}
