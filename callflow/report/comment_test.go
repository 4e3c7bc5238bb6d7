package report

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

func TestComments(t *testing.T) {
	l, err := callflowtest.Parse(`
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
call one
0.0 alice -> bob INVITE
0.1 bob -> alice 503
0.2 alice -> bob ACK
call two
1.0 alice -> bob INVITE
1.1 bob -> alice 486
`)
	if err != nil {
		t.Fatal(err)
	}
	calls := l.Calls()
	frame := func(n uint64) callflow.FrameRef { return callflow.FrameRef{Number: n} }
	c := NewComments([]*callflow.Finding{
		{ID: "server-failure", Severity: callflow.Error, Call: calls[0], Summary: "503 from \x1b[31mbob\xff\u202e", Frames: []callflow.FrameRef{frame(1), frame(2)}, At: 1},
		{ID: "capture-one-way", Severity: callflow.Warning, Summary: "one direction", Frames: []callflow.FrameRef{frame(4), frame(5)}, At: -1},
		{ID: "scanner", Severity: callflow.Warning, Summary: "no frames", At: -1},
		{ID: "slow-answer", Severity: callflow.Info, Call: calls[1], Summary: strings.Repeat("\u00e4", 2000), Frames: []callflow.FrameRef{frame(5)}, At: 9},
	})
	want := map[uint64][]string{
		1: {"sipcap: call 1, Call-ID one", "sipcap: call 1, error server-failure"},
		2: {"sipcap: call 1, Call-ID one", `sipcap: call 1, error server-failure: 503 from \x1b[31mbob\xff\u202e`},
		3: {"sipcap: call 1, Call-ID one"},
		4: {"sipcap: call 2, Call-ID two", "sipcap: warning capture-one-way: one direction"},
		5: {"sipcap: call 2, Call-ID two", "sipcap: warning capture-one-way", "sipcap: call 2, info slow-answer: " + strings.Repeat("\u00e4", 965) + "…"},
		9: nil,
	}
	for n, want := range want {
		var of []*callflow.Call
		switch {
		case n <= 3:
			of = calls[:1]
		case n <= 5:
			of = calls[1:]
		}
		got := c.At(frame(n), of)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("frame %d (-want +got):\n%s", n, diff)
		}
		for _, text := range got {
			if !IsComment(text) || !utf8.ValidString(text) {
				t.Errorf("%q is no comment of sipcap", text)
			}
		}
	}
	if IsComment("a colleague's remark: sipcap: call 7") {
		t.Error("what a person wrote is taken for a comment of sipcap")
	}
}

// A segment may carry messages of very many calls.
func TestCommentsOfManyCalls(t *testing.T) {
	l, err := callflowtest.Parse("endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n" + func() string {
		var b strings.Builder
		for i := range 40 {
			fmt.Fprintf(&b, "call c%d\n%d.0 a -> b INVITE\n", i, i)
		}
		return b.String()
	}())
	if err != nil {
		t.Fatal(err)
	}
	got := NewComments(nil).At(callflow.FrameRef{Number: 1}, l.Calls())
	if len(got) != commentCalls+1 || got[commentCalls] != "sipcap: and 24 more calls" {
		t.Errorf("%d comments, the last %q", len(got), got[len(got)-1])
	}
}
