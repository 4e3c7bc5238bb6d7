package where

import (
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// messageFields are the fields of a message, as callFields are those of a call.
type messageFields struct {
	Frame          int       `expr:"frame"`
	Frames         []int     `expr:"frames"`
	File           *string   `expr:"file"`
	Time           time.Time `expr:"time"`
	Src            *string   `expr:"src"`
	Dst            *string   `expr:"dst"`
	Transport      *string   `expr:"transport"`
	VLAN           []int     `expr:"vlan"`
	Method         *string   `expr:"method"`
	Status         *int      `expr:"status"`
	Reason         *string   `expr:"reason"`
	RequestURI     *string   `expr:"request_uri"`
	CallID         *string   `expr:"call_id"`
	CSeq           *int      `expr:"cseq"`
	CSeqMethod     *string   `expr:"cseq_method"`
	FromTag        *string   `expr:"from_tag"`
	ToTag          *string   `expr:"to_tag"`
	Branch         *string   `expr:"branch"`
	Length         int       `expr:"length"`
	ContentType    *string   `expr:"content_type"`
	Retransmission bool      `expr:"retransmission"`
	Duplicate      bool      `expr:"duplicate"`
	Issues         []string  `expr:"issues"` // their codes
}

// sighting is a message as Match is given it.
type sighting struct {
	*callflow.Event
	callflow.Sighting
	file string
}

// messageSetters set a field each, so that only those that an expression names are made.
var messageSetters = map[string]func(*messageFields, sighting){
	"frame": func(f *messageFields, s sighting) { f.Frame = int(s.Frame.Number) },
	"frames": func(f *messageFields, s sighting) {
		f.Frames = list(s.Frames, func(r callflow.FrameRef) int { return int(r.Number) })
	},
	"file": func(f *messageFields, s sighting) { f.File = given(s.file) },
	"time": func(f *messageFields, s sighting) { f.Time = s.Time },
	"src":  func(f *messageFields, s sighting) { f.Src = address(s.Src) },
	"dst":  func(f *messageFields, s sighting) { f.Dst = address(s.Dst) },
	"transport": func(f *messageFields, s sighting) {
		f.Transport = nil
		if s.Transport != callflow.UnknownTransport {
			f.Transport = given(s.Transport.String())
		}
	},
	"vlan":        func(f *messageFields, s sighting) { f.VLAN = list(s.VLAN, func(id uint16) int { return int(id) }) },
	"method":      func(f *messageFields, s sighting) { f.Method = given(string(s.Message.Method)) },
	"status":      func(f *messageFields, s sighting) { f.Status = given(s.Message.Status) },
	"reason":      func(f *messageFields, s sighting) { f.Reason = given(string(s.Message.Reason)) },
	"request_uri": func(f *messageFields, s sighting) { f.RequestURI = given(string(s.Message.RequestURI)) },
	"call_id":     func(f *messageFields, s sighting) { f.CallID = given(string(s.Message.CallID())) },
	"cseq": func(f *messageFields, s sighting) {
		f.CSeq = nil
		if c, ok := s.Message.CSeq(); ok {
			number := int(c.Number) // 0 is a number, too
			f.CSeq = &number
		}
	},
	"cseq_method": func(f *messageFields, s sighting) {
		f.CSeqMethod = nil
		if c, ok := s.Message.CSeq(); ok {
			f.CSeqMethod = given(string(c.Method))
		}
	},
	"from_tag": func(f *messageFields, s sighting) {
		f.FromTag = nil
		if a, ok := s.Message.From(); ok {
			f.FromTag = given(string(a.Tag()))
		}
	},
	"to_tag": func(f *messageFields, s sighting) {
		f.ToTag = nil
		if a, ok := s.Message.To(); ok {
			f.ToTag = given(string(a.Tag()))
		}
	},
	"branch": func(f *messageFields, s sighting) {
		f.Branch = nil
		if v, ok := s.Message.Via(); ok {
			f.Branch = given(string(v.Branch()))
		}
	},
	"length": func(f *messageFields, s sighting) { f.Length = len(s.Message.Raw) },
	"content_type": func(f *messageFields, s sighting) {
		f.ContentType = nil
		if t, ok := s.Message.ContentType(); ok {
			f.ContentType = given(string(t.Type) + "/" + string(t.Subtype))
		}
	},
	"retransmission": func(f *messageFields, s sighting) {
		f.Retransmission = s.Leg != nil && s.Leg.Message(s.Index).Retransmission
	},
	"duplicate": func(f *messageFields, s sighting) {
		f.Duplicate = s.Duplicate || s.Leg != nil && s.Leg.Message(s.Index).Duplicate
	},
	"issues": func(f *messageFields, s sighting) {
		f.Issues = list(s.Message.Issues, func(i sipmsg.Issue) string { return string(i.Code) })
	},
}

// Messages selects messages by an expression over their fields.
type Messages struct {
	program *program
	set     []func(*messageFields, sighting)
	fields  messageFields
}

// ForMessages compiles an expression over the fields of messages. An error is an [*Error].
func ForMessages(expression string) (*Messages, error) {
	p, err := compile(expression, &messageFields{})
	if err != nil {
		return nil, err
	}
	return &Messages{program: p, set: used(p, messageSetters)}, nil
}

// MessageFields returns the names of the fields of a message.
func MessageFields() []string { return namesOf(messageFields{}) }

// Match tells whether a message is selected, just after its builder took it. The file is the name
// of its capture file.
func (m *Messages) Match(e *callflow.Event, seen callflow.Sighting, file string) (bool, error) {
	for _, set := range m.set {
		set(&m.fields, sighting{e, seen, file})
	}
	return m.program.run(&m.fields)
}
