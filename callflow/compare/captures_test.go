package compare

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sipcap/callflow"
)

// batch writes ladders of calls, a call a second.
type batch struct {
	b strings.Builder
	n int
}

func newBatch() *batch {
	b := &batch{}
	b.b.WriteString("endpoints alice=10.0.0.1:5060 bob=10.0.0.3:5060\n")
	return b
}

// calls adds n calls that end in status, after a delay to the 180 in milliseconds. With a 2xx comes
// a BYE.
func (b *batch) calls(n, status, delay int, options string) *batch {
	for range n {
		at := b.n * 10
		fmt.Fprintf(&b.b, "call c%d\n%d.0 alice -> bob INVITE %s\n%.3f bob -> alice 180\n%d.5 bob -> alice %d %s\n%d.6 alice -> bob ACK\n",
			b.n, at, options, float64(at)+float64(delay)/1000, at+4, status, options, at+4)
		if status == 200 {
			fmt.Fprintf(&b.b, "%d.0 alice -> bob BYE\n%d.1 bob -> alice 200\n", at+7, at+7)
		}
		b.n++
	}
	return b
}

// registrations adds n registrations that end in status.
func (b *batch) registrations(n, status int) *batch {
	for range n {
		fmt.Fprintf(&b.b, "call r%d\n%d.0 alice -> bob REGISTER\n%d.1 bob -> alice %d\n", b.n, b.n*10, b.n*10, status)
		b.n++
	}
	return b
}

func (b *batch) side(t *testing.T) Side {
	calls, _ := ladder(t, b.b.String())
	return Side{Calls: calls}
}

// worse names what makes B worse.
func worse(c *Captures) string {
	var out []string
	for _, r := range c.Ratios {
		if r.Decides && r.Verdict == Worse {
			out = append(out, r.Name)
		}
	}
	for _, d := range c.Delays {
		if d.Decides && d.Verdict == Worse {
			out = append(out, d.Name)
		}
	}
	for _, f := range c.Findings {
		if f.Decides && f.Verdict == Worse {
			out = append(out, f.ID)
		}
	}
	return strings.Join(out, " ")
}

func TestWorseCapture(t *testing.T) {
	for _, tt := range []struct {
		name string
		a, b *batch
		want string
	}{
		{"the same", newBatch().calls(20, 200, 200, ""), newBatch().calls(20, 200, 200, ""), ""},
		{"both empty", newBatch(), newBatch(), ""},
		{"nothing to compare with", newBatch(), newBatch().calls(20, 200, 200, ""), ""},
		{"a failure of many", newBatch().calls(40, 200, 200, ""), newBatch().calls(39, 200, 200, "").calls(1, 404, 200, ""), ""},
		{"many failures", newBatch().calls(40, 200, 200, ""), newBatch().calls(30, 200, 200, "").calls(10, 404, 200, ""), "ASR SEER"},
		{"many busy", newBatch().calls(40, 200, 200, ""), newBatch().calls(30, 200, 200, "").calls(10, 486, 200, ""), "ASR"},
		{"a server fails", newBatch().calls(40, 200, 200, ""), newBatch().calls(30, 200, 200, "").calls(10, 503, 200, ""), "ASR SEER ISA any error server-failure"},
		{"it fails less", newBatch().calls(30, 200, 200, "").calls(10, 503, 200, ""), newBatch().calls(40, 200, 200, ""), ""},
		{"a new error in few calls", newBatch().calls(3, 200, 200, ""), newBatch().calls(2, 200, 200, "").calls(1, 503, 200, ""), "any error server-failure"},
		{"a new error in one of many calls", newBatch().calls(60, 200, 200, ""), newBatch().calls(59, 200, 200, "").calls(1, 503, 200, ""), ""},
		{"more of an error that was there, by chance", newBatch().calls(30, 200, 200, "").calls(2, 503, 200, ""), newBatch().calls(30, 200, 200, "").calls(3, 503, 200, ""), ""},
		{"slower", newBatch().calls(10, 200, 200, ""), newBatch().calls(10, 200, 900, ""), "SRD"},
		{"slower by little", newBatch().calls(10, 200, 100, ""), newBatch().calls(10, 200, 250, ""), ""},
		{"longer by a third", newBatch().calls(10, 200, 1500, ""), newBatch().calls(10, 200, 2000, ""), ""},
		{"slower in too few calls", newBatch().calls(4, 200, 200, ""), newBatch().calls(4, 200, 900, ""), ""},
		{"slow at its slowest", newBatch().calls(40, 200, 200, ""), newBatch().calls(36, 200, 200, "").calls(4, 200, 3000, ""), "SRD"},
		{"faster", newBatch().calls(10, 200, 900, ""), newBatch().calls(10, 200, 200, ""), ""},
		{"registrations fail", newBatch().registrations(10, 200), newBatch().registrations(4, 200).registrations(6, 503), "IRA any error registration-failed server-failure"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := NewCaptures(tt.a.side(t), tt.b.side(t))
			if got := worse(c); got != tt.want || c.Worse() != (tt.want != "") {
				t.Errorf("got %q and worse %v, want %q", got, c.Worse(), tt.want)
			}
			back := NewCaptures(tt.b.side(t), tt.a.side(t))
			for i := range c.Ratios {
				if got, want := back.Ratios[i].Verdict, c.Ratios[i].Verdict.opposite(); got != want {
					t.Errorf("%s the other way round is %v, want %v", c.Ratios[i].Name, got, want)
				}
			}
		})
	}
}

