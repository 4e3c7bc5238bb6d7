package report

import (
	"net/netip"
	"strconv"

	"sipcap/callflow"
)

// LadderRow is a call's ladder in JSON.
type LadderRow struct {
	ID      int         `json:"id"`
	Kind    string      `json:"kind"`
	CallID  string      `json:"call_id"`
	Legs    []string    `json:"legs,omitempty"` // Call-IDs joined with this one
	Columns []ColumnRow `json:"columns"`
	Rungs   []RungRow   `json:"rungs"`
}

// ColumnRow is an endpoint of a ladder.
type ColumnRow struct {
	Addrs []netip.AddrPort `json:"addrs"`
	Name  string           `json:"name,omitempty"`
}

// RungRow is a row of a ladder.
type RungRow struct {
	Kind       string         `json:"kind"` // message, inferred, icmp or gap
	Time       Time           `json:"time,omitzero"`
	Delta      Millis         `json:"delta_ms"`       // since the ladder's first message; of a gap, how long it is
	From       *int           `json:"from,omitempty"` // column, from 0
	To         *int           `json:"to,omitempty"`
	Src        netip.AddrPort `json:"src,omitzero"`
	Dst        netip.AddrPort `json:"dst,omitzero"`
	Leg        string         `json:"leg,omitempty"` // its Call-ID, where it is another than the call's
	Frame      uint64         `json:"frame,omitempty"`
	File       string         `json:"file,omitempty"`
	Method     string         `json:"method,omitempty"`
	Status     int            `json:"status,omitempty"`
	Codes      string         `json:"codes,omitempty"` // of an inferred response: 1xx, 2xx or 3xx-6xx
	Reason     string         `json:"reason,omitempty"`
	By         netip.Addr     `json:"by,omitzero"` // who sent an ICMP error
	CSeq       *uint32        `json:"cseq,omitempty"`
	CSeqMethod string         `json:"cseq_method,omitempty"`
	SDP        string         `json:"sdp,omitempty"` // offer, answer, or other
	Codecs     []string       `json:"codecs,omitempty"`
	Hold       bool           `json:"hold,omitempty"`
	Repeats    int            `json:"repeats,omitempty"` // how often it was sent again
	RepeatSpan Millis         `json:"repeat_span_ms,omitzero"`
	Duplicates int            `json:"duplicates,omitempty"` // how often it was seen again
	Truncated  bool           `json:"truncated,omitempty"`
	Malformed  bool           `json:"malformed,omitempty"`
	Note       string         `json:"note,omitempty"`
	Proof      uint64         `json:"proof,omitempty"`    // frame of the message that proves an inferred one
	Findings   []string       `json:"findings,omitempty"` // ids
}

func newLadderRow(l *callflow.Ladder, o *Options) LadderRow {
	c := l.Call
	row := LadderRow{ID: c.ID, Kind: c.Kind.String(), CallID: c.CallID(), Columns: []ColumnRow{}, Rungs: []RungRow{}}
	for _, leg := range c.Legs()[1:] {
		row.Legs = append(row.Legs, leg.CallID)
	}
	for i := range l.Columns {
		row.Columns = append(row.Columns, ColumnRow{Addrs: l.Columns[i].Addrs, Name: l.Columns[i].Name})
	}
	for i := range l.Rows {
		row.Rungs = append(row.Rungs, newRungRow(l, &l.Rows[i], o))
	}
	return row
}

func newRungRow(l *callflow.Ladder, r *callflow.Rung, o *Options) RungRow {
	if r.Kind == callflow.Gap {
		return RungRow{Kind: "gap", Delta: Millis(r.Delta), RepeatSpan: -1}
	}
	row := RungRow{
		Kind: "message", Time: Time{r.Time}, Delta: Millis(r.Delta), From: &r.From, To: &r.To,
		Src: r.Src, Dst: r.Dst,
		Frame: r.Frame.Number, File: o.file(r.Frame.File),
		Method: string(r.Method), Status: r.Status, Reason: phrase(r), CSeq: &r.CSeq, CSeqMethod: string(r.CSeqMethod),
		SDP: string(r.Role), Repeats: r.Repeats, RepeatSpan: -1, Duplicates: r.Duplicates,
		Truncated: r.Truncated, Malformed: r.Malformed, Note: r.Note,
	}
	switch r.Kind {
	case callflow.Inferred:
		row.Kind, row.File, row.Reason, row.Codes, row.Proof = "inferred", "", "", r.Codes, r.Proof.Number
	case callflow.Bounced:
		row.Kind, row.By, row.CSeq, row.Reason = "icmp", r.By, nil, r.Reason
	}
	if r.Leg > 0 && r.Leg < len(l.Call.Legs()) {
		row.Leg = l.Call.Legs()[r.Leg].CallID
	}
	if r.Repeats > 0 {
		row.RepeatSpan = Millis(r.RepeatSpan)
	}
	if r.SDP != nil {
		if r.Role == callflow.NoSDP {
			row.SDP = "other"
		}
		for _, s := range r.SDP.Streams() {
			row.Codecs = append(row.Codecs, s.Codecs...)
		}
		row.Hold = r.SDP.Hold()
	}
	for _, f := range r.Findings {
		row.Findings = append(row.Findings, f.ID)
	}
	return row
}

// ladderCSV writes a row for each row of the ladder, with the call's id and Call-ID first.
func ladderCSV(c *csvWriter, l *callflow.Ladder, o *Options) error {
	for i := range l.Rows {
		cells := append([]string{strconv.Itoa(l.Call.ID), csvCell(l.Call.CallID())}, csvFields(newRungRow(l, &l.Rows[i], o))...)
		if err := c.row(cells...); err != nil {
			return err
		}
	}
	return nil
}
