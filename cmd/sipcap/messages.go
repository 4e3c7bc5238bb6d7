package main

import (
	"bufio"
	"cmp"
	"context"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/report"
	"sipcap/callflow/where"
)

func messagesCommand() *command {
	return &command{
		name:  "messages",
		usage: "messages [flags] FILE ... | -i IFACE",
		short: "a row a SIP message, as they were captured",
		long: "--call-id, --from, --to, --method, --status, --since, --until and --where ask the message itself; --call, --state and --outcome ask its call. " +
			"--method selects requests, --status responses; together, responses to such requests. " +
			"A second sighting of the same packet has its row too, and is marked.",
		examples: []example{
			{"messages case.pcap", "every message"},
			{"messages --method INVITE --status 4xx case.pcap", "the refusals of INVITE"},
			{"messages --where 'method == \"INVITE\" && length > 1300' case.pcap", "INVITEs that may not fit into a packet"},
			{"messages --call 7 --format csv case.pcap", "those of one call, for a spreadsheet"},
			{"messages --format ndjson case.pcap | jq -r .method", "for a script, an object a line, as they are read"},
			{"messages -i any --method INVITE", "INVITEs as they come, on any interface"},
		},
		groups: []string{sourceGroup, liveGroup, serviceGroup, selectGroup, writeGroup, keepGroup, outputGroup, findingGroup, generalGroup},
		run:    (*invocation).runMessages,
	}
}

func (v *invocation) runMessages(ctx context.Context) error {
	opt, err := v.output.options(v.stdout, v.env)
	if err != nil {
		return err
	}
	asked, err := v.selected.messageWhere()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if in, err := v.watching(ctx); err != nil {
		return err
	} else if in != nil {
		defer in.Close()
		return v.watchMessages(ctx, in, asked, opt)
	}
	in, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer in.Close()
	opt.Files, opt.Live = in.files, in.Live()

	var a *analysis
	var list *messageList
	err = v.print(func(w *bufio.Writer) error {
		list = &messageList{rows: report.NewMessageWriter(w, opt), flags: &v.selected, where: asked, stop: cancel}
		in.onWait = func() { list.flush(w) }
		if v.writes.asked() {
			list.keep, list.stop = true, func() {}
		}
		if a, err = v.read(ctx, in, list.take); err != nil {
			return err
		}
		if err := list.finish(a); err != nil {
			return err
		}
		asked.tell(v.stderr, "message")
		if list.shown == 0 && list.seen > 0 {
			note(v.stderr, "nothing is selected of "+plural(uint64(list.seen), "message"))
		}
		return nil
	})
	if a == nil {
		return err
	}
	if v.finding.failOn.value != "" || v.writes.asked() { // no row tells of findings
		v.finding.counted = true
		v.diagnose(a)
	}
	v.writeMessages(ctx, a, list)
	return v.exit(a, err)
}

// writeMessages writes the packets of the messages that are listed where -w wants them.
func (v *invocation) writeMessages(ctx context.Context, a *analysis, list *messageList) {
	switch {
	case !v.writes.asked():
	case a.selected.empty() && list.where == nil:
		v.write(ctx, a, nil, "SIP")
	default:
		v.write(ctx, a, a.frames().With(list.frames), plural(uint64(list.chosen), "message"))
	}
}

// watchMessages prints each message as it comes.
func (v *invocation) watchMessages(ctx context.Context, in *input, asked *question[*where.Messages], opt report.Options) error {
	if v.selected.on(time.Time{}).forMessages().needsCalls() {
		return misused("--call, --state and --outcome: not of the messages of a live source, whose calls are not over",
			"sipcap ladder "+v.live.words()+" with the same flags prints those of each such call when it is over")
	}
	opt.Live = true
	if v.live.follow != "" {
		opt.Files = []string{"", ""} // the file has a column, as there will be several
	}
	err := v.watchRows(ctx, in, nil, func(w *bufio.Writer, rows *rowsWatch) (observer, func() error) {
		list := &messageList{rows: report.NewMessageWriter(w, opt), flags: &v.selected, where: asked, stop: rows.stop}
		rows.flush = list.rows.Flush
		return &messagesWatch{in: in, list: list}, list.rows.Close
	})
	asked.tell(v.stderr, "message")
	return err
}

// messagesWatch prints the selected messages.
type messagesWatch struct {
	unobserved
	in   *input
	list *messageList
}

func (m *messagesWatch) message(e *callflow.Event, s callflow.Sighting) {
	m.list.takeFrom(m.in, e, s, m.in.filesSoFar()[e.Frame.File])
}

// messageList prints the selected messages as they come, or, where that depends on their
// calls, when all have come.
type messageList struct {
	rows  *report.MessageWriter
	flags *selectFlags
	where *question[*where.Messages]
	stop  func() // ends reading
	keep  bool   // the frames of messages that are listed

	selected    *messageSelection
	held        []heldRow
	frames      []callflow.FrameRef
	seen, shown int
	chosen      int   // of which frames has the frames
	err         error // of writing
}

// heldRow is a row that waits for its call.
type heldRow struct {
	sighting callflow.Sighting
	row      report.MessageRow
}

// take takes a message. Its selection is made with the first one, when the day is known that
// times of day are on.
func (l *messageList) take(in *input, e *callflow.Event, s callflow.Sighting) {
	l.takeFrom(in, e, s, in.files[e.Frame.File])
}

// takeFrom takes a message that is in a file.
func (l *messageList) takeFrom(in *input, e *callflow.Event, s callflow.Sighting, file string) {
	l.seen++
	if l.selected == nil {
		l.selected = l.flags.on(in.first).forMessages()
	}
	if l.err != nil && !l.keep || !l.selected.message(e) ||
		!l.where.match(func(w *where.Messages) (bool, error) { return w.Match(e, s, file) }) {
		return
	}
	row := report.NewMessageRow(e, s, file)
	if l.selected.needsCalls() {
		l.held = append(l.held, heldRow{s, row})
		return
	}
	if l.keep {
		l.chosen++
		l.frames = append(append(l.frames, e.Frames...), e.Frame)
	}
	l.write(row)
}

func (l *messageList) write(row report.MessageRow) {
	if l.err != nil {
		return
	}
	l.shown++
	if l.err = l.rows.Write(row); l.err != nil {
		l.stop() // nobody reads it, or the disk is full: reading on is of no use
	}
}

// flush has what was printed so far reach whoever reads it.
func (l *messageList) flush(w *bufio.Writer) {
	if l.err != nil {
		return
	}
	if l.err = cmp.Or(l.rows.Flush(), w.Flush()); l.err != nil {
		l.stop()
	}
}

// finish prints the rows whose call is selected, and what the writer still holds.
func (l *messageList) finish(a *analysis) error {
	if len(l.held) > 0 {
		legs := make(map[*callflow.Leg]bool)
		for _, c := range a.all {
			if l.selected.call(c) {
				for _, leg := range c.Legs() {
					legs[leg] = true
				}
			}
		}
		for _, h := range l.held {
			leg := h.sighting.Leg
			if !legs[leg] {
				continue
			}
			if l.keep {
				l.chosen++
				l.frames = append(l.frames, leg.Frames(h.sighting.Index)...)
			}
			l.write(h.row)
		}
	}
	if l.err != nil {
		return l.err
	}
	return l.rows.Close()
}
