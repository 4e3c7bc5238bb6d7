package sipmsg

import "math"

// Message is a parsed SIP message. The zero value is ready for [Message.Parse], and one
// Message should be used for many messages, since its slices are.
//
// A Message borrows: everything in it points into the bytes that were parsed. What it remembers of
// messages before, to be faster with those that are like them, is copied: 60 KiB once there is a second one.
type Message struct {
	Method     Method   // of a request; "" for a response
	RequestURI []byte   // of a request, as written; [Message.URI] takes it apart
	Version    []byte   // "SIP/2.0" as written, nil where the start line has none
	Status     int      // of a response; 0 for a request, and where the code is not a number from 1 to 999
	Reason     []byte   // reason phrase of a response, which may be empty
	Headers    []Header // in order, as written
	Body       []byte
	Raw        []byte  // the message as found, from start line to end of body
	Rest       []byte  // what came after the message in the same datagram, usually nil
	Issues     []Issue // deviations, in the order found; at most [MaxIssues]

	// MaxHeaders is how many headers are kept; 0 means [DefaultMaxHeaders]. What is beyond
	// is skipped with an issue, and the body is still found.
	MaxHeaders int

	// index holds, by HeaderID, the place of the first such header in Headers, plus one.
	index [indexSize]uint16
	// What these headers hold, kept from the check that they get.
	from, to    partySpans
	via         Via
	cseq        CSeq
	contentType MediaType
	length      int // Content-Length, if it is in the usual form
	hasVia      bool
	hasCSeq     bool

	// What the short cuts remember of the messages before, and room for what they need not keep.
	known    *knownLines
	forms    struct{ via, laterVia, from, to, callID, contact, address form }
	laterVia Via
	parsed   bool // at least one message
	odd      bool // a header took a closer look

	severalVias bool

	noBlank   bool // the header section ended without an empty line
	multipart bool // Content-Type says so
}

// indexSize is a power of two, so that an id need not be checked, and not less than headerCount.
const indexSize = 128

var _ [indexSize - headerCount]struct{}

// Limits of one message. A datagram cannot exceed 64 KiB; for streams see [Splitter].
const (
	DefaultMaxHeaders = 1000
	MaxIssues         = 64
)

// IsResponse reports whether m is a response. An empty Message is one too.
func (m *Message) IsResponse() bool { return m.Method == "" }

// Parse parses the SIP message in raw, one datagram or one message that a [Splitter]
// cut from a stream, and reports whether there is one. Where there is not, m is empty.
//
// Parse accepts whatever a person would call a SIP message, keeps every byte, and notes
// in m.Issues what is wrong with it. What it found before the fault is kept.
//
// The body ends where Content-Length says. Where that cannot be, since it is missing, is
// no number or differs from what is there, it ends with the datagram.
//
// m is valid as long as raw is, and until the next Parse. For the methods that have a
// constant Parse does not allocate once m's slices have grown.
func (m *Message) Parse(raw []byte) bool {
	m.reset()
	if isBinary(raw) || uint64(len(raw)) > math.MaxUint32 { // up to which a Header tells places
		return false
	}
	text := raw[:textEnd(raw)]
	next := m.plainStart(text)
	if next == 0 {
		if text, next = m.parseStart(raw, text); next == 0 {
			return false
		}
	} else {
		m.Raw = raw
	}
	m.frameBody(m.parseHeaders(text, next))
	m.check()
	m.parsed = true
	return true
}

func (m *Message) reset() {
	m.Method, m.Status = "", 0
	m.RequestURI, m.Version, m.Reason, m.Body, m.Raw, m.Rest = nil, nil, nil, nil, nil, nil
	m.Headers, m.Issues = m.Headers[:0], m.Issues[:0]
	m.index = [indexSize]uint16{}
	m.from, m.to, m.length, m.via.Host = partySpans{}, partySpans{}, -1, nil
	m.noBlank, m.multipart, m.hasCSeq, m.odd, m.severalVias = false, false, false, false, false
}

// note records an issue about sub, a part of m.Raw. On a nil Message it does nothing, so
// that one function serves as parser for an accessor and as check for Parse.
func (m *Message) note(code IssueCode, sub []byte) {
	if m == nil || len(m.Issues) >= MaxIssues {
		return
	}
	if sub == nil { // a parameter that has no value: the message as a whole
		sub = m.Raw[:0]
	}
	// Every slice that the parser makes reaches to the end of raw's capacity, so the
	// difference of the capacities is the offset.
	m.Issues = append(m.Issues, Issue{Code: code, Offset: cap(m.Raw) - cap(sub), Length: len(sub)})
}

// noteOnce is note for what tends to be wrong with every line of a message.
func (m *Message) noteOnce(code IssueCode, sub []byte) {
	if m == nil {
		return
	}
	for i := range m.Issues {
		if m.Issues[i].Code == code {
			return
		}
	}
	m.note(code, sub)
}

// HasIssue reports whether the message has an issue of that code.
func (m *Message) HasIssue(code IssueCode) bool {
	for i := range m.Issues {
		if m.Issues[i].Code == code {
			return true
		}
	}
	return false
}
