package capture

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// sctpFrame is a packet of chunks, written as number, flags and payload, by commas: "7BEtext"
// is a message of its own, "7Btext", "8text" and "9Etext" are one in three chunks. "-" is a
// chunk of another kind.
func sctpFrame(ms int, text string) ct.Frame {
	var chunks []ct.DataChunk
	for word := range strings.SplitSeq(text, ",") {
		if word == "-" {
			chunks = append(chunks, ct.DataChunk{OtherThanData: true})
			continue
		}
		number := strings.TrimRight(word, "BEabcdefghijklmnopqrstuvwxyz!")
		tsn, _ := strconv.Atoi(number)
		c := ct.DataChunk{TSN: uint32(tsn)}
		word = word[len(number):]
		word, c.Begins = strings.CutPrefix(word, "B")
		c.Payload, c.Ends = strings.CutPrefix(word, "E")
		chunks = append(chunks, c)
	}
	return datagram(ms, "").SCTPFrame(chunks...)
}

func sctpFile(packets string) []byte {
	var frames []ct.Frame
	for i, chunks := range strings.Fields(packets) {
		frames = append(frames, sctpFrame(i, chunks))
	}
	return ct.Pcap{}.Bytes(frames...)
}

func TestSCTP(t *testing.T) {
	for _, tt := range []struct {
		name, sent, want string // payloads with their frames
		skipped          uint64
	}{
		{"one", "1BEone", "one 1", 0},
		{"several in a packet", "1BEone,-,2BEtwo,3BEthree", "one 1, two 1, three 1", 0},
		{"no data", "- -", "", 2},
		{"three chunks", "1Ba 2b 3Ec", "abc 1-2-3", 0},
		{"three chunks in any order", "3Ec 1Ba 2b", "abc 1-2-3", 0},
		{"in one packet", "1Ba,2b,3Ec", "abc 1", 0},
		{"the numbers wrap", "4294967295Ba 0Eb", "ab 1-2", 0},
		{"sent again", "1BEone 1BEone 2BEtwo", "one 1, two 3", 1},
		{"parts sent again", "1Ba 1Ba 2Eb 2Eb", "ab 1-3", 2},
		{"the end of one, and another", "1Ba 2Eb,3BEone", "ab 1-2, one 2", 0},
		{"another, and the beginning of one", "1BEone,2Ba 3Eb", "one 1, ab 1-2", 0},
		{"the beginning of one, and another", "1Ba,3BEone 2Eb", "one 1, ab 1-2", 0},
		{"the end and the beginning", "1Ba 2Eb,3Bc 4Ed", "ab 1-2, cd 2-3", 0},
		{"the beginning and the end", "1Ba 3Bc,2Eb 4Ed", "ab 1-2, cd 2-3", 0},
		{"the middle, another, and the end", "1Ba 2b,7BEone,3Ec", "one 2, abc 1-2", 0},
		{"the end is missing", "1Ba 2b 4BEone", "one 3", 2},
		{"the beginning is missing, and another", "2Eb,3BEone", "one 1", 0},
		{"nothing but parts that lack others", "2Eb,4Bd", "", 1},
		{"empty", "1BE", "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			packets, info := readBytes(t, sctpFile(tt.sent))
			var got []string
			for _, p := range packets {
				frames := p.Frames
				if frames == nil {
					frames = []FrameRef{p.Frame}
				}
				var numbers []string
				for _, f := range frames {
					numbers = append(numbers, fmt.Sprint(f.Number))
				}
				slices.Sort(numbers)
				got = append(got, string(p.Payload)+" "+strings.Join(numbers, "-"))
				if p.Transport != SCTP || p.Src.Port() != 5060 || p.Dst.Port() != 5062 || p.Stream != 0 {
					t.Errorf("%+v", p)
				}
			}
			if s := strings.Join(got, ", "); s != tt.want || info.Skipped[SkipSCTP].Count != tt.skipped {
				t.Errorf("got %s, skipped %v; want %s, %d", s, info.Skipped, tt.want, tt.skipped)
			}
		})
	}
}

