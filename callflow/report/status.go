package report

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// Status is how a live source is doing. All counts are since it began.
type Status struct {
	Source  string // its name
	Began   time.Time
	Now     time.Time
	Up      int               // calls that are answered, and go on
	Open    int               // calls and others that are held, those that linger too
	Rate    float64           // calls that begin a second, of late
	ASR     [3]callflow.Ratio // of the last 1, 5 and 15 minutes
	Classes [6]int            // responses by class, from 1xx on
	// Messages are those counted, Calls those (of KindCall) that are over, and Failed of them those
	// that are bad; Findings are all.
	Messages, Calls, Failed, Findings int
	Packets                           uint64 // frames read
	Received, Dropped                 uint64 // as Live has them
	Shed                              uint64 // likewise
	Kept                              Kept
	Memory, MaxMemory                 uint64 // bytes; MaxMemory is 0 where there is no limit
	// Events are the last failures and findings, the oldest first.
	Events []StatusEvent
}

// StatusEvent is something that went wrong: with Leg a call that was refused just
// now, with Call one that is over, and with Finding what is about none.
type StatusEvent struct {
	Time     time.Time
	Leg      *callflow.Leg // of a call that is refused
	From, To string        // likewise: URIs
	Status   int           // likewise
	Reason   string        // likewise
	Call     *callflow.Call
	Finding  *callflow.Finding
}

// asrSpans are what Status.ASR is over.
var asrSpans = [3]string{"1", "5", "15 min"}

// StatusScreen prints the status for a terminal, to be drawn over itself: lines no wider than
// Options.Width, and no more of them than height, where that is not 0.
func StatusScreen(w io.Writer, s *Status, o Options, height int) error {
	p := newPrinter(w, &o)
	lines := s.screen(p)
	if height > 0 && len(lines) > height {
		lines = lines[:height]
	}
	for _, spans := range lines {
		p.cutLine(spans...)
	}
	return p.flush()
}

// cutLine writes spans as one line, and cuts what the terminal has no room for.
func (p *printer) cutLine(spans ...span) {
	used := 0
	for i := range spans {
		if p.width > 0 && used >= p.width {
			spans = spans[:i]
			break
		}
		spans[i].text = p.fit(spans[i].text, used)
		used += width(spans[i].text)
	}
	p.line(spans...)
}

func (s *Status) screen(p *printer) [][]span {
	var lines [][]span
	parts := func(title string, look style, parts ...string) {
		const indent = 11
		for i, text := range flow(parts, max(p.width-indent, 0)) {
			if i > 0 {
				title = ""
			}
			lines = append(lines, []span{{padRight(title, indent), dim}, {text, look}})
		}
	}
	lines = append(lines, []span{{s.Source, bold}, {text: "   " + clock(s.Now, false) + ", watched for " + duration(max(s.Now.Sub(s.Began), 0))}})
	parts("calls", plain, append([]string{count(s.Up) + " up", fmt.Sprintf("%.1f/s", s.Rate)}, s.asr()...)...)
	var responses []string
	for i, c := range sipmsg.Classes() {
		responses = append(responses, c.Range()+" "+count(s.Classes[i]))
	}
	parts("responses", plain, responses...)
	look := plain
	if s.Failed > 0 {
		look = red
	}
	parts("over", look, plural(s.Calls, "call"), count(s.Failed)+" failed", plural(s.Findings, "finding"))
	look = plain
	packets := []string{count(s.Packets) + " read"}
	if s.Dropped > 0 || s.Received > 0 {
		packets = append(packets, count(s.Dropped)+" dropped by the kernel")
	}
	if s.Shed > 0 {
		packets = append(packets, plural(s.Shed, "call")+" let go of for lack of memory")
	}
	packets = append(packets, s.Kept.parts()...)
	if s.Dropped+s.Shed+s.Kept.Dropped+s.Kept.FailuresLost > 0 {
		look = yellow
	}
	parts("packets", look, append(packets, "memory "+s.memory())...)
	for _, e := range s.Events {
		lines = append(lines, e.spans())
	}
	return lines
}

// asr are the answer-seizure ratios: "ASR 98.1 % (1)", and likewise of the others that there are.
func (s *Status) asr() []string {
	text := "ASR"
	for i, r := range s.ASR {
		text += " " + share(r)
		if i < len(s.ASR)-1 {
			text += ","
		}
	}
	return []string{text + " in " + asrSpans[0] + ", " + asrSpans[1] + ", " + asrSpans[2]}
}

func share(r callflow.Ratio) string {
	if v, ok := r.Share(); ok {
		return percent(v)
	}
	return "-"
}

func (s *Status) memory() string {
	text := size(s.Memory)
	if s.MaxMemory > 0 {
		text += " of " + size(s.MaxMemory)
	}
	return text
}

// size prints bytes in MiB.
func size(bytes uint64) string { return count((bytes+1<<19)>>20) + " MiB" }

