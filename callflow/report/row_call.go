package report

import (
	"net/netip"

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
	Legs            []string     `json:"legs,omitempty"` // Call-IDs joined with this one
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

func newCallRow(c *callflow.Call, rows map[*callflow.Leg][]MessageRow, o *Options) CallRow {
	row := CallRow{
		ID: c.ID, Kind: string(c.Kind), CallID: c.CallID(),
		From: c.From, To: c.To, RequestURI: c.RequestURI, Src: c.Src, Dst: c.Dst,
		Start: Time{c.Start}, End: Time{c.End},
		State: string(c.State), Outcome: string(c.Outcome), Status: c.Status, Reason: reason(c),
		Messages: c.Messages, Retransmissions: c.Retransmissions, Duplicates: c.Duplicates, Hops: c.Hops,
		PostDialDelay: Millis(c.PostDialDelay), Setup: Millis(c.Setup), Ring: Millis(c.RingTime), Talk: Millis(c.TalkTime),
		EndedBy: string(c.EndedBy), Attempts: c.Attempts,
		Codecs: c.Codecs, Streams: newStreamRows(c), UserAgents: c.UserAgents,
		Bindings: newBindingRows(c), Expires: expiresOf(c), Event: c.Event(), Subscription: c.SubscriptionState(),
		Findings: newFindingRows(c.Findings, o),
	}
	for _, f := range c.ProofFrames() {
		row.Proof = append(row.Proof, FrameRow{f.Number, o.file(f.File)})
	}
	for _, l := range c.Legs[1:] {
		row.Legs = append(row.Legs, l.CallID)
	}
	if rows != nil {
		messages := []MessageRow{}
		for _, l := range c.Legs {
			messages = append(messages, rows[l]...)
		}
		row.Messages = messages
	}
	return row
}

// reason is the phrase of a call's final response: as sent, or the standard one.
func reason(c *callflow.Call) string {
	if c.Reason != "" || c.Status == 0 {
		return c.Reason
	}
	return sipmsg.StatusPhrase(c.Status)
}