func TestSCTPLimits(t *testing.T) {
	cfg := Config{HeldBytes: 2 * (chunkCost + 4), Stdin: bytes.NewReader(sctpFile("1Baaaa 2bbbb 3cccc 4Edddd"))}
	packets, info := readNames(t, cfg, "-")
	if want := (SCTPInfo{Incomplete: 4}); len(packets) != 0 || info.SCTP != want {
		t.Errorf("%d packets, %+v; want none, %+v", len(packets), info.SCTP, want)
	}
	many := make([]string, 2*maxWaitingChunks)
	for i := range many {
		many[i] = fmt.Sprintf("%dx", 2*i)
	}
	_, info = readBytes(t, sctpFile(strings.Join(many, ",")+" 1001BEone"))
	if info.SCTP.Incomplete != uint64(len(many)) {
		t.Errorf("%+v, want %d given up", info.SCTP, len(many))
	}
	other := sctpFrame(1, "1Ba")
	other.Data[14+20]++ // of another port
	cfg = Config{Streams: 1, Stdin: bytes.NewReader(ct.Pcap{}.Bytes(sctpFrame(0, "1Ba"), other, sctpFrame(2, "2Eb")))}
	packets, info = readNames(t, cfg, "-")
	if len(packets) != 0 || info.SCTP.Incomplete != 3 || info.Skipped[SkipSCTP].Count != 3 {
		t.Errorf("%d packets, %+v, skipped %v; want none of three", len(packets), info.SCTP, info.Skipped)
	}
}

func TestSCTPMalformed(t *testing.T) {
	change := func(change func(b []byte)) ct.Frame {
		f := sctpFrame(0, "1BEpayload")
		change(f.Data[14+20+12:])
		return f
	}
	for name, tt := range map[string]struct {
		frame   ct.Frame
		payload string
		skip    SkipReason
	}{
		"chunk of 3 bytes":       {change(func(b []byte) { b[3] = 3 }), "", SkipMalformed},
		"data chunk of 12 bytes": {change(func(b []byte) { b[3] = 12 }), "", SkipMalformed},
		"chunk beyond the end":   {change(func(b []byte) { b[2] = 1 }), "", SkipMalformed},
		"header cut":             {change(func([]byte) {}).Cut(44), "", SkipCutShort},
		"chunk header cut":       {change(func([]byte) {}).Cut(50), "", SkipCutShort},
		"payload cut":            {change(func([]byte) {}).Cut(66), "payl", ""},
	} {
		t.Run(name, func(t *testing.T) {
			packets, info := one(t, ct.Ethernet, tt.frame)
			if tt.skip != "" && info.Skipped[tt.skip].Count != 1 {
				t.Errorf("skipped %v, want %s", info.Skipped, tt.skip)
			}
			if tt.payload != "" && (len(packets) != 1 || string(packets[0].Payload) != tt.payload || !packets[0].Truncated) {
				t.Errorf("got %+v, want %q, truncated", packets, tt.payload)
			}
		})
	}
}

// FuzzSCTP checks that the account balances, and that all whole messages come out.
func FuzzSCTP(f *testing.F) {
	f.Add([]byte("\x00\x03\x01\x02\x02\x00\x03\x01\x04\x07"))
	f.Add([]byte("\x01\x02\x02\x80\x03\x01\x03\x02\x04\x81\x01\x02"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var sent strings.Builder
		whole := make(map[int]bool)
		for i := 0; i+1 < len(data) && i < 200; i += 2 {
			tsn, flags := int(data[i]), data[i+1]
			fmt.Fprintf(&sent, "%d%sx", tsn, []string{"", "E", "B", "BE"}[flags&3])
			if _, known := whole[tsn]; !known {
				whole[tsn] = flags&3 == 3
			}
			sent.WriteString([]string{" ", ","}[flags>>7])
		}
		packets, _ := readBytes(t, sctpFile(strings.ReplaceAll(strings.TrimRight(sent.String(), " ,"), ", ", " ")))
		want, got := 0, 0
		for _, w := range whole {
			if w {
				want++
			}
		}
		for _, p := range packets {
			if len(p.Payload) == 1 {
				got++
			}
		}
		if len(whole) <= recentChunks && got != want {
			t.Errorf("%d whole messages, want %d, of %s", got, want, sent.String())
		}
	})
}
