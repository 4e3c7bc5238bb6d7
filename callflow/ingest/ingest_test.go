package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/capture"
	"sipcap/testdata/corpus"
)

// captures are the project's own and, where they are there, the corpus's.
func captures(t *testing.T) []string {
	t.Helper()
	dirs := []string{filepath.Join("..", "..", "testdata", "pcaps")}
	if dir, err := corpus.Dir(); err == nil {
		dirs = append(dirs, dir)
	} else {
		t.Logf("without the corpus: %v", err)
	}
	var out []string
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			src, err := capture.Open(capture.Config{}, path)
			if err != nil {
				return nil
			}
			out = append(out, path)
			return src.Close()
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) == 0 {
		t.Fatal("no captures")
	}
	return out
}

func run(t *testing.T, path string, cfg Config) *Result {
	t.Helper()
	src, err := capture.Open(capture.Config{}, path)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	res, err := Run(context.Background(), src, cfg)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return res
}

// TestBalance asserts that no frame is lost silently.
func TestBalance(t *testing.T) {
	for _, path := range captures(t) {
		checkBalance(t, path, &run(t, path, Config{}).Capture)
	}
}

// checkBalance asserts frames = used + Σ skipped, in all and for each file.
func checkBalance(t *testing.T, name string, c *callflow.Capture) {
	t.Helper()
	balances := func(what string, frames, used uint64, skipped []callflow.Skipped) {
		t.Helper()
		sum := used
		for _, s := range skipped {
			if sum += s.Count; s.First.Number == 0 || s.Count == 0 {
				t.Errorf("%s: %+v", what, s)
			}
		}
		if sum != frames {
			t.Errorf("%s: %d frames, but %d used and skipped: %+v", what, frames, sum, skipped)
		}
	}
	balances(name, c.Frames, c.Used, c.Skipped)
	var frames uint64
	for i, f := range c.Files {
		balances(fmt.Sprintf("%s, file %d", name, i), f.Frames, f.Used, f.Skipped)
		frames += f.Frames
	}
	if frames != c.Frames {
		t.Errorf("%s: %d frames, its files have %d", name, c.Frames, frames)
	}
}

// TestWorkers asserts that the number of workers changes nothing.
func TestWorkers(t *testing.T) {
	for _, path := range captures(t) {
		want := render(run(t, path, Config{Workers: 1}))
		for _, n := range []int{2, 8} {
			if got := render(run(t, path, Config{Workers: n})); got != want {
				t.Errorf("%s: %d workers give\n%s\none gives\n%s", path, n, got, want)
			}
		}
	}
}

// TestCallIDHash: what the reader hashed is the Call-ID that the message is found to have.
func TestCallIDHash(t *testing.T) {
	for _, path := range captures(t) {
		run(t, path, Config{OnMessage: func(e *callflow.Event, _ callflow.Sighting) {
			id := e.Message.CallID()
			if want := callflow.HashCallID(id); len(id) > 0 && e.CallIDHash != want {
				t.Errorf("%s, frame %d: %#x, want %#x, of %q", path, e.Frame.Number, e.CallIDHash, want, id)
			}
		}})
	}
}

var pointers = regexp.MustCompile(`0x[0-9a-f]+`)

// render tells all of a result that a view could show.
func render(r *Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%+v\n%+v\n", r.Capture, r.Stray)
	for _, c := range r.Calls {
		b.WriteString(pointers.ReplaceAllString(fmt.Sprintf("%+v\n", *c), ""))
		fmt.Fprintln(&b, c.CallID(), c.From(), c.To(), c.RequestURI(), c.Src(), c.Dst(), c.Reason(), c.Codecs(), c.UserAgents(), c.Proof())
		for _, j := range c.Joins() {
			fmt.Fprintf(&b, "%s %v %d %d\n", c.Legs()[j.With].CallID, j.Names(), j.Score, j.With)
		}
		for _, r := range c.Related() {
			fmt.Fprintf(&b, "%s %d %v\n", r.Kind, r.Call.ID, r.Frame)
		}
		for _, l := range c.Legs() {
			for i, m := range l.Messages() {
				m.SDP = nil
				fmt.Fprintf(&b, "  %d %+v\n", i, m)
			}
		}
	}
	return b.String()
}

func TestOnMessage(t *testing.T) {
	for _, path := range captures(t) {
		var n, dup, stray int
		res := run(t, path, Config{Workers: 4, OnMessage: func(e *callflow.Event, s callflow.Sighting) {
			switch {
			case e.Duplicate:
				dup++
			case s.Leg == nil:
				stray++
			default:
				if m := s.Leg.Message(s.Index); m.Frame != e.Frame || m.Status != e.Message.Status {
					t.Errorf("%s: message %+v is not event %+v", path, m, e)
				}
			}
			n++
		}})
		c := callflow.Count(res.Calls, res.Stray)
		if c.Messages+c.Duplicates != n || c.Duplicates != dup || res.Stray.Messages != stray {
			t.Errorf("%s: told of %d messages, %d duplicates, %d strays; counted %d, %d, %d",
				path, n, dup, stray, c.Messages+c.Duplicates, c.Duplicates, res.Stray.Messages)
		}
	}
}

// failing is a source that breaks.
type failing struct{ err error }

func (f failing) Next() (*capture.Packet, error) { return nil, f.err }
func (f failing) Info() capture.Info             { return capture.Info{Frames: 3} }

func TestSourceError(t *testing.T) {
	broken := errors.New("the disk is gone")
	res, err := Run(context.Background(), failing{broken}, Config{})
	if !errors.Is(err, broken) || res == nil || res.Capture.Frames != 3 {
		t.Errorf("got %+v, %v; want what was read, and the error", res, err)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	res, err := Run(ctx, failing{errors.New("must not be read")}, Config{})
	if err != nil || !res.Capture.Interrupted {
		t.Errorf("got %+v, %v; want an interrupted result and no error", res, err)
	}
}

func TestKeepAlive(t *testing.T) {
	for in, want := range map[string]bool{"\r\n\r\n": true, "\x00\x00\x00\x00": true, "": true, "hello": false, "\x80": false} {
		if got := isKeepAlive([]byte(in)); got != want {
			t.Errorf("isKeepAlive(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestMedian(t *testing.T) {
	var d delays
	for _, ms := range []time.Duration{5, 1, 3} {
		d.add(ms * time.Millisecond)
	}
	if got := d.median(); got != 3*time.Millisecond || d.n != 3 {
		t.Errorf("median %v of %d, want 3ms of 3", got, d.n)
	}
}
