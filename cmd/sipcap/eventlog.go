package main

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"sipcap/callflow"
)

// The values of --log-format.
const (
	logText = "text"
	logJSON = "json"
)

// newLog is the log that --log-format asks for: one that tells nobody where it asks for none. What
// the network or the command line put into a record is cleaned of what a terminal would obey.
func newLog(format string, w io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch v := a.Value.Any().(type) {
		case string:
			a.Value = slog.StringValue(printable(v))
		case error:
			a.Value = slog.StringValue(printable(v.Error()))
		}
		return a
	}}
	switch format {
	case logText:
		return slog.New(slog.NewTextHandler(w, o))
	case logJSON:
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.DiscardHandler)
}

// notesToLog has what note prints, a line and its hints, be records of a log: so that standard error
// has one format.
type notesToLog struct{ log *slog.Logger }

// Write takes what one call of note prints.
func (n notesToLog) Write(b []byte) (int, error) {
	text, hints, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(string(b), "sipcap: "), "\n"), "\n")
	var attrs []any
	if hints != "" {
		attrs = append(attrs, "hint", strings.ReplaceAll(strings.ReplaceAll(hints, "\nhint: ", "; "), "hint: ", ""))
	}
	n.log.Warn(text, attrs...)
	return len(b), nil
}

// eventLog is an observer that logs what somebody should know of a watcher that nobody looks at.
type eventLog struct {
	unobserved
	log    *slog.Logger
	latest *tick
	told   tick      // what was lost until when it was last told
	toldAt time.Time // when that was
	down   []string  // interfaces

	findings uint64
	minute   time.Time // when the minute began in which findings are counted
	inMinute int
	withheld uint64
}

// Drops and the like are told once in dropsEvery, and of findings so many in a minute: a log is no
// place to flood.
const (
	dropsEvery         = 10 * time.Second
	maxFindingsAMinute = 60
)

func (l *eventLog) call(c *callflow.Call) {
	for _, f := range c.Findings() {
		l.finding(f)
	}
}

// finding logs a finding of error grade.
func (l *eventLog) finding(f *callflow.Finding) {
	if f.Severity != callflow.Error {
		return
	}
	l.findings++
	now := time.Now()
	if now.Sub(l.minute) >= time.Minute {
		l.tellWithheld()
		l.minute, l.inMinute = now, 0
	}
	if l.inMinute++; l.inMinute > maxFindingsAMinute {
		l.withheld++
		return
	}
	attrs := []any{"id", f.ID, "cause", string(f.Cause), "summary", f.Summary}
	if c := f.Call; c != nil {
		attrs = append(attrs, "call", c.ID, "call_id", c.CallID(), "from", c.From(), "to", c.To())
	}
	l.log.Error("finding", attrs...)
}

func (l *eventLog) tellWithheld() {
	if l.withheld > 0 {
		l.log.Warn("findings not logged", "findings", l.withheld, "limit", fmt.Sprintf("%d a minute", maxFindingsAMinute))
		l.withheld = 0
	}
}

// tick logs what was lost since it was last told, and interfaces that went down or came back.
func (l *eventLog) tick(t *tick) {
	l.latest = t
	l.interfaces(t.down)
	now := time.Now()
	if now.Sub(l.toldAt) < dropsEvery {
		return
	}
	l.toldAt = now
	l.lost(t)
	if now.Sub(l.minute) >= time.Minute {
		l.tellWithheld()
	}
}

func (l *eventLog) lost(t *tick) {
	if n := t.drops.Dropped - l.told.drops.Dropped; n > 0 {
		l.log.Warn("frames dropped", "frames", n, "total", t.drops.Dropped, "received", t.drops.Received)
	}
	if n := t.Standing.Shed - l.told.Standing.Shed; n > 0 {
		l.log.Warn("calls shed", "legs", n, "total", t.Standing.Shed, "held", t.Standing.Legs)
	}
	if n := t.kept.Dropped - l.told.kept.Dropped; n > 0 {
		l.log.Warn("frames not kept", "frames", n, "total", t.kept.Dropped, "kept", t.kept.Frames)
	}
	if n := t.kept.FailuresLost - l.told.kept.FailuresLost; n > 0 {
		l.log.Warn("failed calls not kept", "calls", n, "total", t.kept.FailuresLost, "kept", t.kept.Failures)
	}
	l.told = *t
}

// interfaces logs which interfaces went down or came back.
func (l *eventLog) interfaces(down []string) {
	for _, name := range down {
		if !slices.Contains(l.down, name) {
			l.log.Error("interface down", "interface", name)
		}
	}
	for _, name := range l.down {
		if !slices.Contains(down, name) {
			l.log.Info("interface up", "interface", name)
		}
	}
	l.down = down
}

// end logs what was seen in all.
func (l *eventLog) end() {
	l.tellWithheld()
	if l.latest == nil {
		return
	}
	l.lost(l.latest)
	c := &l.latest.Capture
	l.log.Info("stopped", "frames", c.Frames, "used", c.Used, "dropped", l.latest.drops.Dropped, "shed", l.latest.Standing.Shed, "errors", l.findings)
}
