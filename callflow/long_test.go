package callflow_test

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// longDialog builds one leg of n rounds of messages, and all that is told of its call.
func longDialog(t testing.TB, n int, round []string) *callflow.Call {
	t.Helper()
	alice, bob := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5060")
	const sdp = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"
	b := callflow.NewBuilder()
	at := time.Unix(1_600_000_000, 0)
	frame := uint64(0)
	var m sipmsg.Message
	templates := make([]string, len(round))
	for k, text := range round {
		templates[k] = longMessage(text, sdp)
	}
	for i := range n {
		number, reverse := strconv.Itoa(i), strconv.Itoa(n-i)
		for _, text := range templates {
			if !m.Parse([]byte(strings.ReplaceAll(strings.ReplaceAll(text, "{N}", number), "{REV}", reverse))) {
				t.Fatalf("not SIP: %s", text)
			}
			src, dst := alice, bob
			if m.Status != 0 {
				src, dst = bob, alice
			}
			frame++
			at = at.Add(time.Millisecond)
			b.Add(&callflow.Event{Time: at, Src: src, Dst: dst, Transport: callflow.UDP, Frame: callflow.FrameRef{Number: frame}, Message: &m})
		}
	}
	calls := b.Finish()
	if len(calls) != 1 {
		t.Fatalf("got %d calls, want one", len(calls))
	}
	return calls[0]
}

// longMessage makes text of "INVITE 1" or "200 INVITE 1", with from=, to= and via= where they are
// not the usual ones, and sdp.
func longMessage(text, sdp string) string {
	words := strings.Fields(text)
	line, method, number := words[0]+" sip:b@b SIP/2.0", words[0], words[1]
	if words[0] < "A" {
		line, method, number = "SIP/2.0 "+words[0]+" Phrase", words[1], words[2]
	}
	from, to, via, body := ";tag=x", ";tag=y", ";branch=z9hG4bK"+method+"{N}", ""
	for _, w := range words {
		switch name, value, _ := strings.Cut(w, "="); name {
		case "from":
			from = ";tag=" + value
		case "to":
			if to = ";tag=" + value; value == "" {
				to = ""
			}
		case "via":
			via = value
		case "sdp":
			body = sdp
		}
	}
	return fmt.Sprintf("%s\r\nVia: SIP/2.0/UDP 10.0.0.1%s\r\nFrom: <sip:a@a>%s\r\nTo: <sip:b@b>%s\r\nCall-ID: long\r\nCSeq: %s %s\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s",
		line, via, from, to, number, method, len(body), body)
}

