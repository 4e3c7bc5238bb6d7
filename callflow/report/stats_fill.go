package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// newStatsDoc fills the object that `stats` prints.
func newStatsDoc(d *Data) StatsDoc {
	c := &d.Counts
	doc := StatsDoc{
		Schema:          StatsSchema,
		Messages:        c.Messages,
		Requests:        textKeys(c.Requests),
		Responses:       numberKeys(c.Responses),
		ResponseClasses: classCounts(&c.Tally),
		Calls: CallCounts{
			Total:     c.Calls,
			Legs:      c.Legs,
			ByOutcome: outcomeCounts(c.ByOutcome),
			ByState:   stateCounts(c.ByState),
			ByStatus:  numberKeys(c.ByStatus),
			ByKind:    textKeys(c.ByKind),
		},
		Retransmissions: c.Retransmissions,
		Duplicates:      c.Duplicates,
		Issues:          textKeys(c.Issues),
		Findings:        textKeys(c.Findings),
		Metrics:         newMetricsDoc(&d.Metrics, &d.Responses),
		By:              newDimensionDocs(d.Dimensions),
		Live:            newLiveDoc(d.Live),
	}
	if d.Capture != nil {
		doc.Capture = newCaptureDoc(d.Capture)
	}
	return doc
}

func newCaptureDoc(c *callflow.Capture) *CaptureDoc {
	doc := &CaptureDoc{Files: []FileDoc{}, Frames: c.Frames, Used: c.Used, Skipped: map[string]uint64{}, First: map[string]PlaceDoc{},
		RepeatDelay: -1, Segments: c.RepeatedSegments, Gaps: c.Gaps, Missing: c.Missing, Fragmented: c.Fragmented, Lacking: c.Lacking, NextPause: -1, Interrupted: c.Interrupted}
	if c.Repeats > 0 {
		doc.RepeatDelay = Millis(c.RepeatDelay)
	}
	if len(c.TLS.Servers) > 0 {
		doc.TLS = &TLSDoc{Keys: c.TLS.Keys, Malformed: c.TLS.Malformed}
	}
	for _, s := range c.TLS.Servers {
		doc.TLS.Servers = append(doc.TLS.Servers, TLSServerDoc{Server: s.Server, Connections: s.Connections, Decrypted: s.Decrypted,
			NoKey: s.NoKey(), Refused: s.Refused, Alert: s.Alert, NoHandshake: s.NoHandshake, Unsupported: s.Unsupported, LostRecords: s.LostRecords})
	}
	if c.GivenUp != (callflow.GivenUp{}) {
		given := GivenUpDoc(c.GivenUp)
		doc.GivenUp = &given
	}
	doc.Learned, doc.Unlearned = c.Learned, c.Unlearned
	if c.Pause.By > 0 {
		doc.Pause, doc.NextPause = stepDoc(c, c.Pause), Millis(c.NextPause)
	}
	for i := range c.Files {
		doc.Files = append(doc.Files, newFileDoc(c, &c.Files[i]))
	}
	for _, s := range c.Skipped {
		doc.Skipped[s.Reason] += s.Count
		doc.First[s.Reason] = PlaceDoc{c.FileName(s.First), s.First.Number}
	}
	return doc
}

func newFileDoc(c *callflow.Capture, f *callflow.CaptureFile) FileDoc {
	doc := FileDoc{Name: f.Name, Format: f.Format, LinkTypes: f.LinkTypes, Comment: f.Comment, Filter: f.Filter, Frames: f.Frames,
		Bytes: f.Bytes, First: Time{f.First}, Last: Time{f.Last}, Truncated: f.Truncated, Damage: f.Damage,
		Used: f.Used, Skipped: map[string]uint64{}, SkippedFirst: map[string]uint64{},
		Snapped: f.Snapped, SnappedFirst: f.FirstSnapped, Dropped: f.Dropped, Received: f.Received, Backwards: f.Backwards}
	for _, s := range f.Skipped {
		doc.Skipped[s.Reason], doc.SkippedFirst[s.Reason] = s.Count, s.First.Number
	}
	if f.Backwards > 0 {
		doc.FarthestBack = stepDoc(c, f.FarthestBack)
	}
	return doc
}

func stepDoc(c *callflow.Capture, s callflow.Step) *StepDoc {
	return &StepDoc{c.FileName(s.Frame), s.Frame.Number, Millis(s.By)}
}

func classCounts(t *callflow.Tally) ClassCounts {
	return ClassCounts{
		Informational: t.Class(sipmsg.Informational), Success: t.Class(sipmsg.Success),
		Redirection: t.Class(sipmsg.Redirection), ClientError: t.Class(sipmsg.ClientError),
		ServerError: t.Class(sipmsg.ServerError), GlobalFailure: t.Class(sipmsg.GlobalFailure),
	}
}

func outcomeCounts(m map[callflow.Outcome]int) OutcomeCounts {
	return OutcomeCounts{
		Informational: m[callflow.OutcomeInformational], Success: m[callflow.OutcomeSuccess],
		Redirection: m[callflow.OutcomeRedirection], ClientError: m[callflow.OutcomeClientError],
		ServerError: m[callflow.OutcomeServerError], GlobalFailure: m[callflow.OutcomeGlobalFailure],
		None: m[callflow.OutcomeNone], Unknown: m[callflow.OutcomeUnknown],
	}
}

func stateCounts(m map[callflow.State]int) StateCounts {
	return StateCounts{
		Completed: m[callflow.Completed], Established: m[callflow.Established], Ringing: m[callflow.Ringing],
		Proceeding: m[callflow.Proceeding], NoResponse: m[callflow.NoResponse], Cancelled: m[callflow.Cancelled],
		Redirected: m[callflow.Redirected], Busy: m[callflow.Busy], Declined: m[callflow.Declined],
		Unauthorized: m[callflow.Unauthorized], Failed: m[callflow.Failed], Unknown: m[callflow.UnknownState],
	}
}

func textKeys[K ~string | ~uint8](m map[K]int) map[string]int {
	out := make(map[string]int, len(m))
	for k, n := range m {
		out[fmt.Sprint(k)] += n
	}
	return out
}

func numberKeys(m map[int]int) map[string]int {
	out := make(map[string]int, len(m))
	for k, n := range m {
		out[strconv.Itoa(k)] += n
	}
	return out
}

// sorted are the keys of m in order.
func sorted[K ~string | ~int, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
