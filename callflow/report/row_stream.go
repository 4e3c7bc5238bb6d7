package report

import (
	"net/netip"

	"sipcap/callflow"
)

// StreamRow is a media stream of a call, as its parties agreed on it last.
type StreamRow struct {
	Type      string         `json:"type"` // audio, video, image …
	Codecs    []string       `json:"codecs,omitempty"`
	Direction string         `json:"direction"`       // as the caller sees it
	Hold      string         `json:"hold,omitempty"`  // who holds: caller, callee or both
	Caller    netip.AddrPort `json:"caller,omitzero"` // where the caller wants it sent
	Callee    netip.AddrPort `json:"callee,omitzero"`
}

func newStreamRows(c *callflow.Call) []StreamRow {
	var rows []StreamRow
	for _, s := range c.Streams() {
		row := StreamRow{Type: s.Type, Codecs: s.Codecs, Direction: s.Direction, Caller: s.Caller, Callee: s.Callee}
		switch {
		case s.CallerHolds && s.CalleeHolds:
			row.Hold = "both"
		case s.CallerHolds:
			row.Hold = callflow.Caller.String()
		case s.CalleeHolds:
			row.Hold = callflow.Callee.String()
		}
		rows = append(rows, row)
	}
	return rows
}