// A dialog of 100,000 messages takes no time that grows with its square, whatever they are: at
// a microsecond for each pair of them it would take hours.
func TestLongDialog(t *testing.T) {
	messages := 100_000
	if testing.Short() {
		messages = 10_000 // under the race detector, say
	}
	for _, tt := range []struct {
		name  string
		round []string
	}{
		{"re-INVITEs", []string{"INVITE {N} sdp", "200 INVITE {N} sdp", "ACK {N}"}},
		{"late offers", []string{"INVITE {N}", "200 INVITE {N} sdp", "ACK {N} sdp"}},
		{"answers alone", []string{"200 INVITE {N} sdp"}},
		{"acknowledgements alone", []string{"ACK {N} sdp"}},
		{"initial INVITEs", []string{"INVITE {N} to= sdp", "486 INVITE {N}"}},
		{"the same number", []string{"INVITE 1 to=", "503 INVITE 1"}},
		{"the same number, challenged", []string{"INVITE 1 to=", "407 INVITE 1"}},

		{"numbers backwards", []string{"INVITE {REV} to= via=;branch=z9hG4bK{N}", "407 INVITE {REV} via=;branch=z9hG4bK{N}"}},
		{"the same branch", []string{"INVITE 1 to={N} via=;branch=z9hG4bK1", "200 INVITE 1 to={N} via=;branch=z9hG4bK1"}},
		{"no branch", []string{"INFO {N} via=", "200 INFO {N} via="}},
		{"no branch, the same number", []string{"INFO 1 via= to={N}", "200 INFO 1 via= to={N}"}},
		{"a fork of all tags", []string{"180 INVITE 1 to={N} via=;branch=z9hG4bK1", "200 INVITE 1 to={N} via=;branch=z9hG4bK1", "BYE 2 to={N}"}},
		{"retransmissions", []string{"INVITE 1 to= via=;branch=z9hG4bK1", "200 INVITE 1 via=;branch=z9hG4bK1 sdp", "ACK 1"}},
		{"BYE", []string{"BYE {N}", "200 BYE {N}"}},
		{"BYE of one number", []string{"BYE 1 to={N}", "481 BYE 1 to={N}"}},
		{"PRACK", []string{"183 INVITE 1 via=;branch=z9hG4bK1 sdp", "PRACK {N} sdp", "200 PRACK {N} sdp"}},
		{"CANCEL", []string{"CANCEL {N} to=", "487 INVITE {N}"}},
		{"REGISTER", []string{"REGISTER {N} to=", "200 REGISTER {N}"}},
		{"tags", []string{"INFO {N} from=a{N} to=b{N}"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			c := longDialog(t, messages/len(tt.round), tt.round)
			c.Streams()
			c.Leg().Dialogs()
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

// A Call-ID that a load generator has for thousands of calls, ten at a time: each is a call of
// its own, and right, also where the builder lets go of them as they end.
func TestCallIDOfThousands(t *testing.T) {
	const calls = 6000
	check := func(t *testing.T, list []*callflow.Call) {
		t.Helper()
		got := map[callflow.State]int{}
		for _, c := range list {
			got[c.State]++
		}
		if got[callflow.Busy] != calls/3 || got[callflow.Completed] != calls/3 || got[callflow.Established] != calls/3 || len(got) != 3 {
			t.Errorf("got %v, want %d each", got, calls/3)
		}
	}
	t.Run("whole", func(t *testing.T) {
		b := callflow.NewBuilder()
		thousands(t, b, calls)
		check(t, b.Finish())
	})
	t.Run("streamed", func(t *testing.T) {
		b := callflow.NewBuilder()
		var done []*callflow.Call
		b.Stream(callflow.Streaming{
			Limits: callflow.Limits{Linger: time.Second, Idle: 5 * time.Second},
			Done:   func(c *callflow.Call) { done = append(done, c) },
		})
		thousands(t, b, calls)
		b.Advance(time.Unix(1000, 0))
		if n := b.Standing().Legs; n != 0 {
			t.Errorf("%d legs are held, want none", n)
		}
		check(t, append(done, b.Finish()...))
	})
}

// thousands gives b calls of one Call-ID: of three in turn one is released, one is answered, one is refused.
func thousands(t *testing.T, b *callflow.Builder, calls int) {
	alice, bob := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5060")
	frame := uint64(0)
	send := func(line, method string, i int) {
		src, dst, to := alice, bob, fmt.Sprintf(";tag=b%d", i)
		if strings.HasPrefix(line, "SIP") {
			src, dst = bob, alice
		}
		if method == "INVITE" && src == alice {
			to = ""
		}
		var m sipmsg.Message
		if !m.Parse(fmt.Appendf(nil, "%s\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK-%s-%d\r\nFrom: <sip:a@a>;tag=a%d\r\nTo: <sip:b@b>%s\r\nCall-ID: one\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n",
			line, method, i, i, to, method)) {
			t.Fatal("not SIP")
		}
		frame++
		b.Add(&callflow.Event{Time: time.Unix(0, int64(frame)*int64(10*time.Millisecond)), Src: src, Dst: dst, Transport: callflow.UDP,
			Frame: callflow.FrameRef{Number: frame}, Message: &m})
	}
	for i := range calls + 10 {
		if i < calls {
			send("INVITE sip:b@b SIP/2.0", "INVITE", i)
		}
		if k := i - 5; k >= 0 && k < calls {
			if k%3 == 0 {
				send("SIP/2.0 486 Busy", "INVITE", k)
			} else {
				send("SIP/2.0 200 OK", "INVITE", k)
			}
		}
		if k := i - 10; k >= 0 && k%3 == 1 {
			send("BYE sip:b@b SIP/2.0", "BYE", k)
		}
	}
}
