package callflow

import (
	"time"

	"sipcap/sipmsg"
)

// Each part of message i alone, for what asks for one or two: [Leg.Message] tells all at once, and
// takes many times as long.

// StatusOf is the status code of message i, 0 of a request.
func (l *Leg) StatusOf(i int) int { return int(l.records[i].status) }

// RequestOf is the method of message i, "" of a response.
func (l *Leg) RequestOf(i int) sipmsg.Method {
	if r := &l.records[i]; r.flags&flagRequest != 0 {
		return l.methodOf(r.method)
	}
	return ""
}

// TimeOf is when message i was captured, in UTC.
func (l *Leg) TimeOf(i int) time.Time { return time.Unix(0, l.records[i].time).UTC() }

// FrameOf is the frame of message i, the last of [Leg.Frames].
func (l *Leg) FrameOf(i int) FrameRef { return l.records[i].frame.ref() }

// TransactionOf is the index of message i's transaction, -1 where it has none.
func (l *Leg) TransactionOf(i int) int { return int(l.records[i].tx) }

// SDPOf is the session description of message i, nil without.
func (l *Leg) SDPOf(i int) *SDP {
	if n := l.records[i].sdp; n != 0 {
		return &l.sdps[n-1]
	}
	return nil
}

// OriginalOf is the message that message i repeats, -1 where it is the first.
func (l *Leg) OriginalOf(i int) int { return int(l.originalOf(i)) }

// IsRetransmission tells whether the sender of message i sent it again.
func (l *Leg) IsRetransmission(i int) bool { return l.records[i].flags&flagRetransmission != 0 }

// IsDuplicate tells whether the capture saw message i before.
func (l *Leg) IsDuplicate(i int) bool { return l.records[i].flags&flagDuplicate != 0 }
