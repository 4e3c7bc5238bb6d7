package sipmsg

import "iter"

// HistoryEntry is one value of a History-Info header (RFC 7044): a target that the
// request had. Why it left it for the next one stands in its URI as a Reason header; see
// [URI.Header].
type HistoryEntry struct {
	Address
}

// Index returns the entry's place in the tree of targets: "1", "1.1", "1.2" …
func (h HistoryEntry) Index() []byte {
	b, _ := h.Params.Get("index")
	return b
}

// Cause returns the status code that brought the target about, a parameter of the URI
// (RFC 4458), and 0 where there is none.
func (h HistoryEntry) Cause() int {
	u, _ := h.ParseURI()
	b, _ := u.Params.Get("cause")
	n, _ := parseUint(b, 999)
	return int(n)
}

// History yields the values of all History-Info headers, in order.
func (m *Message) History() iter.Seq[HistoryEntry] {
	return func(yield func(HistoryEntry) bool) {
		for a := range m.Addresses(HeaderHistoryInfo) {
			if !yield(HistoryEntry{a}) {
				return
			}
		}
	}
}
