package sipmsg

import (
	"bytes"
	"iter"
)

// Address is a name-addr or addr-spec with its parameters (RFC 3261 §20.10): the value of
// From, To, Contact, Route and their like.
type Address struct {
	Display []byte // display name without its quotes, quoted-pairs kept; nil for none
	URI     []byte // as written, without the angle brackets; "*" in a Contact that says so
	Params  Params // of the header, not of the URI

	tag int // length of Params up to the end of the tag, if they begin with that in the usual form
}

// Tag returns the tag parameter, nil when there is none.
func (a Address) Tag() []byte {
	return a.ownTag()
}

// ParseURI takes the address's URI apart.
func (a Address) ParseURI() (URI, bool) { return ParseURI(a.URI) }

// IsWildcard reports whether the address is the "*" of a Contact that removes all
// bindings (RFC 3261 §10.2.2).
func (a Address) IsWildcard() bool { return len(a.URI) == 1 && a.URI[0] == '*' }

// ParseAddress parses a single name-addr or addr-spec with its parameters. It reports
// false when there is no URI in it.
func ParseAddress(b []byte) (a Address, ok bool) {
	_, ok = a.parse(trimLWS(b), false, nil)
	return a, ok
}

// From returns the From header's address.
func (m *Message) From() (Address, bool) {
	if m.index[HeaderFrom] == 0 {
		return Address{}, false
	}
	return m.from, m.hasFrom
}

// To returns the To header's address.
func (m *Message) To() (Address, bool) {
	if m.index[HeaderTo] == 0 {
		return Address{}, false
	}
	return m.to, m.hasTo
}

// Contacts yields the addresses of all Contact headers, in order.
func (m *Message) Contacts() iter.Seq[Address] { return m.Addresses(HeaderContact) }

// Routes yields the addresses of all Route headers, the next one to visit first.
func (m *Message) Routes() iter.Seq[Address] { return m.Addresses(HeaderRoute) }

// RecordRoutes yields the addresses of all Record-Route headers, the last hop's first.
func (m *Message) RecordRoutes() iter.Seq[Address] { return m.Addresses(HeaderRecordRoute) }

// Addresses yields the addresses of any header whose values are addresses, such as
// P-Asserted-Identity, over all its lines. What has no URI is left out.
func (m *Message) Addresses(id HeaderID) iter.Seq[Address] {
	return func(yield func(Address) bool) {
		list := id.IsList()
		for i := m.first(id); i < len(m.Headers); i++ {
			if m.Headers[i].ID != id {
				continue
			}
			for rest := m.Headers[i].Value; len(rest) > 0; {
				var a Address
				var ok bool
				rest, ok = a.parse(rest, list, nil)
				rest = skipComma(rest)
				if ok && !yield(a) {
					return
				}
			}
		}
	}
}

// skipComma skips white space and the comma that b begins with, if it does.
func skipComma(b []byte) []byte {
	b = b[skipLWS(b, 0):]
	if len(b) > 0 && b[0] == ',' {
		b = b[skipLWS(b, 1):]
	}
	return b
}

// parse sets a to the address at the start of b and notes in m what is wrong with it. In
// a list it ends at a comma, with which rest then begins. ok says that there is a URI;
// rest is shorter than b whenever b is not empty.
func (a *Address) parse(b []byte, list bool, m *Message) (rest []byte, ok bool) {
	var f form
	if end := a.setPlain(b, 0, &f); end > 0 && endsElement(b, end, list) {
		return b[end:], true
	}
	*a = Address{}
	i := skipLWS(b, 0)
	if i < len(b) && b[i] == '"' {
		end := quotedEnd(b, i)
		if end < 0 {
			m.note(UnterminatedQuote, b[i:])
			if lt := bytes.IndexByte(b[i:], '<'); lt >= 0 {
				a.Display = trimLWS(b[i+1 : i+lt])
				return a.parseBracketed(b, i+lt, false, m)
			}
			return b[len(b):], false
		}
		a.Display = b[i+1 : end-1]
		lt := skipLWS(b, end)
		if lt < len(b) && b[lt] == '<' {
			return a.parseBracketed(b, lt, list, m)
		}
		m.note(BadAddress, b[i:end])
		i = lt
	}
	// A display name of tokens, or the URI itself: which one shows at the first mark.
	stop := classNameEnd
	if list {
		stop = classListNameEnd
	}
	j := until(b, i, stop)
	if j < len(b) && b[j] == '<' {
		return a.parseNamed(b, i, j, list, m)
	}
	spec := trimLWS(b[i:j])
	if schemeEnd(spec) < 0 && j < len(b) && b[j] == ';' && !list {
		// No URI before the semicolon: it belongs to a display name without quotes.
		if lt := bytes.IndexByte(b[j:], '<'); lt >= 0 {
			return a.parseNamed(b, i, j+lt, list, m)
		}
	}
	a.URI = spec
	if m != nil && !a.IsWildcard() {
		checkAddrSpec(spec, m)
	}
	ok = a.IsWildcard() || schemeEnd(spec) >= 0
	a.Params, rest = scanParams(b[j:], list, m)
	if len(rest) == len(b) && len(b) > 0 { // b begins with a comma
		rest = b[1:]
	}
	return rest, ok
}

// parseNamed sets a to an address whose display name, tokens without quotes, is b[i:lt].
func (a *Address) parseNamed(b []byte, i, lt int, list bool, m *Message) (rest []byte, ok bool) {
	if name := trimLWS(b[i:lt]); len(name) > 0 {
		a.Display = name
		if m != nil && run(name, 0, classToken|classLWS) < len(name) {
			m.note(BadDisplayName, name)
		}
	}
	return a.parseBracketed(b, lt, list, m)
}

// parseBracketed reads the URI in angle brackets at b[lt:] and the parameters after it.
func (a *Address) parseBracketed(b []byte, lt int, list bool, m *Message) (rest []byte, ok bool) {
	gt := bytes.IndexByte(b[lt:], '>')
	if gt < 0 {
		m.note(UnclosedBracket, b[lt:])
		a.URI = trimLWS(b[lt+1:])
		return b[len(b):], schemeEnd(a.URI) >= 0
	}
	inner := b[lt+1 : lt+gt]
	a.URI = trimLWS(inner)
	if m != nil {
		if len(a.URI) != len(inner) {
			m.note(SpaceInURI, inner)
		}
		parseURI(a.URI, m)
	}
	ok = schemeEnd(a.URI) >= 0
	i := skipLWS(b, lt+gt+1)
	if i < len(b) && b[i] != ';' && !(list && b[i] == ',') {
		bad := i
		for i < len(b) && b[i] != ';' && !(list && b[i] == ',') {
			i++
		}
		m.note(BadAddress, b[bad:i])
	}
	a.Params, rest = scanParams(b[i:], list, m)
	return rest, ok
}

// checkAddrSpec checks a URI without angle brackets. It must not hold what would make
// it unclear where it ends (RFC 3261 §20).
func checkAddrSpec(spec []byte, m *Message) {
	if _, ok := parseURI(spec, m); !ok {
		return
	}
	if bytes.IndexByte(spec, '?') >= 0 || bytes.IndexByte(spec, ',') >= 0 {
		m.note(UnbracketedURI, spec)
	}
}
