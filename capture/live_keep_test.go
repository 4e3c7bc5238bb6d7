package capture

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	ct "sipcap/capture/capturetest"
)

// What is kept of a pipe tells of each frame whether anything can come of it, and, where that is asked for, of which
// interface it is. Damaged records are left out, and comments.
func TestOnFrame(t *testing.T) {
	first := ct.Datagram{Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", Payload: "OPTIONS"}
	whole := first.Frame()
	whole.Comments = []string{"of any length"}
	parts := ct.Datagram{Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", Payload: string(make([]byte, 2000))}.Fragments(1400)
	other := ct.Frame{Data: make([]byte, 60)} // no IP
	other.Interface = 1
	file := ct.PcapNG{Interfaces: []ct.Interface{{Name: "eth0"}, {Name: "eth1", SnapLen: 100}}}.Bytes(whole, parts[0], parts[1], other)
	for _, described := range []bool{false, true} {
		s, err := Open(Config{Stdin: onlyReader{bytes.NewReader(file)}, Described: described}, "-")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		s.OnFrame(func(f *Frame, skipped bool) {
			got = append(got, fmt.Sprintf("%d %q %d %d skipped %t", f.Ref.Number, f.Origin.Name, f.Origin.LinkType, len(f.Comments), skipped))
		})
		readAll(t, s, func(*Packet) {})
		s.Close()
		want := []string{`1 "eth0" 1 0 skipped false`, `2 "eth0" 1 0 skipped false`, `3 "eth0" 1 0 skipped false`, `4 "eth1" 1 0 skipped true`}
		if !described {
			want = []string{`1 "" 1 0 skipped false`, `2 "" 1 0 skipped false`, `3 "" 1 0 skipped false`, `4 "" 1 0 skipped true`}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("described %t (-want +got):\n%s", described, diff)
		}
	}
}

// onlyReader hides what else a reader can do.
type onlyReader struct{ io.Reader }