// A finding that the capture may be the cause of makes nothing worse.
func TestCaptureIsNoFault(t *testing.T) {
	a, b := newBatch().calls(3, 200, 200, "").side(t), newBatch().calls(3, 200, 200, "").side(t)
	for _, c := range b.Calls {
		c.SetFindings([]*callflow.Finding{{ID: "missing-ack", Severity: callflow.Error, Cause: callflow.CauseCapture, Call: c}})
	}
	c := NewCaptures(a, b)
	if c.Worse() || len(c.Findings) != 1 || c.Findings[0].Decides || c.Findings[0].B != 3 {
		t.Errorf("got %+v", c.Findings)
	}
}

func TestShares(t *testing.T) {
	a := newBatch().calls(20, 200, 200, `sdp=PCMA,G729 "User-Agent: old"`).calls(1, 486, 200, "sdp=PCMA").side(t)
	b := newBatch().calls(20, 200, 200, `sdp=PCMA "User-Agent: new"`).side(t)
	c := NewCaptures(a, b)
	if want := []Share{{"G729", 20, 0, true}, {"PCMA", 20, 20, false}}; !slices.Equal(c.Codecs, want) {
		t.Errorf("codecs: got %v, want %v", c.Codecs, want)
	}
	if want := []Share{{"new", 0, 20, true}, {"old", 20, 0, true}}; !slices.Equal(c.UserAgents, want) {
		t.Errorf("User-Agents: got %v, want %v", c.UserAgents, want)
	}
	if want := []Share{{"success", 20, 20, false}, {"client-error", 1, 0, false}}; !slices.Equal(c.Outcomes, want) {
		t.Errorf("outcomes: got %v, want %v", c.Outcomes, want)
	}
	if want := []Share{{"200", 20, 20, false}, {"486", 1, 0, false}}; !slices.Equal(c.Statuses, want) {
		t.Errorf("statuses: got %v, want %v", c.Statuses, want)
	}
	if c.CallsA != 21 || c.CallsB != 20 || c.AnsweredA != 20 || c.AnsweredB != 20 {
		t.Errorf("got %d and %d calls, %d and %d answered", c.CallsA, c.CallsB, c.AnsweredA, c.AnsweredB)
	}
	many := newBatch()
	for i := range 3 * ShareLimit {
		many.calls(1, 200, 200, fmt.Sprintf(`"User-Agent: phone %d"`, i))
	}
	if c := NewCaptures(many.side(t), b); len(c.UserAgents) != ShareLimit || c.UserAgents[0].Name != "new" {
		t.Errorf("got %v", c.UserAgents)
	}
}
