package report

import (
	"net/netip"
	"slices"

	"sipcap/callflow"
)

// MessageRow is a SIP message in the view `messages`. Fields without a value are left out.
type MessageRow struct {
	Frame          uint64         `json:"frame"` // from 1; the last one's where there were several
	Frames         []uint64       `json:"frames,omitempty"`
	File           string         `json:"file,omitempty"`
	Time           Time           `json:"time"`
	Src            netip.AddrPort `json:"src,omitzero"`
	Dst            netip.AddrPort `json:"dst,omitzero"`
	Transport      string         `json:"transport,omitempty"`
	VLAN           []uint16       `json:"vlan,omitempty"` // outermost first
	Method         string         `json:"method,omitempty"`
	Status         int            `json:"status,omitempty"`
	Reason         string         `json:"reason,omitempty"`
	RequestURI     string         `json:"request_uri,omitempty"`
	CallID         string         `json:"call_id,omitempty"`
	CSeq           *uint32        `json:"cseq,omitempty"`
	CSeqMethod     string         `json:"cseq_method,omitempty"`
	FromTag        string         `json:"from_tag,omitempty"`
	ToTag          string         `json:"to_tag,omitempty"`
	Branch         string         `json:"branch,omitempty"`
	Length         int            `json:"length"` // bytes, as captured
	ContentType    string         `json:"content_type,omitempty"`
	Retransmission bool           `json:"retransmission,omitempty"`
	Duplicate      bool           `json:"duplicate,omitempty"`
	Issues         []IssueRow     `json:"issues,omitempty"`
}

// IssueRow is a deviation inside a message.
type IssueRow struct {
	Code     string `json:"code"`
	Severity string `json:"severity"` // error, warning or info
	Offset   int    `json:"offset"`   // in the message, in bytes
	Length   int    `json:"length"`
	Text     string `json:"text,omitempty"`
}

// NewMessageRow makes a row of a message just after its builder took it. It copies what it
// keeps of e. The file is the name of the capture file.
func NewMessageRow(e *callflow.Event, s callflow.Sighting, file string) MessageRow {
	m := e.Message
	row := MessageRow{
		Frame:      e.Frame.Number,
		File:       file,
		Time:       Time{e.Time},
		Src:        e.Src,
		Dst:        e.Dst,
		Transport:  e.Transport.String(),
		VLAN:       slices.Clone(e.VLAN),
		Method:     string(m.Method),
		Status:     m.Status,
		Reason:     string(m.Reason),
		RequestURI: string(m.RequestURI),
		CallID:     string(m.CallID()),
		Length:     len(m.Raw),
		Duplicate:  e.Duplicate,
	}
	if e.Transport == callflow.UnknownTransport {
		row.Transport = ""
	}
	for _, f := range e.Frames {
		row.Frames = append(row.Frames, f.Number)
	}
	if c, ok := m.CSeq(); ok {
		row.CSeq, row.CSeqMethod = &c.Number, string(c.Method)
	}
	if a, ok := m.From(); ok {
		row.FromTag = string(a.Tag())
	}
	if a, ok := m.To(); ok {
		row.ToTag = string(a.Tag())
	}
	if v, ok := m.Via(); ok {
		row.Branch = string(v.Branch())
	}
	if t, ok := m.ContentType(); ok {
		row.ContentType = string(t.Type) + "/" + string(t.Subtype)
	}
	if s.Leg != nil {
		kept := s.Leg.Message(s.Index)
		row.Retransmission = kept.Retransmission
		row.Duplicate = row.Duplicate || kept.Duplicate
	}
	for _, i := range m.Issues {
		row.Issues = append(row.Issues, IssueRow{Code: string(i.Code), Severity: i.Code.Severity().String(),
			Offset: i.Offset, Length: i.Length, Text: i.Code.Text()})
	}
	return row
}
