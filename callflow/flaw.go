package callflow

import "sipcap/sipmsg"

// Flaw is the first issue of error grade of a message.
type Flaw struct {
	Code   sipmsg.IssueCode
	Header sipmsg.HeaderID // that it is in, HeaderOther where that is none, or one of no known name
}

// Flaw is what is wrong with message i, of error grade; zero where nothing is.
func (l *Leg) Flaw(i int) Flaw { return l.rarities().gravest[int32(i)] }

// LengthMismatch is a message whose Content-Length is not the length of its body.
type LengthMismatch struct {
	Message      int
	Told, Actual int // octets
}

// lengthLimit is how many of them a leg keeps, the first ones.
const lengthLimit = 64

// LengthMismatches are the messages over UDP whose Content-Length is not the length of the body that came with
// it, as far as that was captured. The slice is the leg's own: read only.
func (l *Leg) LengthMismatches() []LengthMismatch { return l.rarities().lengths }

// noteIssues counts the issues of a message and keeps what is gravest.
func (l *Leg) noteIssues(m *sipmsg.Message, r *record) {
	for _, is := range m.Issues {
		x := l.makeRare()
		if is.Code == sipmsg.ContentLengthTooLarge || is.Code == sipmsg.ContentLengthTooSmall {
			l.noteLength(m, r)
		}
		if x.issues == nil {
			x.issues = make(map[sipmsg.IssueCode]int)
		}
		x.issues[is.Code]++
		if is.Code.Severity() == sipmsg.Error && r.flags&flagMalformed == 0 {
			r.flags |= flagMalformed
			if x.gravest == nil {
				x.gravest = make(map[int32]Flaw)
			}
			x.gravest[int32(len(l.records))] = Flaw{is.Code, headerAt(m, is.Offset)}
		}
	}
}

// headerAt is the header line at an offset of a message, HeaderOther where there is none.
func headerAt(m *sipmsg.Message, offset int) sipmsg.HeaderID {
	id := sipmsg.HeaderOther
	for i := range m.Headers {
		if int(m.Headers[i].Offset) > offset {
			return id
		}
		id = m.Headers[i].ID
	}
	if offset >= len(m.Raw)-len(m.Body) {
		return sipmsg.HeaderOther
	}
	return id
}

// noteLength keeps a message whose Content-Length is not the length of its body. A stream is cut
// into messages by that header, so that there is nothing to compare; and of a message that was
// captured in part the rest is not known.
func (l *Leg) noteLength(m *sipmsg.Message, r *record) {
	x := l.makeRare()
	told, ok := m.ContentLength()
	if !ok || r.transp != UDP || r.flags&(flagTruncated|flagDuplicate) != 0 || len(x.lengths) >= lengthLimit {
		return
	}
	x.lengths = append(x.lengths, LengthMismatch{Message: len(l.records), Told: told, Actual: len(m.Body)})
}
