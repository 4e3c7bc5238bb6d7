package report

import (
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
)

// TestWarnings: each reason not to trust a capture is told, and nothing where there is none.
func TestWarnings(t *testing.T) {
	step := func(by time.Duration, frame uint64) callflow.Step {
		return callflow.Step{By: by, Frame: callflow.FrameRef{Number: frame}}
	}
	file := func(f callflow.CaptureFile) *callflow.Capture {
		f.Frames = 5000
		return &callflow.Capture{Files: []callflow.CaptureFile{f}, Frames: 5000}
	}
	pause := func(frames uint64, by, next time.Duration) *callflow.Capture {
		return &callflow.Capture{Files: make([]callflow.CaptureFile, 1), Frames: frames, Pause: step(by, 813), NextPause: next}
	}
	lossy := callflow.CaptureFile{Name: "/ring/a.pcap", Frames: 10, Received: 20, Dropped: 3}
	for _, tt := range []struct {
		name string
		c    *callflow.Capture
		want string // by " | "
	}{
		{"nothing", file(callflow.CaptureFile{}), ""},
		{"damage", file(callflow.CaptureFile{Truncated: true, Damage: "two lengths differ at offset 9"}), "two lengths differ at offset 9; what came before was analysed"},
		{"cut off", file(callflow.CaptureFile{Truncated: true}), "ends in the middle of a packet; what came before was analysed"},
		{"one cut", file(callflow.CaptureFile{Snapped: 1, FirstSnapped: 7}), "1 frame cut by the snap length (frame 7); capture with -s 0"},
		{"many cut", file(callflow.CaptureFile{Snapped: 1200, FirstSnapped: 1234}), "1,200 frames cut by the snap length (first: frame 1234); capture with -s 0"},
		{"lost", file(callflow.CaptureFile{Dropped: 6}), "6 packets lost while capturing (a larger buffer: tcpdump -B)"},
		{"lost of many", file(callflow.CaptureFile{Dropped: 627, Received: 5000}), "627 packets lost while capturing, of 5,627 (a larger buffer: tcpdump -B)"},
		{"a part", file(callflow.CaptureFile{Received: 9000}), "holds 5,000 of 9,000 packets captured: the others are in other files, or were left out when it was saved"},
		{"all", file(callflow.CaptureFile{Received: 5000}), ""},
		{"more than all", file(callflow.CaptureFile{Received: 4000}), ""},
		{"mixed up harmlessly", file(callflow.CaptureFile{Backwards: 50, FarthestBack: step(9*time.Millisecond, 7)}), ""},
		{"mixed up", file(callflow.CaptureFile{Backwards: 50, FarthestBack: step(300*time.Millisecond, 7)}), "50 frames out of order, by up to 0.3 s (frame 7)"},
		{"one out of order", file(callflow.CaptureFile{Backwards: 1, FarthestBack: step(90*time.Millisecond, 7)}), "frame 7 is out of order, by 90 ms"},
		{"clock set back", file(callflow.CaptureFile{Backwards: 1, FarthestBack: step(time.Hour, 1812)}), "the clock goes back by 1h00m at frame 1812"},
		{"clock set back often", file(callflow.CaptureFile{Backwards: 3, FarthestBack: step(2*time.Second, 1812)}), "time runs backwards at 3 frames, farthest by 2.0 s at frame 1812"},
		{"a pause", pause(5000, time.Hour, 4*time.Second), "nothing for 1h00m before frame 813, else never for more than 4.0 s: capturing stopped, the clock was set, or a file is missing"},
		{"a quiet capture", pause(5000, time.Hour, 3*time.Minute), ""},
		{"a short pause", pause(5000, 50*time.Second, time.Millisecond), ""},
		{"few frames", pause(500, time.Hour, 4*time.Second), ""},
		{"fragments", &callflow.Capture{Fragmented: 9, Lacking: 4}, "4 packets lack fragments (a capture filter on ports passes only the first ones: add or ip[6:2] & 0x1fff != 0)"},
		{"gaps", &callflow.Capture{Gaps: 1, Missing: 1460}, "TCP streams with SIP lack 1,460 bytes, at 1 place"},
		{"no room", &callflow.Capture{GivenUp: callflow.GivenUp{Messages: 2, Connections: 1}}, "given up for lack of memory: 2 messages, 1 TCP connection"},
		{"no room at all", &callflow.Capture{GivenUp: callflow.GivenUp{Messages: 1, Fragments: 2, Connections: 3, Gaps: 4000}},
			"given up for lack of memory: 1 message, 2 fragmented packets, 3 TCP connections, 4,000 TCP gaps"},
		{"interrupted", &callflow.Capture{Interrupted: true}, "interrupted: the rest was not read"},
		{"two files", &callflow.Capture{Files: []callflow.CaptureFile{lossy, {Name: "b.pcap", Snapped: 1}}},
			"a.pcap: 3 packets lost while capturing, of 23 (a larger buffer: tcpdump -B) | b.pcap: 1 frame cut by the snap length; capture with -s 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(warnings(tt.c), " | "); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
	one := &Data{Capture: file(callflow.CaptureFile{}), Findings: []*callflow.Finding{{ID: "capture-one-way", Summary: "only messages from a to b"}}}
	if got := oneWay(one); len(got) != 1 || got[0] != "only messages from a to b" {
		t.Errorf("one direction: got %q", got)
	}
	ring := &callflow.Capture{}
	for range 50 {
		ring.Files = append(ring.Files, callflow.CaptureFile{Name: "ring", Snapped: 9})
	}
	if got := warnings(ring); len(got) != maxFiles+1 || !strings.HasPrefix(got[maxFiles], "and 42 more remarks") {
		t.Errorf("a ring: got %q", got)
	}
}

// TestOwnWords: what files say of themselves is told once, and of many files not of all.
func TestOwnWords(t *testing.T) {
	c := &callflow.Capture{Files: []callflow.CaptureFile{{Filter: "udp", Comment: "a"}, {Filter: "udp", Comment: "b\nand much more"}, {}}}
	want := "captured with the filter: udp | comment: a | comment: b …"
	if got := strings.Join(ownWords(c), " | "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for i := range 20 {
		c.Files = append(c.Files, callflow.CaptureFile{Comment: strings.Repeat("c", i+1)})
	}
	if got := ownWords(c); len(got) != maxFiles {
		t.Errorf("%d lines, want %d", len(got), maxFiles)
	}
}
