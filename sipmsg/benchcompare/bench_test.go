// Package benchcompare measures sipmsg beside the parser of github.com/emiago/sipgo, on
// the same octets. It is a module of its own, so that sipcap does not depend on sipgo:
//
//	cd sipmsg/benchcompare && go test -bench . -count 10 | benchstat -col /parser -
package benchcompare

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"sipcap/sipmsg"
)

// message returns one of the messages of sipmsg's own benchmarks.
func message(tb testing.TB, name string) []byte {
	tb.Helper()
	text, err := os.ReadFile("../testdata/bench/" + name + ".txt")
	if err != nil {
		tb.Fatal(err)
	}
	return []byte(strings.ReplaceAll(string(text), "\n", "\r\n"))
}

// read reads from m what callflow takes of each message that ingest hands over.
func read(m *sipmsg.Message) int {
	cseq, _ := m.CSeq()
	from, _ := m.From()
	to, _ := m.To()
	via, _ := m.Via()
	return len(m.CallID()) + int(cseq.Number) + len(cseq.Method) + len(from.URI) + len(from.Tag()) + len(to.URI) + len(to.Tag()) +
		len(via.Branch()) + len(m.Get(sipmsg.HeaderUserAgent)) + len(m.Get(sipmsg.HeaderContact)) +
		len(m.BodyOf("application/sdp")) + len(m.Issues)
}

func BenchmarkParse(b *testing.B) {
	for _, name := range []string{"invite", "ringing", "bye"} {
		raw := message(b, name)
		b.Run("msg="+name+"/parser=sipgo", func(b *testing.B) {
			p := sip.NewParser()
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.ParseSIP(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("msg="+name+"/parser=sipmsg", func(b *testing.B) {
			var m sipmsg.Message
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if !m.Parse(raw) {
					b.Fatal("not taken for SIP")
				}
				read(&m)
			}
		})
	}
}

// TestFiveTimesFaster holds sipmsg to five times the speed of sipgo on the INVITE, on one
// core, which has to collect the garbage too. The two take turns, and the best turn of
// each counts, so that a busy machine slows both.
func TestFiveTimesFaster(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	raw := message(t, "invite")
	p := sip.NewParser()
	var m sipmsg.Message
	sum := 0
	parsers := [...]func(){
		func() {
			if _, err := p.ParseSIP(raw); err != nil {
				t.Fatal(err)
			}
		},
		func() {
			m.Parse(raw)
			sum += read(&m)
		},
	}
	const turns, times = 100, 2000
	var best [len(parsers)]time.Duration
	for range turns {
		for i, parse := range parsers {
			start := time.Now()
			for range times {
				parse()
			}
			if took := time.Since(start); best[i] == 0 || took < best[i] {
				best[i] = took
			}
		}
	}
	sipgo, ours := best[0]/times, best[1]/times
	t.Logf("sipgo %v, sipmsg %v a message: %.1f times as fast", sipgo, ours, float64(sipgo)/float64(ours))
	if sipgo < 5*ours {
		t.Errorf("sipgo takes %v and sipmsg %v, want a fifth", sipgo, ours)
	}
}
