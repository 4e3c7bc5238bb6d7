package sipmsg

// DialogID names a dialog, in a Replaces (RFC 3891), Join (RFC 3911) or Target-Dialog
// (RFC 4538) header, as its receiver sees it.
type DialogID struct {
	CallID    []byte
	ToTag     []byte // to-tag; local-tag in a Target-Dialog
	FromTag   []byte // from-tag; remote-tag in a Target-Dialog
	EarlyOnly bool   // Replaces: only if the dialog is not confirmed yet
	Params    Params
}

// Replaces returns the Replaces header's value: the dialog that an INVITE takes the
// place of, as in an attended transfer.
func (m *Message) Replaces() (DialogID, bool) { return ParseDialogID(m.Get(HeaderReplaces)) }

// Join returns the Join header's value: the dialog that an INVITE wants to join.
func (m *Message) Join() (DialogID, bool) { return ParseDialogID(m.Get(HeaderJoin)) }

// TargetDialog returns the Target-Dialog header's value.
func (m *Message) TargetDialog() (DialogID, bool) { return ParseDialogID(m.Get(HeaderTargetDialog)) }

// ParseDialogID parses the value of one of these headers, as it also stands, escaped, in
// the URI of a Refer-To (see [URI.Header]). It reports false when a part is missing.
func ParseDialogID(b []byte) (DialogID, bool) { return parseDialogID(trimLWS(b), nil) }

func parseDialogID(b []byte, m *Message) (d DialogID, ok bool) {
	i := 0
	for i < len(b) && b[i] != ';' {
		i++
	}
	d.CallID = trimLWS(b[:i])
	d.Params, _ = scanParams(b[i:], false, m)
	for name, value := range d.Params.All() {
		switch {
		case equalFold(name, "to-tag"), equalFold(name, "local-tag"):
			d.ToTag = value
		case equalFold(name, "from-tag"), equalFold(name, "remote-tag"):
			d.FromTag = value
		case equalFold(name, "early-only"):
			d.EarlyOnly = true
		}
	}
	return d, len(d.CallID) > 0 && len(d.ToTag) > 0 && len(d.FromTag) > 0
}

func checkDialogID(m *Message, h *Header) {
	if _, ok := parseDialogID(m.value(h), m); !ok {
		m.note(BadHeaderValue, m.value(h))
	}
}
