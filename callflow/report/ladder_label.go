package report

import (
	"slices"
	"strconv"
	"strings"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// label is what an arrow says: the message, what its session description is, and remarks.
type label struct {
	message string
	sdp     string
	remarks []string
	style   style
}

// full is the message with its session description.
func (l *label) full() string {
	if l.sdp == "" {
		return l.message
	}
	return l.message + " (" + l.sdp + ")"
}

// labels are those of all rows of a ladder.
func labels(l *callflow.Ladder) []label {
	out := make([]label, len(l.Rows))
	again := severalTransactions(l)
	held := false
	for i := range l.Rows {
		r := &l.Rows[i]
		if r.Kind == callflow.Gap {
			continue
		}
		b := &out[i]
		switch {
		case r.Kind == callflow.Bounced:
			b.message, b.style = "ICMP "+r.Reason, red
		case r.Codes != "":
			b.message = r.Codes
			if !answersLatest(l.Rows[:i], r) {
				b.message += " [" + strings.TrimSpace(string(r.CSeqMethod)+" "+number(r, again)) + "]"
			}
		case r.Status != 0:
			b.message = strings.TrimSpace(strconv.Itoa(r.Status) + " " + phrase(r))
			b.style = statusStyle(r.Status)
			if !answersLatest(l.Rows[:i], r) {
				b.message += " [" + strings.TrimSpace(string(r.CSeqMethod)+" "+number(r, again)) + "]"
			}
		default:
			b.message = strings.TrimSpace(string(r.Method) + " " + number(r, again))
			b.style = bold
		}
		b.sdp = sdpNote(r, &held)
		b.remarks = rungRemarks(r)
	}
	return out
}

// phrase is the reason phrase of a response: its own, or the standard one.
func phrase(r *callflow.Rung) string {
	if r.Reason != "" {
		return r.Reason
	}
	return sipmsg.StatusPhrase(r.Status)
}

// sender is who sends a method in a leg.
type sender struct {
	leg, from int
	method    sipmsg.Method
}

// severalTransactions finds the methods that one endpoint sent with several CSeq numbers,
// which are the ones that need them told.
func severalTransactions(l *callflow.Ladder) map[sender]bool {
	first := map[sender]uint32{}
	several := map[sender]bool{}
	for i := range l.Rows {
		r := &l.Rows[i]
		if r.Kind == callflow.Gap || r.Method == "" {
			continue
		}
		s := sender{r.Leg, r.From, r.Method}
		if n, ok := first[s]; !ok {
			first[s] = r.CSeq
		} else if n != r.CSeq {
			several[s] = true
		}
	}
	return several
}

// number is the CSeq number of a message whose method alone does not say which it is.
func number(r *callflow.Rung, several map[sender]bool) string {
	s := sender{r.Leg, r.From, r.Method}
	if r.Status != 0 || r.Codes != "" {
		s.from, s.method = r.To, r.CSeqMethod
	}
	if !several[s] {
		return ""
	}
	return "CSeq " + strconv.FormatUint(uint64(r.CSeq), 10)
}

// answersLatest tells whether a response plainly answers the last request that its receiver
// sent its sender. ACK is never answered.
func answersLatest(before []callflow.Rung, r *callflow.Rung) bool {
	for i := len(before) - 1; i >= 0; i-- {
		q := &before[i]
		if q.Kind == callflow.Gap || q.Method == "" || q.Method == sipmsg.ACK || q.From != r.To || q.To != r.From || q.Leg != r.Leg {
			continue
		}
		return q.Method == r.CSeqMethod && q.CSeq == r.CSeq
	}
	return r.CSeqMethod == sipmsg.INVITE
}

// sdpNote says what a session description does: "offer PCMA PCMU", "answer PCMA", "offer
// PCMA, hold". held carries from row to row whether the session is on hold.
func sdpNote(r *callflow.Rung, held *bool) string {
	if r.SDP == nil {
		return ""
	}
	role := string(r.Role)
	if r.Role == callflow.NoSDP {
		role = "SDP"
	}
	var parts []string
	for i := range r.SDP.Streams() {
		s := &r.SDP.Streams()[i]
		text := strings.Join(codecs(s), " ")
		switch {
		case s.Refused:
			text = s.Type + " refused"
			if r.Role == callflow.Offer {
				text = "no " + s.Type
			}
		case s.Type == "image":
			text = "T.38"
		case s.Type != "audio":
			text = strings.TrimSpace(s.Type + " " + text)
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	hold := r.SDP.Hold()
	switch {
	case hold && r.Role != callflow.Answer:
		parts = append(parts, "hold")
	case !hold && *held && r.Role == callflow.Offer:
		parts = append(parts, "resume")
	}
	if r.Role == callflow.Offer {
		*held = hold
	}
	return strings.TrimSpace(role + " " + strings.Join(parts, ", "))
}

// codecs are the first of a stream's codecs, without those that carry no voice or picture.
func codecs(s *callflow.Stream) []string {
	const shown = 4
	var names []string
	for _, c := range s.Codecs {
		switch strings.ToLower(c) {
		case "telephone-event", "cn", "red", "rtx", "ulpfec":
			continue
		}
		if !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, c) }) {
			names = append(names, c)
		}
	}
	if len(names) > shown {
		names = append(names[:shown], "…")
	}
	return names
}

// rungRemarks tells what is not as usual with a row's message.
func rungRemarks(r *callflow.Rung) []string {
	var words []string
	if r.Repeats > 0 {
		words = append(words, "×"+count(r.Repeats+1)+" over "+duration(r.RepeatSpan))
	}
	switch seen := r.Repeats + r.Duplicates + 1; { // copies of what was sent again are among them
	case r.Duplicates == 0:
	case seen == 2:
		words = append(words, "seen twice")
	default:
		words = append(words, "seen "+count(seen)+" times")
	}
	if r.Kind == callflow.Bounced && r.By != r.Src.Addr() {
		words = append(words, "says "+r.By.String())
	}
	if r.Truncated {
		words = append(words, "cut short")
	}
	if r.Malformed {
		words = append(words, "malformed")
	}
	if r.Note != "" {
		note := r.Note
		if r.Proof.Number > 0 {
			note += " (frame " + strconv.FormatUint(r.Proof.Number, 10) + ")"
		}
		words = append(words, note)
	}
	return words
}
