package sipmsg

// MediaType is the value of a Content-Type header (RFC 3261 §20.15).
type MediaType struct {
	Type, Subtype []byte
	Params        Params
}

// Is reports whether the media type is the one given in lower case, such as
// "application/sdp". A subtype "*" matches any.
func (t MediaType) Is(mediaType string) bool { return t.is(mediaType) }

func (t *MediaType) is(mediaType string) bool {
	n := len(t.Type)
	if len(mediaType) <= n || mediaType[n] != '/' || string(t.Type) != mediaType[:n] && !equalFold(t.Type, mediaType[:n]) {
		return false
	}
	subtype := mediaType[n+1:]
	return subtype == "*" || string(t.Subtype) == subtype || equalFold(t.Subtype, subtype)
}

// ParseMediaType parses a Content-Type value.
func ParseMediaType(b []byte) (MediaType, bool) { return parseMediaType(trimLWS(b), nil) }

// ContentType returns the Content-Type header's value.
func (m *Message) ContentType() (MediaType, bool) {
	if m.index[HeaderContentType] == 0 {
		return MediaType{}, false
	}
	return m.contentType, len(m.contentType.Subtype) > 0
}

func parseMediaType(b []byte, m *Message) (t MediaType, ok bool) {
	i := run(b, 0, classToken)
	t.Type = b[:i]
	i = skipLWS(b, i)
	if len(t.Type) > 0 && i < len(b) && b[i] == '/' {
		i = skipLWS(b, i+1)
		j := run(b, i, classToken)
		t.Subtype = b[i:j]
		i = skipLWS(b, j)
	}
	if len(t.Subtype) == 0 || i < len(b) && b[i] != ';' {
		m.note(BadContentType, b)
		return t, len(t.Subtype) > 0
	}
	t.Params, _ = scanParams(b[i:], false, m)
	return t, true
}

// checkAccept checks a list of media ranges, which may be empty.
func checkAccept(m *Message, h *Header) {
	for rest := m.value(h); len(rest) > 0; {
		var e []byte
		e, rest = cutComma(rest)
		if t, ok := parseMediaType(e, nil); !ok {
			m.note(BadHeaderValue, m.value(h))
			return
		} else if len(t.Params) > 0 {
			scanParams(t.Params, false, m)
		}
	}
}

func checkContentType(m *Message, h *Header) {
	t, _ := parseMediaType(m.value(h), m)
	if h == m.firstHeader(HeaderContentType) {
		m.contentType = t
		m.multipart = t.Is("multipart/*")
	}
}
