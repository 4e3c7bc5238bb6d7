package report

import (
	"cmp"
	"net/netip"
	"slices"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// CallRow is a call in JSON and CSV. Fields without a value are left out.
type CallRow struct {
	ID         int            `json:"id"` // its number in the list, from 1
	Kind       string         `json:"kind"`
	CallID     string         `json:"call_id"` // of the leg nearest the caller
	From       string         `json:"from,omitempty"`
	To         string         `json:"to,omitempty"`
	RequestURI string         `json:"request_uri,omitempty"`
	Src        netip.AddrPort `json:"src,omitzero"`
	Dst        netip.AddrPort `json:"dst,omitzero"`
	Start      Time           `json:"start"`
	End        Time           `json:"end"`
	State      string         `json:"state"`
	Outcome    string         `json:"outcome"`
	Status     int            `json:"status,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	// Messages is how many there are, duplicates left out; an array of MessageRow where the
	// messages were asked for.
	Messages        any          `json:"messages"`
	Retransmissions int          `json:"retransmissions"`
	Duplicates      int          `json:"duplicates"`
	Hops            int          `json:"hops"`
	PostDialDelay   Millis       `json:"post_dial_delay_ms,omitzero"`
	Setup           Millis       `json:"setup_ms,omitzero"`
	Ring            Millis       `json:"ring_ms,omitzero"`
	Talk            Millis       `json:"talk_ms,omitzero"`
	EndedBy         string       `json:"ended_by,omitempty"` // caller or callee
	Attempts        int          `json:"attempts,omitempty"`
	Leg             int          `json:"leg,omitempty"`  // of a row for one leg: its place on the path, from 1
	Legs            []string     `json:"legs,omitempty"` // Call-IDs joined with this one
	Joins           []JoinRow    `json:"joins,omitempty"`
	Related         []RelatedRow `json:"related,omitempty"`
	Codecs          []string     `json:"codecs,omitempty"`
	Streams         []StreamRow  `json:"streams,omitempty"`   // as agreed on last
	Bindings        []BindingRow `json:"bindings,omitempty"`  // of a registration
	Expires         *Seconds     `json:"expires_s,omitempty"` // as granted last; 0 where it is over
	Event           string       `json:"event,omitempty"`     // package of a subscription
	Subscription    string       `json:"subscription,omitempty"`
	UserAgents      []string     `json:"user_agents,omitempty"`
	Proof           []FrameRow   `json:"proof,omitempty"` // that state and outcome rest on
	Findings        []FindingRow `json:"findings,omitempty"`
}

// FrameRow is a frame of a capture.
type FrameRow struct {
	Frame uint64 `json:"frame"` // from 1
	File  string `json:"file,omitempty"`
}

// JoinRow tells why a leg is in a call.
type JoinRow struct {
	CallID   string   `json:"call_id"`
	With     string   `json:"with"`     // Call-ID of the leg that it goes on from, nearer to the caller
	Evidence []string `json:"evidence"` // what counts most first
	Score    int      `json:"score"`
}

// RelatedRow is another call that a transfer ties to this one.
type RelatedRow struct {
	ID       int    `json:"id"`
	CallID   string `json:"call_id"`
	Relation string `json:"relation"` // refers, referred-by, replaces or replaced-by
	Header   string `json:"header"`   // that says so
	Frame    uint64 `json:"frame"`    // of the message that has it
	File     string `json:"file,omitempty"`
}

func newCallRow(c *callEntry, rows map[*callflow.Leg][]MessageRow, o *Options) CallRow {
	row := CallRow{
		ID: c.ID, Leg: c.leg, Kind: c.Kind.String(), CallID: c.CallID(),
		From: c.From(), To: c.To(), RequestURI: c.RequestURI(), Src: c.Src(), Dst: c.Dst(),
		Start: Time{c.Start()}, End: Time{c.End()},
		State: c.State.String(), Outcome: c.Outcome.String(), Status: c.Status, Reason: reason(c.Call),
		Messages: int(c.Messages), Retransmissions: int(c.Retransmissions), Duplicates: int(c.Duplicates), Hops: int(c.Hops),
		PostDialDelay: Millis(c.PostDialDelay), Setup: Millis(c.Setup), Ring: Millis(c.RingTime), Talk: Millis(c.TalkTime),
		EndedBy: c.EndedBy.String(), Attempts: int(c.Attempts),
		Codecs: c.Codecs(), Streams: newStreamRows(c.Call), UserAgents: c.UserAgents(), Legs: c.otherLegs(),
		Bindings: newBindingRows(c.Call), Expires: expiresOf(c.Call), Event: c.Event(), Subscription: c.SubscriptionState(),
		Findings: newFindingRows(c.Findings(), o),
	}
	for _, f := range c.ProofFrames() {
		row.Proof = append(row.Proof, FrameRow{f.Number, o.file(f.File)})
	}
	for i, j := range c.joins() {
		if c.leg > 0 {
			i = c.leg - 2
		}
		row.Joins = append(row.Joins, JoinRow{CallID: c.whole.Legs()[i+1].CallID, With: c.whole.Legs()[j.With].CallID, Evidence: j.Names(), Score: j.Score})
	}
	for _, r := range c.related() {
		row.Related = append(row.Related, RelatedRow{ID: r.Call.ID, CallID: r.Call.CallID(), Relation: string(r.Kind), Header: r.Header,
			Frame: r.Frame.Number, File: o.file(r.Frame.File)})
	}
	if rows != nil {
		row.Messages = messagesOf(c.Call, rows)
	}
	return row
}

// messagesOf are the messages of all legs of a call in the order of capture.
func messagesOf(c *callflow.Call, rows map[*callflow.Leg][]MessageRow) []MessageRow {
	messages := []MessageRow{}
	for _, l := range c.Legs() {
		messages = append(messages, rows[l]...)
	}
	if len(c.Legs()) > 1 {
		slices.SortStableFunc(messages, func(a, b MessageRow) int {
			if a.File == b.File {
				return cmp.Compare(a.Frame, b.Frame)
			}
			return a.Time.Compare(b.Time.Time)
		})
	}
	return messages
}

// reason is the phrase of a call's final response: as sent, or the standard one.
func reason(c *callflow.Call) string {
	if c.Reason() != "" || c.Status == 0 {
		return c.Reason()
	}
	return sipmsg.StatusPhrase(c.Status)
}
