package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/compare"
	"sipcap/callflow/diagnose"
)

// diffSide is a ladder as one side of a comparison, with what its messages say.
func diffSide(t testing.TB, name, text string) (*DiffSide, compare.Text) {
	t.Helper()
	l, err := callflowtest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	b := callflow.NewBuilder()
	texts := map[*callflow.Leg]map[int]*compare.Message{}
	for _, e := range l.Events {
		s := b.Add(e)
		if texts[s.Leg] == nil {
			texts[s.Leg] = map[int]*compare.Message{}
		}
		texts[s.Leg][s.Index] = compare.Keep(e.Message)
	}
	calls := b.Finish()
	callflow.Number(calls)
	diagnose.Run(calls, &l.Capture, diagnose.Options{})
	l.Capture.Files[0].Name = name
	d := &Data{Capture: &l.Capture, Calls: calls}
	sumUp(d)
	return &DiffSide{Data: d, Files: []string{name}}, func(l *callflow.Leg, m int) *compare.Message { return texts[l][m] }
}

// manyCalls are n calls, every failing-th of which is refused with 503; agents name themselves as an
// attacker would.
func manyCalls(n, failing, delay int, agent string) string {
	var b strings.Builder
	b.WriteString("endpoints a=10.1.1.40:5060 gw=10.1.2.8:5060\n")
	for i := range n {
		status := 200
		if i%failing == failing-1 {
			status = 503
		}
		at := float64(i * 60)
		fmt.Fprintf(&b, "call c%d\n%.3f a -> gw INVITE sdp=PCMA,G729 \"User-Agent: %s\"\n%.3f gw -> a %d sdp=%s\n%.3f a -> gw ACK\n",
			i, at, agent, at+float64(delay)/1000, status, []string{"PCMA", "G729"}[i%2], at+20)
		if status == 200 {
			fmt.Fprintf(&b, "%.3f a -> gw BYE\n%.3f gw -> a 200\n", at+21, at+21.02)
		}
	}
	return b.String()
}

func TestDiff(t *testing.T) {
	before, _ := diffSide(t, "/var/before.pcap", manyCalls(30, 31, 100, "Phone/1.0"))
	after, _ := diffSide(t, "after\x1b.pcap", manyCalls(30, 3, 900, "\x1b[2J|<b>evil\u202e "+strings.Repeat("long ", 20)))
	good, goodText := diffSide(t, "good.pcap", `endpoints alice=10.1.1.40:5060 proxy=10.1.1.1:5060 bob=10.1.2.9:5060
0.000 alice -> proxy INVITE sdp=PCMA,PCMU "Supported: timer, 100rel" "User-Agent: Phone/1.0"
0.010 proxy -> alice 407 nonce=secret-nonce
0.020 alice -> proxy ACK
0.030 alice -> proxy INVITE sdp=PCMA,PCMU auth=secret-nonce "Supported: timer, 100rel" "User-Agent: Phone/1.0"
0.040 proxy -> bob   INVITE
0.100 bob   -> proxy 180
0.110 proxy -> alice 180
1.000 bob   -> proxy 200 sdp=PCMA
1.010 proxy -> alice 200
1.020 alice -> proxy ACK
1.030 proxy -> bob   ACK
5.000 alice -> proxy BYE
5.010 proxy -> bob   BYE
5.020 bob   -> proxy 200
5.030 proxy -> alice 200
`)
	bad, badText := diffSide(t, "bad.pcap", `endpoints alice=10.1.1.40:5060 proxy=10.1.1.1:5060 bob=10.1.2.9:5060
call other-call
0.000 alice -> proxy INVITE sdp=G729 "Supported: replaces, 100rel" "User-Agent: Phone/2.0 *|<b>"
0.010 proxy -> alice 407 nonce=other-nonce
0.020 alice -> proxy ACK
0.030 alice -> proxy INVITE sdp=G729 auth=other-nonce "Supported: replaces, 100rel" "User-Agent: Phone/2.0 *|<b>"
0.040 proxy -> bob   INVITE
0.100 bob   -> proxy 488
0.110 proxy -> alice 488 'Warning: 304 bob "no common codec"'
0.120 alice -> proxy ACK
0.130 proxy -> bob   ACK
`)
	captures := compare.NewCaptures(compare.Side{Calls: before.Data.Calls, Capture: before.Data.Capture}, compare.Side{Calls: after.Data.Calls, Capture: after.Data.Capture})
	calls := compare.NewCalls(good.Data.Calls[0], bad.Data.Calls[0], goodText, badText)
	same := compare.NewCalls(good.Data.Calls[0], good.Data.Calls[0], goodText, goodText)
	for _, view := range []struct {
		name  string
		print func(io.Writer, Options) error
	}{
		{"diff.captures", func(w io.Writer, o Options) error { return DiffCaptures(w, captures, before, after, o) }},
		{"diff.calls", func(w io.Writer, o Options) error { return DiffCalls(w, calls, good, bad, o) }},
		{"diff.same", func(w io.Writer, o Options) error { return DiffCalls(w, same, good, good, o) }},
	} {
		for _, v := range variants {
			if view.name == "diff.same" && v.name != "80.txt" {
				continue
			}
			t.Run(view.name+"."+v.name, func(t *testing.T) {
				var b bytes.Buffer
				if err := view.print(&b, v.o); err != nil {
					t.Fatal(err)
				}
				checkText(t, b.String(), v.o)
				for _, secret := range []string{"secret-nonce", "other-nonce", "response="} {
					if strings.Contains(b.String(), secret) {
						t.Errorf("%s is printed", secret)
					}
				}
				golden(t, view.name+"."+v.name, b.Bytes())
			})
		}
	}
}
