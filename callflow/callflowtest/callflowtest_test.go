package callflowtest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what was got into the txtar files")

// TestMessages compares the text that ladders become, every header of it, with what is read as right.
func TestMessages(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txtar")
	if len(files) == 0 {
		t.Fatal("no testdata")
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			l, err := Parse(string(a.Files[0].Data))
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, e := range l.Events {
				fmt.Fprintf(&b, "## %d at %.3f %s > %s", e.Frame.Number, e.Time.Sub(Epoch).Seconds(), l.name(e.Src), l.name(e.Dst))
				if e.Duplicate {
					b.WriteString(" duplicate")
				}
				if e.Truncated {
					b.WriteString(" truncated")
				}
				fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(strings.ReplaceAll(string(e.Message.Raw), "\r\n", "\n")))
				for _, issue := range e.Message.Issues {
					fmt.Fprintf(&b, "issue %s\n", issue.Code)
				}
			}
			if *update {
				a.Files[1].Data = []byte(b.String())
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(a.Files[1].Data), b.String()); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	const ends = "endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n"
	tests := []struct{ name, ladder, want string }{
		{"endpoint", ends + "0 a -> c INVITE", "line 2: no such endpoint: c"},
		{"address", "endpoints a=10.0.0.1", "line 1: endpoint a:"},
		{"arrow", ends + "0 a b INVITE x", "line 2: want: time endpoint -> endpoint"},
		{"time", ends + "x a -> b INVITE", `line 2: "x": not a time`},
		{"option", ends + "0 a -> b INVITE colour=red", "line 2: no such option: colour=red"},
		{"value missing", ends + "0 a -> b INVITE ruri", "line 2: no such option: ruri"},
		{"number", ends + "0 a -> b INVITE vias=two", "line 2: vias=two: not a number"},
		{"fragments", ends + "0 a -> b INVITE fragments=0", "line 2: fragments=0: want 1 to 8192"},
		{"codec", ends + "0 a -> b INVITE sdp=MP3", "line 2: sdp=MP3: codec MP3"},
		{"nothing to answer", ends + "0 a -> b 200", "line 2: which request"},
		{"nothing to repeat", ends + "0 a -> b BYE resend", "line 2: nothing to send or see again"},
		{"capture", ends + "capture colour=red", "capture: no such option"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse(tt.ladder)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

// TestFragments: a message in fragments takes as many frames; the number of a frame is as in a
// capture, and ICMP errors come behind.
func TestFragments(t *testing.T) {
	l, err := Parse("endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n" +
		"0,1 a -> b INVITE fragments=3\n2 b -> a 486 fragments=1\n3 a -> b ACK\nicmp 4 10.0.0.2 3/3 a -> b")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range l.Events {
		text := fmt.Sprint(e.Frame.Number, " of")
		for _, f := range e.Frames {
			text += fmt.Sprint(" ", f.Number)
		}
		got = append(got, text)
	}
	want := []string{"3 of 1 2 3", "6 of 4 5 6", "7 of 7", "8 of"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("frames (-want +got):\n%s", diff)
	}
	if l.Capture.Frames != 8 || l.errors[0].Frame.Number != 9 {
		t.Errorf("got %d frames, the error in %d; want 8, 9", l.Capture.Frames, l.errors[0].Frame.Number)
	}
	for i, fragments := range []int{3, 3, 1, 1} {
		if got := len(l.Calls()[0].Leg().Frames(i)); got != fragments {
			t.Errorf("message %d: got %d frames, want %d", i, got, fragments)
		}
	}
}
