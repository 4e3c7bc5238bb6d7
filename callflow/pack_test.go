package callflow_test

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/sipmsg"
)

// TestPackedLegs: what comes for a leg after many others have ended, so that it was packed, finds
// it as it was. Each ladder is told with a thousand calls between two of its messages.
func TestPackedLegs(t *testing.T) {
	for file, l := range callflowtest.Ladders(t, "testdata/calls/*.txtar") {
		tell := func(between int) (told []string) {
			b := callflow.NewBuilder()
			for i, e := range l.Events {
				if i == between {
					endOthers(t, b, e.Time)
				}
				b.Add(e)
			}
			for _, c := range b.Finish() {
				if strings.HasPrefix(c.CallID(), "other") {
					if c.State != callflow.Busy || c.Messages != 3 {
						t.Fatalf("%s: %s is %s, of %d messages", file, c.CallID(), c.State, c.Messages)
					}
					continue
				}
				told = append(told, c.CallID()+" "+l.FormatCall(c))
			}
			return told
		}
		want := tell(-1)
		for _, between := range []int{len(l.Events) - 1, len(l.Events) / 2} {
			if d := cmp.Diff(want, tell(between)); d != "" {
				t.Errorf("%s, with others before message %d (-want +got):\n%s", filepath.Base(file), between, d)
			}
		}
	}
}

// endOthers adds calls that are refused at once, more than a leg waits for before it is packed.
func endOthers(t *testing.T, b *callflow.Builder, at time.Time) {
	alice, bob := netip.MustParseAddrPort("10.9.0.1:5060"), netip.MustParseAddrPort("10.9.0.2:5060")
	var m sipmsg.Message
	for n := range 1100 {
		for _, line := range []string{"INVITE sip:b@b SIP/2.0", "SIP/2.0 486 Busy Here", "ACK sip:b@b SIP/2.0"} {
			method := "INVITE"
			if line[0] == 'A' {
				method = "ACK"
			}
			raw := fmt.Sprintf("%s\r\nVia: SIP/2.0/UDP 10.9.0.1;branch=z9hG4bK%d\r\nFrom: <sip:a@a>;tag=f%d\r\nTo: <sip:b@b>;tag=t\r\n"+
				"Call-ID: other-%d\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n", line, n, n, n, method)
			if line[0] == 'I' {
				raw = strings.Replace(raw, ";tag=t\r\n", "\r\n", 1)
			}
			if !m.Parse([]byte(raw)) {
				t.Fatalf("not parsed: %s", raw)
			}
			e := callflow.Event{Time: at, Src: alice, Dst: bob, Transport: callflow.UDP, Message: &m}
			if line[0] == 'S' {
				e.Src, e.Dst = bob, alice
			}
			b.Add(&e)
		}
	}
}
