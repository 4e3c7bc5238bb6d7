package where_test

import (
	"testing"
	"unicode/utf8"

	"sipcap/callflow"
	"sipcap/callflow/where"
)

// FuzzCalls: an expression is refused or answered, without a panic and before long. What is selected
// by it is not selected by its negation, and is by the negation of that.
func FuzzCalls(f *testing.F) {
	for _, seed := range []string{
		`status >= 500 && src startsWith "10.1."`, `"missing-ack" in findings`, `talk_ms < 2000 && outcome == "success"`,
		`not (status in 400..499)`, `any(codecs, # matches "^PC")`, `start > "2024-01-01 00:00:12" ? id > 2 : from == to`,
		`(ring_ms ?? 0) + 5 > setup_ms`, `first(filter(codecs, len(#) > 3)) == nil`, `codecs[1] != call_id[2:4]`, `-id ** 2 < 3`,
		`map(map(codecs, # + #), # + #) == nil`, `any(legs, none(codecs, # == "x"))`, `end - start > "5s"`, `end-start+end > start`,
		`status == 1 or not kind contains 'c'`, `find(codecs, true) | lower() == "pcma"`, `[1, 2.5, "x", nil] == [id]`, `/* note */ id > 0x10`,
	} {
		f.Add(seed)
	}
	_, calls := ladderOf(f, scene)
	f.Fuzz(func(t *testing.T, expression string) {
		plain, err := where.ForCalls(expression)
		if err != nil {
			e, ok := err.(*where.Error)
			if !ok || e.Text == "" || e.Column < 0 || e.Column > utf8.RuneCountInString(expression)+1 {
				t.Fatalf("%q: got %#v, want an error with its place", expression, err)
			}
			return
		}
		// The negation may be too long, where the expression just is not; a remark at its end needs a line break.
		negated, err := where.ForCalls("not (" + expression + "\n)")
		twice, err2 := where.ForCalls("not (not (" + expression + "\n))")
		if err != nil || err2 != nil {
			return
		}
		for _, c := range calls {
			yes, err := plain.Match(c)
			no, _ := negated.Match(c)
			again, _ := twice.Match(c)
			if yes && (no || err != nil) || yes != again {
				t.Fatalf("%q: %s selects %v (%v), its negation %v, that of it %v", expression, c.CallID(), yes, err, no, again)
			}
		}
	})
}

// FuzzMessages is the same for messages, of which more is absent.
func FuzzMessages(f *testing.F) {
	for _, seed := range []string{`method == "INVITE" && cseq > 1`, `status != 200 or retransmission`, `any(issues, # contains "length")`, `vlan[0] in 1..9`, `!duplicate`} {
		f.Add(seed)
	}
	l, _ := ladderOf(f, scene)
	f.Fuzz(func(t *testing.T, expression string) {
		plain, err := where.ForMessages(expression)
		if err != nil {
			return
		}
		negated, err := where.ForMessages("not (" + expression + "\n)")
		if err != nil {
			return
		}
		sightings(l, func(e *callflow.Event, s callflow.Sighting) {
			yes, _ := plain.Match(e, s, "a.pcap")
			no, _ := negated.Match(e, s, "a.pcap")
			if yes && no {
				t.Fatalf("%q and its negation select the same message", expression)
			}
		})
	})
}
