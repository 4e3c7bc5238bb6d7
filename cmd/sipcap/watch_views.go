package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"sipcap/callflow"
	"sipcap/callflow/report"
	"sipcap/callflow/where"
)

// statusEvery is how often a status is printed where it cannot be drawn over itself.
const statusEvery = time.Minute

// observe watches in until it ends or is interrupted. Beside more it has the summary observe, which it
// returns.
func (v *invocation) observe(ctx context.Context, in *input, sum *summary, more ...observer) error {
	share := v.shares()
	share.limit(&v.live)
	w := &watcher{in: in, limits: share.calls(), rules: v.finding.rules(), streams: share.streams(), tls: share.tls(), batch: batch{limit: share.batch()}, keeping: &v.keeping}
	w.to = append(append(observers{sum}, more...), v.observers()...)
	defer v.serving.close()
	_, err := w.run(ctx)
	return err
}

// observers are those that are there whatever the view is.
func (v *invocation) observers() observers { return append(v.serving.to, v.reopening()...) }

// selecting makes the selection with the first call, when the day is known that times of day are on.
func (v *invocation) selecting(in *input, asked *question[*where.Calls]) func() *selection {
	var selected *selection
	return func() *selection {
		if selected == nil {
			selected = v.selected.on(in.first)
			selected.where = asked
		}
		return selected
	}
}

// watchReport shows the status of in while it goes on, and then the view of all that was seen.
func (v *invocation) watchReport(ctx context.Context, in *input, view func(io.Writer, *report.Data, report.Options) error) error {
	opt, err := v.output.options(v.stdout, v.env)
	if err != nil {
		return err
	}
	asked, err := v.selected.callWhere()
	if err != nil {
		return err
	}
	opt.Files = nil
	share := v.shares()
	sum := newSummary(in, v.selecting(in, asked), share.kept())
	printView := func(out io.Writer) error {
		o := opt
		o.Files = in.filesSoFar()
		return v.printTo(out, func(w *bufio.Writer) error { return view(w, sum.data(), o) })
	}
	st := &statusWatch{source: sourceName(v, in), window: statusEvery, memory: func() (uint64, uint64) { return share.used(&v.live), share.total }}
	more := observers{st}
	stop := func() {}
	var writeErr error
	if _, terminal := terminalWidth(v.stdout); terminal && opt.Format == report.Table && v.env("TERM") != "dumb" {
		sc := newScreen(v.stdout, opt, v.terminalSize)
		st.window, st.show, stop = 10*time.Second, sc.show, sc.stop
		more = append(more, onRequest(func() { sc.print(func(w io.Writer) { writeErr = cmp.Or(writeErr, printView(w)) }) }))
	} else {
		st.show = v.statusLines(opt, &writeErr)
		more = append(more, onRequest(func() { writeErr = cmp.Or(writeErr, printView(v.stdout)) }))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	more = append(more, stopOn{unobserved{}, &writeErr, cancel})
	err = v.observe(ctx, in, sum, more...)
	stop()
	asked.tell(v.stderr, "call")
	if writeErr != nil {
		return writeErr
	}
	if err := printView(v.stdout); err != nil {
		return err
	}
	return v.ended(sum, err)
}

// statusLines prints a status a minute.
func (v *invocation) statusLines(opt report.Options, failed *error) func(*report.Status) {
	var next time.Time
	return func(st *report.Status) {
		switch {
		case opt.Format == report.CSV || opt.Format == report.Markdown:
			return
		case next.IsZero():
			next = st.Now.Add(statusEvery)
		case !st.Now.Before(next) && *failed == nil:
			next = st.Now.Add(statusEvery)
			*failed = v.print(func(w *bufio.Writer) error { return report.StatusLine(w, st, opt) })
		}
	}
}

// stopOn ends what is watched when nobody reads the results any more.
type stopOn struct {
	unobserved
	err  *error
	stop func()
}

func (s stopOn) tick(*tick) {
	if *s.err != nil {
		s.stop()
	}
}

// terminalSize is the size of the terminal now.
func (v *invocation) terminalSize() (columns, rows int) {
	if f, ok := v.stdout.(*os.File); ok {
		if columns, rows, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 && rows > 0 {
			return columns, rows
		}
	}
	return 80, 24
}

// watchRows prints a row, or more, for each call or message as it comes.
func (v *invocation) watchRows(ctx context.Context, in *input, asked *question[*where.Calls], make func(*bufio.Writer, *rowsWatch) (observer, func() error)) error {
	sum := newSummary(in, v.selecting(in, asked), v.shares().kept())
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var runErr error
	err := v.print(func(w *bufio.Writer) error {
		rows := &rowsWatch{w: w, stop: cancel}
		o, finish := make(w, rows)
		runErr = v.observe(ctx, in, sum, o, rows)
		if rows.err != nil {
			return rows.err
		}
		return finish()
	})
	asked.tell(v.stderr, "call")
	if err != nil {
		return err
	}
	v.tellWatched(sum)
	return v.ended(sum, runErr)
}

// rowsWatch has rows reach whoever reads them several times a second.
type rowsWatch struct {
	unobserved
	w     *bufio.Writer
	flush func() error // of the rows' writer
	stop  func()
	err   error
}

func (r *rowsWatch) tick(*tick) {
	if r.err == nil {
		r.failed(cmp.Or(r.flush(), r.w.Flush()))
	}
}

// failed keeps the first error of writing, which ends what is watched.
func (r *rowsWatch) failed(err error) {
	if r.err == nil && err != nil {
		r.err = err
		r.stop()
	}
}

// callsWatch prints the selected calls.
type callsWatch struct {
	unobserved
	rows     *rowsWatch
	selected func() *selection
	all      bool
	write    func(*callflow.Call) error
}

func (c *callsWatch) call(call *callflow.Call) {
	s := c.selected()
	if c.rows.err == nil && s.call(call) && (c.all || s.anyKind() || call.Kind == callflow.KindCall) {
		c.rows.failed(c.write(call))
	}
}

// tellWatched tells on standard error what rows do not: how much was seen, and lost.
func (v *invocation) tellWatched(sum *summary) {
	d := sum.data()
	var text bytes.Buffer
	text.WriteString(plural(d.Capture.Frames, "packet") + ", " + plural(uint64(d.Counts.Messages), "message") + ", " + plural(uint64(d.Counts.Calls), "call"))
	if d.Live.Dropped > 0 {
		text.WriteString(", " + plural(d.Live.Dropped, "packet") + " dropped by the kernel")
	}
	if d.Live.Shed > 0 {
		text.WriteString(", " + plural(d.Live.Shed, "call") + " let go of for lack of memory")
	}
	note(v.stderr, text.String())
}

// ended is how the program ends when what was watched is over: by Ctrl-C too, as that is the end of
// what has none.
func (v *invocation) ended(sum *summary, err error) error {
	if err != nil {
		return err
	}
	if sum.found && sum.gravest >= v.failLimit() {
		return &failure{status: exitFindings}
	}
	return nil
}
