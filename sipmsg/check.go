package sipmsg

// check notes what is wrong with the message beyond its lines: values that break their
// grammar, headers that are missing or there twice.
func (m *Message) check() {
	if m.odd {
		m.checkHeaders()
	}
	at := &m.index
	if at[HeaderVia] == 0 || at[HeaderFrom] == 0 || at[HeaderTo] == 0 || at[HeaderCallID] == 0 || at[HeaderCSeq] == 0 ||
		at[HeaderMaxForwards] == 0 && m.Method != "" {
		m.noteMissing()
	}
	m.checkContext()
}

func (m *Message) checkHeaders() {
	for i := range m.Headers {
		h := &m.Headers[i]
		if h.plain || h.ID == HeaderOther {
			continue
		}
		row := &headerTable[h.ID]
		if row.single && int(m.index[h.ID]) != i+1 {
			m.noteRepeated(h)
		}
		issues := len(m.Issues)
		if row.check != nil {
			row.check(m, h)
		}
		if row.again && m.parsed && len(m.Issues) == issues && issues < MaxIssues {
			m.keepChecked(h)
		}
	}
}

func (m *Message) noteMissing() {
	for _, r := range required {
		if m.index[r.id] == 0 && (!r.request || m.Method != "") {
			m.note(r.code, m.Raw[:0])
		}
	}
}

// required lists the headers that RFC 3261 §8.1.1 has in each message, or request.
var required = [...]struct {
	id      HeaderID
	code    IssueCode
	request bool // only requests have it
}{
	{HeaderVia, MissingVia, false},
	{HeaderFrom, MissingFrom, false},
	{HeaderTo, MissingTo, false},
	{HeaderCallID, MissingCallID, false},
	{HeaderCSeq, MissingCSeq, false},
	{HeaderMaxForwards, MissingMaxForwards, true},
}

// noteRepeated notes a header that may not be there again. Those that say which
// transaction, dialog and body a message has make it ambiguous; of others the first counts.
func (m *Message) noteRepeated(h *Header) {
	whole := m.Raw[cap(m.Raw)-cap(m.NameOf(*h)) : h.end]
	switch h.ID {
	case HeaderFrom, HeaderTo, HeaderCallID, HeaderCSeq, HeaderMaxForwards, HeaderContentLength, HeaderContentType:
		m.note(RepeatedHeader, whole)
	default:
		m.note(RepeatedOptionalHeader, whole)
	}
}

// checkContext checks what depends on more than one part of the message.
func (m *Message) checkContext() {
	if m.index[HeaderContact] == 0 && m.Method == INVITE {
		m.note(MissingContact, m.Raw[:0])
	}
	if len(m.Body) > 0 && m.index[HeaderContentType] == 0 && !m.noBlank {
		m.note(MissingContentType, m.Body[:0])
	}
	if m.multipart && len(m.Body) > 0 {
		m.checkMultipart()
	}
}

func checkVia(m *Message, h *Header) {
	rest := m.value(h)
	if len(rest) == 0 {
		m.note(BadVia, rest)
	}
	top := h == m.firstHeader(HeaderVia)
	if top {
		m.via, m.hasVia = Via{}, false
	}
	for len(rest) > 0 {
		var v Via
		var ok bool
		v, rest, ok = parseVia(rest, m)
		if top && !m.hasVia {
			m.via, m.hasVia = v, ok
		}
		rest = m.nextElement(rest)
		if string(v.Host) == broadcast {
			m.note(BroadcastVia, v.Host)
		}
		if ok && top {
			m.checkTopVia(v, h)
			top = false
		}
	}
}

const broadcast = "255.255.255.255"

// branchCookie begins each branch made by RFC 3261's rules (§8.1.1.7).
const branchCookie = "z9hG4bK"

// usualBranch is how the parameters of nearly every Via begin.
const usualBranch = ";branch=" + branchCookie

func (m *Message) checkTopVia(v Via, h *Header) {
	if p := []byte(v.Params); len(p) > len(usualBranch) && string(p[:len(usualBranch)]) == usualBranch && p[len(usualBranch)] != ';' {
		return
	}
	branch := v.Branch()
	switch {
	case len(branch) < len(branchCookie) || string(branch[:len(branchCookie)]) != branchCookie:
		m.note(OldBranch, m.value(h))
	case len(branch) == len(branchCookie):
		m.note(EmptyBranch, branch)
	}
}

// nextElement skips the comma between two elements of a list, and notes where there is
// no element on one side of it.
func (m *Message) nextElement(rest []byte) []byte {
	if len(rest) == 0 {
		return rest
	}
	next := skipComma(rest)
	if len(next) == 0 || next[0] == ',' {
		m.note(EmptyElement, rest)
	}
	for len(next) > 0 && next[0] == ',' {
		next = skipComma(next)
	}
	return next
}

// checkAddressList checks a header whose values are addresses.
func checkAddressList(m *Message, h *Header) {
	rest := m.value(h)
	if len(rest) == 0 {
		m.note(BadAddress, rest)
	}
	var a Address
	for len(rest) > 0 {
		rest, _ = a.parse(rest, true, m)
		rest = m.nextElement(rest)
	}
}

// checkDialogAddress checks From and To.
func checkDialogAddress(m *Message, h *Header) {
	var a Address
	_, ok := a.parse(m.value(h), false, m)
	var s partySpans
	if ok {
		s = partySpans{m.spanOf(a.URI), m.spanOf(a.Tag())}
	}
	switch h {
	case m.firstHeader(HeaderFrom):
		m.from = s
	case m.firstHeader(HeaderTo):
		m.to = s
	}
	if !ok {
		return
	}
	// A request names its caller's half of the dialog, and a response, but for a 100,
	// the callee's (RFC 3261 §8.1.1.3, §8.2.6.2).
	if h.ID == HeaderTo && (m.Method != "" || m.Status == 100) {
		return
	}
	if len(a.Tag()) == 0 {
		m.note(MissingTag, m.value(h))
	}
}

func checkMaxForwards(m *Message, h *Header) {
	if _, ok := parseUint(m.value(h), 255); !ok {
		m.note(BadMaxForwards, m.value(h))
	}
}

// MaxForwards returns the Max-Forwards header's value, and false when there is none and
// when it is not a number from 0 to 255 (RFC 3261 §20.22).
func (m *Message) MaxForwards() (int, bool) {
	n, ok := parseUint(m.Get(HeaderMaxForwards), 255)
	return int(n), ok
}
