package sipmsg

import "bytes"

// ReferTo returns the Refer-To header's address: where the receiver of a REFER is to
// call. The headers of its URI may hold a Replaces; see [URI.Header].
func (m *Message) ReferTo() (Address, bool) { return ParseAddress(m.Get(HeaderReferTo)) }

// ReferredBy returns the Referred-By header's address (RFC 3892).
func (m *Message) ReferredBy() (Address, bool) { return ParseAddress(m.Get(HeaderReferredBy)) }

// Header returns the value of a header that the URI has after its question mark, by its
// name in any case, still escaped: [AppendUnescaped] makes it readable.
func (u URI) Header(name string) ([]byte, bool) {
	for rest := u.Headers; len(rest) > 0; {
		var field []byte
		field, rest, _ = bytes.Cut(rest, []byte("&"))
		n, value, _ := bytes.Cut(field, []byte("="))
		if len(n) == len(name) && sameName(n, name) {
			return value, true
		}
	}
	return nil, false
}

// checkAddress checks a header that holds one address.
func checkAddress(m *Message, h *Header) { new(Address).parse(m.value(h), false, m) }
