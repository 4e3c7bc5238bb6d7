package main

import (
	"bytes"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/report"
	"sipcap/sipmsg"
)

// batchCalls are calls of one leg that begin one after the other.
func batchCalls(t *testing.T, n int) []*callflow.Call {
	t.Helper()
	text := "endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060\n"
	for i := range n {
		text += fmt.Sprintf("call c%d\n%d alice -> bob INVITE\n%d.1 bob -> alice 486\n", i, i, i)
	}
	l, err := callflowtest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return l.Calls()
}

// busyCall is a call from a URI that was busy, under a Call-ID.
func busyCall(t *testing.T, from, callID string) *callflow.Call {
	t.Helper()
	b := callflow.NewBuilder()
	for i, start := range []string{"INVITE sip:b@x SIP/2.0", "SIP/2.0 486 Busy Here"} {
		var m sipmsg.Message
		m.Parse([]byte(start + "\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <" + from + ">;tag=1\r\nCall-ID: " + callID + "\r\nCSeq: 1 INVITE\r\n\r\n"))
		ends := []netip.AddrPort{netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5060")}
		b.Add(&callflow.Event{Time: time.Unix(int64(i), 0), Src: ends[i], Dst: ends[1-i], Transport: callflow.UDP, Message: &m})
	}
	return b.Finish()[0]
}

// Calls wait for a second, and are numbered in the order in which they began, on from the last.
func TestBatch(t *testing.T) {
	calls := batchCalls(t, 5)
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	b := batch{limit: 1 << 20}
	ids := func(calls []*callflow.Call) (out []string) {
		for _, c := range calls {
			out = append(out, fmt.Sprintf("%d %s", c.ID, c.CallID()))
		}
		return out
	}
	expect := func(after time.Duration, want ...string) {
		t.Helper()
		b.now = start.Add(after)
		if got := ids(b.take()); !slices.Equal(got, want) {
			t.Errorf("after %s: got %q, want %q", after, got, want)
		}
	}
	expect(0)
	b.add(calls[1])
	b.add(calls[0])
	expect(500 * time.Millisecond)
	b.add(calls[3])
	expect(time.Second, "1 c0", "2 c1")
	expect(1400 * time.Millisecond)
	b.add(calls[2])
	b.add(calls[4])
	if got, want := ids(b.takeAll()), []string{"3 c2", "4 c3", "5 c4"}; !slices.Equal(got, want) {
		t.Errorf("at the end: got %q, want %q", got, want)
	}
	if b.bytes != 0 || b.full() {
		t.Errorf("%d bytes wait, where nothing does", b.bytes)
	}
}

// A finding about no call is told once, whatever its figures.
func TestFindingsTold(t *testing.T) {
	var told findingsTold
	fresh := func(id, summary string) bool {
		return len(told.fresh([]*callflow.Finding{{ID: id, Summary: summary}})) > 0
	}
	for _, tt := range []struct {
		id, summary string
		want        bool
	}{
		{"options-unanswered", "1 of 1 OPTIONS from 10.0.0.1:5060 to 10.0.0.2:5060 got no answer", true},
		{"options-unanswered", "3 of 4 OPTIONS from 10.0.0.1:5060 to 10.0.0.2:5060 got no answer", false},
		{"options-unanswered", "1 of 1 OPTIONS from 10.0.0.1:5060 to 10.0.0.3:5060 got no answer", true},
		{"capture-truncated", "1 of 5 frames were cut by the snap length", true},
		{"capture-truncated", "2 of 50 frames were cut by the snap length, 1 SIP message in calls among them", false},
	} {
		if got := fresh(tt.id, tt.summary); got != tt.want {
			t.Errorf("%s: told %v, want %v", tt.summary, got, tt.want)
		}
	}
}

// terminal is what a terminal shows of what is written to it: of the sequences that a screen
// uses, no more.
type terminal struct {
	columns int
	lines   []string
	row     int
	hidden  bool
}

func (t *terminal) Write(b []byte) (int, error) {
	text := string(b)
	for text != "" {
		switch {
		case strings.HasPrefix(text, hideCursor):
			t.hidden, text = true, text[len(hideCursor):]
		case strings.HasPrefix(text, showCursor):
			t.hidden, text = false, text[len(showCursor):]
		case strings.HasPrefix(text, clearLine):
			text = text[len(clearLine):]
		case strings.HasPrefix(text, clearBelow):
			t.lines, text = t.lines[:t.row], text[len(clearBelow):]
		case strings.HasPrefix(text, "\x1b[A"):
			t.row, text = max(t.row-1, 0), text[3:]
		case text[0] == '\r':
			text = text[1:]
		default:
			line, rest, _ := strings.Cut(text, "\n")
			line = strings.TrimSuffix(line, clearLine)
			for len(t.lines) <= t.row {
				t.lines = append(t.lines, "")
			}
			t.lines[t.row] = line
			t.row++
			text = rest
		}
	}
	return len(b), nil
}

// narrow makes the terminal narrower, which breaks the lines that are too long.
func (t *terminal) narrow(columns int) {
	t.columns = columns
	var lines []string
	for _, l := range t.lines {
		for len(l) > columns {
			lines, l = append(lines, l[:columns]), l[columns:]
		}
		lines = append(lines, l)
	}
	t.lines, t.row = lines, len(lines)
}

// A screen draws over itself, lets a report stand above, follows the terminal's size, and leaves
// nothing behind.
func TestScreen(t *testing.T) {
	tty := &terminal{columns: 80}
	s := &screen{w: tty, options: report.Options{ASCII: true}, size: func() (int, int) { return tty.columns, 24 },
		news: make(chan *report.Status, 1), jobs: make(chan func(io.Writer))}
	st := &report.Status{Source: "eth0", Up: 1}
	shown := func(rows int, first string) {
		t.Helper()
		if len(tty.lines) != rows || !strings.HasPrefix(tty.lines[0], first) {
			t.Errorf("the terminal shows\n%s\nwant %d lines, the first %q", strings.Join(tty.lines, "\n"), rows, first)
		}
	}
	s.draw(st)
	rows := len(tty.lines)
	shown(rows, "eth0")
	st.Up = 2
	s.draw(st)
	shown(rows, "eth0")
	if !strings.Contains(strings.Join(tty.lines, "\n"), "2 up") || !tty.hidden {
		t.Errorf("the second status is not drawn: %q", tty.lines)
	}
	tty.narrow(30)
	s.draw(st)
	for _, l := range tty.lines {
		if len(l) > 30 || strings.Contains(l, "in 1, 5, 15 min") && tty.lines[0][:4] != "eth0" {
			t.Errorf("on 30 columns: %q", tty.lines)
		}
	}
	s.done.Go(s.run)
	s.print(func(w io.Writer) { _, _ = io.WriteString(w, "report\n") })
	s.stop()
	if tty.hidden || len(tty.lines) != 1 || tty.lines[0] != "report" {
		t.Errorf("at the end the terminal shows %q", tty.lines)
	}
}

// What a reader does not want any more ends what is watched.
func TestWatchBrokenPipe(t *testing.T) {
	var errs bytes.Buffer
	status := run(t.Context(), []string{"messages", "--follow", "../../testdata/pcaps"}, func(string) string { return "" }, strings.NewReader(""), brokenPipe{}, &errs)
	if status != exitOK || errs.Len() > 0 {
		t.Errorf("exit status %d, and %q", status, errs.String())
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
