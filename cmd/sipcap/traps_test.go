package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	ct "sipcap/capture/capturetest"
)

// trapMessage is a request of a call of its own, with a body of some length.
func trapMessage(callID string, body int) string {
	return "MESSAGE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK" + callID + "\r\nMax-Forwards: 70\r\n" +
		"From: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: " + callID + "\r\nCSeq: 1 MESSAGE\r\n" +
		fmt.Sprintf("Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n", body) + strings.Repeat("x", body)
}

// TestTraps: what other analysers lose or count twice, each in a capture of its own.
func TestTraps(t *testing.T) {
	a, b := trapMessage("a", 0), trapMessage("b", 10)
	bare := strings.ReplaceAll(a, "Content-Length: 0\r\n", "")
	datagram := func(n int, payload string) ct.Datagram {
		return ct.Datagram{Time: time.Unix(1700000000+int64(n), 0), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", ID: uint16(n + 1), Payload: payload}
	}
	with := func(d ct.Datagram, change func(*ct.Datagram)) ct.Datagram {
		change(&d)
		return d
	}
	stream := func(segments ...string) []ct.Frame { return overTCP(datagram(0, ""), segments...) }
	outer := func(protocol uint8, payload []byte) ct.Frame { return datagram(50, "").CarryFrame(protocol, payload) }
	inner := datagram(0, a).Frame().Data
	vntag := slices.Concat([]byte{0, 1, 0, 2}, []byte{0x81, 0, 0, 7}, binary.BigEndian.AppendUint16(nil, 0x0800), datagram(0, a).Packet())
	copied := datagram(0, a).Frame()
	copied.Time = copied.Time.Add(20 * time.Microsecond)
	large := datagram(0, trapMessage("large", 4000)).Fragments(1500)
	capture := func(frames ...ct.Frame) [][]byte { return [][]byte{ct.Pcap{}.Bytes(frames...)} }
	cooked := func(link ct.Link) [][]byte {
		d := with(datagram(0, a), func(d *ct.Datagram) { d.Link, d.VLAN = link, []uint16{7} })
		return [][]byte{ct.Pcap{Link: link}.Bytes(d.Frame())}
	}
	both := ct.Pcap{}.Bytes(datagram(0, a).Frame(), datagram(1, b).Frame())
	type counts struct{ Messages, Duplicates, Retransmissions int }
	for _, tt := range []struct {
		name  string
		files [][]byte
		want  counts
	}{
		{"overlapping files", [][]byte{both, both}, counts{2, 2, 0}},
		{"the same message seen twice", capture(datagram(0, a).Frame(), copied), counts{1, 1, 0}},
		{"sent again", capture(datagram(0, a).Frame(), datagram(1, a).Frame()), counts{2, 0, 1}},
		{"another port than 5060", capture(with(datagram(0, a), func(d *ct.Datagram) { d.Src, d.Dst = "10.0.0.1:40000", "10.0.0.2:8080" }).Frame()), counts{1, 0, 0}},
		{"lines that end with LF alone", capture(datagram(0, strings.ReplaceAll(a, "\r\n", "\n")).Frame()), counts{1, 0, 0}},
		{"VLAN in Linux cooked", cooked(ct.SLL), counts{1, 0, 0}},
		{"VLAN in Linux cooked v2", cooked(ct.SLL2), counts{1, 0, 0}},
		{"802.1ad", capture(with(datagram(0, a), func(d *ct.Datagram) { d.VLAN = []uint16{100, 7} }).Frame()), counts{1, 0, 0}},
		{"VN-Tag before 802.1Q", capture(ct.Frame{Data: ct.Ethernet.Wrap(0x8926, vntag)}), counts{1, 0, 0}},
		{"GRE with ERSPAN's number and no header", capture(outer(47, ct.GRE{Protocol: 0x88be}.Wrap(inner))), counts{1, 0, 0}},
		{"bytes behind the packet", capture(with(datagram(0, a), func(d *ct.Datagram) { d.Trailer = []byte("INVITE sip:x") }).Frame()), counts{1, 0, 0}},
		{"a frame of 60 kB", capture(datagram(0, trapMessage("huge", 59000)).Frame()), counts{1, 0, 0}},
		{"fragments", capture(large...), counts{1, 0, 0}},
		{"fragments behind a filter on ports", capture(large[0]), counts{1, 0, 0}},
		{"two messages in a segment", capture(stream(a + b)...), counts{2, 0, 0}},
		{"a first segment of 20 bytes", capture(stream(a[:20], a[20:])...), counts{1, 0, 0}},
		{"keep-alives between messages", capture(stream("\r\n\r\n", a, "\r\n\r\n", "\x00\x00\x00\x00", b)...), counts{2, 0, 0}},
		{"no Content-Length on TCP", capture(stream(bare + b)...), counts{2, 0, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args := []string{"stats", "--format", "json"}
			for i, content := range tt.files {
				args = append(args, ct.WriteFile(t, fmt.Sprintf("%d.pcap", i), content))
			}
			status, out, errs := program(args...)
			if status != exitOK {
				t.Fatalf("exit status %d: %s", status, errs)
			}
			var got counts
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestRingByTime: the files of a ring are read in the order of their first packets, not of their names.
func TestRingByTime(t *testing.T) {
	dir := t.TempDir()
	var want []string
	for i, name := range []string{"trace.pcap2", "trace.pcap0", "trace.pcap1"} {
		id := fmt.Sprint("call-", i)
		want = append(want, id)
		d := ct.Datagram{Time: time.Unix(1700000000+int64(i), 0), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", ID: uint16(i + 1), Payload: trapMessage(id, 0)}
		if err := os.WriteFile(filepath.Join(dir, name), ct.Pcap{}.Bytes(d.Frame()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, s := range programSightings(t, dir) {
		got = append(got, s.callID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
