package main

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	ct "sipcap/capture/capturetest"
)

// carrier carries a message in frames that end with a number, from a port of its own.
type carrier func(d ct.Datagram) []ct.Frame

// carriers are the ways in which SIP is carried in the clear.
var carriers = map[string]carrier{
	"udp":              func(d ct.Datagram) []ct.Frame { return []ct.Frame{d.Frame()} },
	"udp in fragments": func(d ct.Datagram) []ct.Frame { return d.Fragments(200) },
	"udp over IPv6": func(d ct.Datagram) []ct.Frame {
		d.Src = netip.AddrPortFrom(netip.MustParseAddr("2001:db8::1"), netip.MustParseAddrPort(d.Src).Port()).String()
		d.Dst = "[2001:db8::2]:5060"
		return d.Fragments(300)
	},
	"tcp": func(d ct.Datagram) []ct.Frame { return overTCP(d, d.Payload[:20], d.Payload[20:]) },
	"tcp in small segments": func(d ct.Datagram) []ct.Frame {
		var pieces []string
		for rest := d.Payload; rest != ""; {
			n := min(len(rest), 37)
			pieces = append(pieces, rest[:n])
			rest = rest[n:]
		}
		return overTCP(d, pieces...)
	},
	"ws": func(d ct.Datagram) []ct.Frame {
		half := len(d.Payload) / 2
		return overTCP(d, "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"+ct.WebSocketFrame(0x02, "\x01\xf2\x03\xf4", d.Payload[:half]),
			ct.WebSocketFrame(0x80, "abcd", d.Payload[half:]))
	},
	"sctp": func(d ct.Datagram) []ct.Frame {
		return []ct.Frame{
			d.SCTPFrame(ct.DataChunk{TSN: 1, Begins: true, Payload: d.Payload[:30]}),
			d.SCTPFrame(ct.DataChunk{TSN: 2, Ends: true, Payload: d.Payload[30:]}),
		}
	},
}

// overTCP is a connection that carries pieces, a segment each.
func overTCP(d ct.Datagram, pieces ...string) []ct.Frame {
	s := ct.Segment{Datagram: d, Seq: 1000, Flags: "S"}
	s.Payload = ""
	frames := []ct.Frame{s.Frame()}
	s.Seq, s.Flags = s.Seq+1, "A"
	for _, s.Payload = range pieces {
		frames = append(frames, s.Frame())
		s.Seq += uint32(len(s.Payload))
	}
	s.Payload, s.Flags = "", "F"
	return append(frames, s.Frame())
}

// onStreams are the messages of RFC 4475 of which a stream shows more than one message, and how many: what follows on
// the end that Content-Length tells is another.
var onStreams = map[string]int{"dblreq.dat": 2}

// TestTortureOnEveryTransport: each message of RFC 4475 is found on every transport, the same as in a datagram, which
// is as the corpus expects it.
func TestTortureOnEveryTransport(t *testing.T) {
	dir := filepath.Join(corpusDir(t), "rfc4475")
	rows := tsv(t, filepath.Join(dir, "EXPECT.tsv"))
	expected := make([]string, len(rows)) // method or code, and Call-ID
	for i, row := range rows {
		start, callID := row["start"], strings.Split(row["call_id"], " ; ")[0]
		if callID == "(none)" {
			callID = ""
		}
		if row["file"] == "bigcode.dat" { // the code is no number that a response can have
			start = "0"
		}
		expected[i] = start + " " + callID
	}
	for name, carry := range carriers {
		t.Run(name, func(t *testing.T) {
			var frames []ct.Frame
			var want []string
			for i, row := range rows {
				raw, err := os.ReadFile(filepath.Join(dir, row["file"]))
				if err != nil {
					t.Fatal(err)
				}
				d := ct.Datagram{
					Time: time.Unix(1700000000+int64(i), 0), Src: fmt.Sprintf("10.0.0.1:%d", 20000+i), Dst: "10.0.0.2:5060",
					ID: uint16(i + 1), Payload: string(raw),
				}
				frames = append(frames, carry(d)...)
				want = append(want, expected[i])
				if n := onStreams[row["file"]]; n > 1 && strings.HasPrefix(name, "tcp") {
					want = append(want, slices.Repeat([]string{"another"}, n-1)...)
				}
			}
			var got []string
			for i, s := range programSightings(t, ct.WriteFile(t, "torture.pcap", ct.Pcap{}.Bytes(frames...))) {
				got = append(got, s.what+" "+s.callID)
				if i < len(want) && want[i] == "another" {
					got[i] = "another"
				}
			}
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || got[i] != want[i] {
					t.Fatalf("message %d: got %q, want %q", i, got[i:min(i+3, len(got))], want[i:min(i+3, len(want))])
				}
			}
		})
	}
}