func (e *StatusEvent) spans() []span {
	at := span{"  " + clock(e.Time, false) + "  ", dim}
	switch c := e.Call; {
	case e.Leg != nil:
		return []span{at, {Party(e.From) + " → " + Party(e.To) + "  ", plain},
			{strings.TrimSpace(strconv.Itoa(e.Status) + " " + cmp.Or(e.Reason, sipmsg.StatusPhrase(e.Status))), statusStyle(e.Status)}}
	case c != nil:
		found := findingsCell(c)
		spans := []span{at, {kindName(c) + " " + strconv.Itoa(c.ID) + "  ", plain}, {Party(c.From()) + " → " + Party(c.To()) + "  ", plain},
			{strings.TrimSuffix(c.State.String()+", "+final(c), ", "), stateStyle(c.State)}}
		if found.text != "" {
			spans = append(spans, span{"  " + found.text, found.style})
		}
		return spans
	}
	f := e.Finding
	return []span{at, {f.ID, severityStyle(f.Severity)}, {"  " + f.Summary, plain}}
}

// StatusLine prints the status on one line: for people, or as the object that docs/json.md documents.
func StatusLine(w io.Writer, s *Status, o Options) error {
	switch o.format() {
	case JSON, NDJSON:
		return object(w, newStatusDoc(s), NDJSON)
	}
	parts := []string{
		s.Now.UTC().Truncate(time.Second).Format(time.RFC3339),
		"up " + count(s.Up), fmt.Sprintf("calls/s %.1f", s.Rate),
		"ASR " + share(s.ASR[0]) + " " + share(s.ASR[1]) + " " + share(s.ASR[2]),
	}
	for i, c := range sipmsg.Classes() {
		parts = append(parts, c.Range()+" "+count(s.Classes[i]))
	}
	parts = append(parts, "over "+count(s.Calls), "failed "+count(s.Failed), "findings "+count(s.Findings),
		"packets "+count(s.Packets), "dropped "+count(s.Dropped), "shed "+count(s.Shed))
	parts = append(append(parts, s.Kept.parts()...), "memory "+size(s.Memory))
	p := newPrinter(w, &o)
	p.text(strings.Join(parts, "  "))
	return p.flush()
}

// StatusSchema is the schema of the objects that StatusLine prints.
const StatusSchema = "sipcap.status/1"

// StatusDoc is the object that tells how a live source is doing.
type StatusDoc struct {
	Schema          string      `json:"schema"`
	Source          string      `json:"source"`
	Time            Time        `json:"time"`
	Began           Time        `json:"began"`
	Up              int         `json:"up"`   // calls that are answered, and go on
	Open            int         `json:"open"` // calls and others that are held
	CallsPerSecond  Rate        `json:"calls_per_second"`
	ASR1            *Percent    `json:"asr_1m,omitempty"`
	ASR5            *Percent    `json:"asr_5m,omitempty"`
	ASR15           *Percent    `json:"asr_15m,omitempty"`
	Messages        int         `json:"messages"`
	ResponseClasses ClassCounts `json:"response_classes"`
	Calls           int         `json:"calls"` // that are over
	Failed          int         `json:"failed"`
	Findings        int         `json:"findings"`
	Packets         uint64      `json:"packets"`
	Received        uint64      `json:"received"`
	Dropped         uint64      `json:"dropped"`
	Shed            uint64      `json:"shed"`
	Kept            uint64      `json:"kept,omitempty"`
	KeptDropped     uint64      `json:"kept_dropped,omitempty"`
	Failures        uint64      `json:"failures_kept,omitempty"`
	FailuresLost    uint64      `json:"failures_lost,omitempty"`
	Memory          uint64      `json:"memory_bytes"`
	MaxMemory       uint64      `json:"memory_limit_bytes,omitempty"`
}

func newStatusDoc(s *Status) StatusDoc {
	c := s.Classes
	return StatusDoc{
		Schema: StatusSchema, Source: s.Source, Time: Time{s.Now}, Began: Time{s.Began}, Up: s.Up, Open: s.Open,
		CallsPerSecond: Rate(s.Rate), ASR1: percentOf(s.ASR[0]), ASR5: percentOf(s.ASR[1]), ASR15: percentOf(s.ASR[2]),
		Messages: s.Messages, ResponseClasses: ClassCounts{c[0], c[1], c[2], c[3], c[4], c[5]},
		Calls: s.Calls, Failed: s.Failed, Findings: s.Findings, Packets: s.Packets, Received: s.Received, Dropped: s.Dropped,
		Shed: s.Shed, Kept: s.Kept.Frames, KeptDropped: s.Kept.Dropped,
		Failures: s.Kept.Failures, FailuresLost: s.Kept.FailuresLost, Memory: s.Memory, MaxMemory: s.MaxMemory,
	}
}
