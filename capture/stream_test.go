package capture

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	ct "sipcap/capture/capturetest"
)

// script makes segments of a text in which each word is one: ">" is from the first endpoint
// to the second, "<" back; then
//
//	0-4     the bytes from 0 to 4 of the stream (which are letters in the order of the alphabet)
//	S, F8   SYN, and FIN behind byte 8
//	S0-4    SYN with the first bytes (TCP Fast Open, RFC 7413)
//	R       RST
//	A8      no bytes, all before 8 acknowledged
//	K4      a keep-alive: the byte before 4 again, as NUL
//	#       where the text goes on with another initial sequence number
//
// and "+500" is a pause of so many milliseconds. A "!" behind a word has the snap length cut the
// last two bytes off.
func script(isn uint32, text string) []ct.Frame {
	var frames []ct.Frame
	ms := 0
	for word := range strings.FieldsSeq(text) {
		switch word[0] {
		case '+':
			pause, _ := strconv.Atoi(word[1:])
			ms += pause
			continue
		case '#':
			isn += 1 << 30
			continue
		}
		s := ct.Segment{Datagram: datagram(ms, "")}
		if word[0] == '<' {
			s.Src, s.Dst = s.Dst, s.Src
		}
		ms++
		s.ID = uint16(len(frames))
		word, cut := strings.CutSuffix(word, "!")
		from, to, isData := strings.Cut(word[1:], "-")
		n, _ := strconv.Atoi(strings.Trim(from, "SFRAK"))
		s.Seq = isn + 1 + uint32(n)
		switch {
		case isData:
			end, _ := strconv.Atoi(to)
			s.Payload = letters(n, end)
			if from[0] == 'S' {
				s.Seq, s.Flags = isn, "S"
			}
		case from[0] == 'S':
			s.Seq, s.Flags = isn, "S"
		case from[0] == 'A':
			s.Seq, s.Ack, s.Flags = isn+1, isn+1+uint32(n), "A"
		case from[0] == 'K':
			s.Seq, s.Payload = s.Seq-1, "\x00"
		default:
			s.Flags = from[:1]
		}
		f := s.Frame()
		if cut {
			f = f.Cut(len(f.Data) - 2)
		}
		frames = append(frames, f)
	}
	return frames
}

// letters are the bytes of every stream.
func letters(from, to int) string {
	var b []byte
	for i := from; i < to; i++ {
		b = append(b, byte('a'+i%26))
	}
	return string(b)
}

// transcript tells packets in one line: their direction, "^" for the beginning of a stream,
// the gap before in brackets, the payload, "." for the end.
func transcript(packets []Packet) string {
	var words []string
	for _, p := range packets {
		word := ">"
		if p.Src.Port() != 5060 {
			word = "<"
		}
		if p.Begin {
			word += "^"
		}
		if p.Gap != 0 {
			word += fmt.Sprintf("[%d]", p.Gap)
		}
		word += string(p.Payload)
		if p.End {
			word += "."
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestStream(t *testing.T) {
	for _, tt := range []struct{ name, sent, want string }{
		{"in order", ">S >0-4 >4-8", ">^abcd >efgh"},
		{"both directions", ">S <S >0-4 <0-2 >4-8 <2-4", ">^abcd <^ab >efgh <cd"},
		{"sent again", ">S >0-4 >0-4 >4-8 >0-8", ">^abcd >efgh"},
		{"every frame twice", ">S >S >0-4 >0-4 >4-8 >4-8 >F8 >F8", ">^abcd >efgh >."},
		{"reordered", ">S >8-12 >4-8 >0-4 >12-14", ">^abcd >efgh >ijkl >mn"},
		{"reordered, twice", ">S >8-12 >8-12 >4-8 >8-12 >0-4", ">^abcd >efgh >ijkl"},
		{"overlapping", ">S >0-4 >2-6 >5-8", ">^abcd >ef >gh"},
		{"overlapping, reordered", ">S >6-12 >4-8 >2-6 >0-3", ">^abc >def >gh >ijkl"},
		{"a long one over short ones", ">S >2-4 >6-8 >0-10 >10-12", ">^abcdefghij >kl"},
		{"of two with one beginning the longer", ">S >4-6 >4-8 >0-4", ">^abcd >ef >gh"},
		{"SYN after the first bytes", ">0-4 >S >4-8", ">[-1]abcd >efgh"},
		{"begins in the middle", ">4-8 >8-12 >0-4", ">[-1]efgh >ijkl"},
		{"begins with a keep-alive", ">K4 >4-8", ">efgh"},
		{"keep-alives", ">S >0-4 >K4 >4-8 <K0", ">^abcd >efgh"},
		{"one side", "<0-4 <4-8", "<[-1]abcd <efgh"},
		{"ends", ">S >0-4 >F4 <S <0-2 <F2", ">^abcd >. <^ab <."},
		{"ends before the last bytes came", ">S >F8 >4-8 >0-4", ">^abcd >efgh >."},
		{"ends without bytes", ">S >F0 <S <R", ""},
		{"reset", ">S <S >0-4 <0-2 <R >4-8", ">^abcd <^ab >. <. >[-1]efgh"},
		{"reset, then sent again", ">S >0-4 <R >0-4", ">^abcd >."},
		{"reset with a gap", ">S >0-4 >6-8 <R", ">^abcd >[2]gh >."},
		{"lost, at the end of the input", ">S >0-4 >6-8 >10-12", ">^abcd >[2]gh >[2]kl"},
		{"lost, but acknowledged", ">S >0-4 >6-8 <A8 >8-10", ">^abcd >[2]gh >ij"},
		{"lost, and answered", ">S <S >4-8 >10-12 <A8 <0-4 >12-14", ">[4]efgh <^abcd >[2]kl >mn"},
		{"lost, and the rest acknowledged", ">S >0-4 >6-8 >10-12 <A8 >12-14", ">^abcd >[2]gh >[2]kl >mn"},
		{"waiting too long", ">S >0-4 >6-8 +20000 >8-10", ">^abcd >[2]gh >ij"},
		{"not waiting too long", ">S >0-4 >6-8 +9000 >4-6 >8-10", ">^abcd >ef >gh >ij"},
		{"the first bytes lost", ">S >4-8 <A8", ">[4]efgh"},
		{"the ports again", ">S >0-4 # >S >0-4", ">^abcd >. >^abcd"},
		{"the ports again after the end", ">S >0-4 >F4 # >S >0-4", ">^abcd >. >^abcd"},
		{"the ports again, SYN lost", ">S >0-4 >F4 # >0-4", ">^abcd >. >[-1]abcd"},
		{"the ports again with a lower number", ">S >0-4 # # # >0-4", ">^abcd >. >[-1]abcd"},
		{"idle", ">S >0-4 +4000000 >4-8", ">^abcd >. >[-1]efgh"},
		{"cut by the snap length", ">S >0-4! >4-8 >8-12!", ">^ab >[2]efgh >ij"},
		{"cut, reordered", ">S >4-8! >8-12 >0-4", ">^abcd >ef >[2]ijkl"},
		{"cut, sent again whole", ">S >0-4! >0-4", ">^ab"},
		{"nothing", ">A0 <A0 >R >F0", ""},
		{"data with SYN", ">S0-4 <S >4-8", ">^abcd >efgh"},
		{"data with SYN, not taken and sent again", ">S0-4 <S >0-4 >4-8", ">^abcd >efgh"},
		{"data with SYN, which is sent again without", ">S0-4 >S <S >0-8", ">^abcd >efgh"},
		{"data with SYN, which was lost", "<S >4-8 <A8 >8-12", ">[-1]efgh >ijkl"},
		{"simultaneous open", ">S <S >S <S >0-4 <0-2", ">^abcd <^ab"},
		{"SYN sent again", ">S >S >S <S <S >0-4", ">^abcd"},
		{"FIN sent again", ">S >0-4 >F4 >F4 <S <F0", ">^abcd >."},
		{"half closed", ">S <S >0-4 >F4 <0-4 <4-8 <F8", ">^abcd >. <^abcd <efgh <."},
		{"bytes behind FIN", ">S >0-4 >F4 >4-8", ">^abcd >. >[-1]efgh"},
		{"reset and opened again", ">S >0-4 <R # >S <S >0-4", ">^abcd >. >^abcd"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, isn := range []uint32{1000, 1<<32 - 5, 1<<31 - 3, 1<<32 - 1} {
				packets, info := readBytes(t, ct.Pcap{}.Bytes(script(isn, tt.sent)...))
				if got := transcript(packets); got != tt.want {
					t.Errorf("ISN %d: got %s, want %s", isn, got, tt.want)
				}
				for reason := range info.Skipped {
					if reason != SkipTCP {
						t.Errorf("skipped %v, want tcp alone", info.Skipped)
					}
				}
			}
		})
	}
}

// TestStreamOrder: what is held comes out before the answer that proves a gap, with the frames
// and times that it was captured with.
func TestStreamOrder(t *testing.T) {
	answer := ct.Segment{Datagram: datagram(50, "ok"), Seq: 5000, Ack: 1013, Flags: "A"}
	answer.Src, answer.Dst = answer.Dst, answer.Src
	frames := append(script(1000, ">S >0-4 >6-8 >8-12"), answer.Frame())
	packets, info := readBytes(t, ct.Pcap{}.Bytes(frames...))
	if got, want := transcript(packets), ">^abcd >[2]gh >ijkl <[-1]ok"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	for i, want := range []uint64{2, 3, 4, 5} {
		if p := packets[i]; p.Frame.Number != want || p.Frames != nil || i < 3 && p.Time != at(int(want)-1) {
			t.Errorf("packet %d is of frame %v at %v, want %d", i, p.Frame, p.Time, want)
		}
	}
	if packets[0].Stream == 0 || packets[0].Stream.Reverse() != packets[3].Stream {
		t.Errorf("streams %d and %d, want two of one connection", packets[0].Stream, packets[3].Stream)
	}
	want := StreamInfo{Connections: 1, Reordered: 2, Gaps: 1, Missing: 2}
	if info.Streams != want {
		t.Errorf("%+v, want %+v", info.Streams, want)
	}
}

// TestStreamCopies: what was captured twice is told from what was sent again.
func TestStreamCopies(t *testing.T) {
	segment := func(ms int, id uint16, from, to int) ct.Frame {
		d := datagram(ms, letters(from, to))
		d.ID = id
		return ct.Segment{Datagram: d, Seq: 1 + uint32(from)}.Frame()
	}
	for _, tt := range []struct {
		name   string
		frames []ct.Frame
		want   uint64
	}{
		{"every frame twice", []ct.Frame{segment(0, 1, 0, 4), segment(0, 1, 0, 4), segment(9, 2, 4, 8), segment(11, 2, 4, 8)}, 2},
		{"twice, reordered", []ct.Frame{segment(0, 1, 0, 4), segment(1, 3, 8, 12), segment(1, 3, 8, 12), segment(2, 2, 4, 8)}, 1},
		{"sent again", []ct.Frame{segment(0, 1, 0, 4), segment(9, 2, 0, 4)}, 0},
		{"sent again, with another", []ct.Frame{segment(0, 1, 0, 4), segment(9, 2, 0, 8)}, 0},
		{"the identification used again", []ct.Frame{segment(0, 1, 0, 4), segment(200, 1, 0, 4)}, 0},
		{"no identification, at once", []ct.Frame{segment(0, 0, 0, 4), segment(1, 0, 0, 4)}, 1},
		{"no identification, later", []ct.Frame{segment(0, 0, 0, 4), segment(2, 0, 0, 4)}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, info := readBytes(t, ct.Pcap{}.Bytes(tt.frames...))
			if got := info.Streams.Copied; got != tt.want || got > info.Streams.Repeated {
				t.Errorf("%+v, want %d copied", info.Streams, tt.want)
			}
		})
	}
}

func TestStreamLimits(t *testing.T) {
	many := func(n int) string {
		var b strings.Builder
		b.WriteString(">S ")
		for i := range n {
			fmt.Fprintf(&b, ">%d-%d ", 10*i+4, 10*i+8)
		}
		return b.String()
	}
	other := func(frames []ct.Frame) []ct.Frame { // of another client
		for _, f := range frames {
			f.Data[14+20]++
		}
		return frames
	}
	for _, tt := range []struct {
		name   string
		cfg    Config
		frames []ct.Frame
		first  string // packet
		want   StreamInfo
	}{
		{"of a stream", Config{StreamBytes: 4 * (segmentCost + 8)}, script(1, many(6)), ">[4]efgh",
			StreamInfo{Connections: 1, Reordered: 6, Gaps: 6, Missing: 4 + 5*6, Overflowed: 2}},
		{"of all", Config{HeldBytes: 4 * (segmentCost + 8)}, append(script(1, many(4)), other(script(1, many(2)))...), ">[4]efgh",
			StreamInfo{Connections: 2, Reordered: 6, Gaps: 6, Missing: 4 + 3*6 + 4 + 6, Overflowed: 2}},
		{"connections", Config{Streams: 1}, append(script(1, ">S >0-4"), other(script(1, ">S >0-4"))...), ">^abcd",
			StreamInfo{Connections: 2, Evicted: 1}},
		{"time", Config{StreamWait: time.Second}, script(1, ">S >4-8 +1500 >12-16"), ">[4]efgh",
			StreamInfo{Connections: 1, Reordered: 2, Gaps: 2, Missing: 8}},
		{"idle", Config{StreamIdle: time.Second}, script(1, ">S >0-4 +1500 >4-8"), ">^abcd",
			StreamInfo{Connections: 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.cfg.Stdin = bytes.NewReader(ct.Pcap{}.Bytes(tt.frames...))
			packets, info := readNames(t, tt.cfg, "-")
			if got := transcript(packets[:1]); got != tt.first || info.Streams != tt.want {
				t.Errorf("got %s first, %+v; want %s, %+v", got, info.Streams, tt.first, tt.want)
			}
		})
	}
}

func TestIgnore(t *testing.T) {
	s, err := Open(Config{Stdin: bytes.NewReader(ct.Pcap{}.Bytes(script(1, ">S <S >0-4 <0-2 >6-8 >4-6 >10-12 <2-4 >F12 # >S >0-2")...))}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var packets []Packet
	info := readAll(t, s, func(p *Packet) {
		packets = append(packets, keep(p))
		if string(p.Payload) == "ef" {
			s.Ignore(p.Stream) // gh is held
			s.Ignore(12345)
		}
	})
	if got, want := transcript(packets), ">^abcd <^ab >ef <cd <. >^ab"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := info.Skipped[SkipTCP].Count; got != 6 {
		t.Errorf("%d frames skipped as tcp, want 6", got)
	}
}

// TestStreamInFragments: a segment in IP fragments comes out of order.
func TestStreamInFragments(t *testing.T) {
	seg := func(ms int, seq uint32, payload string) ct.Segment {
		return ct.Segment{Datagram: datagram(ms, payload), Seq: seq}
	}
	frames := []ct.Frame{ct.Segment{Datagram: datagram(0, ""), Flags: "S"}.Frame()}
	frames = append(frames, seg(1, 101, strings.Repeat("b", 100)).Fragments(68)...)
	frames = append(frames, seg(2, 1, strings.Repeat("a", 100)).Frame())
	packets, info := readBytes(t, ct.Pcap{}.Bytes(frames...))
	wantPayloads(t, packets, strings.Repeat("a", 100), strings.Repeat("b", 100))
	if n := len(packets[1].Frames); n != 3 || packets[1].Frame.Number != 4 || packets[0].Frame.Number != 5 {
		t.Errorf("frames %v, %v; want the last, and three before it", packets[0].Frame, packets[1].Frames)
	}
	if info.Skipped[SkipTCP].Count != 1 {
		t.Errorf("skipped %v, want SYN alone", info.Skipped)
	}
}

// TestStreamInParts: the first part of a segment is all that came, and is held for its time.
func TestStreamInParts(t *testing.T) {
	s := ct.Segment{Datagram: datagram(1, strings.Repeat("b", 100)), Seq: 101}
	frames := append(script(0, ">S"), s.Fragments(68)[:2]...)
	packets, _ := readBytes(t, ct.Pcap{}.Bytes(frames...))
	if len(packets) != 1 || !packets[0].Truncated || packets[0].Gap != 100 || len(packets[0].Frames) != 2 {
		t.Errorf("got %+v, want the first part behind a gap", packets)
	}
}

// TestOneEndpoint: an app's copy of its own traffic has one address and port for both sides.
func TestOneEndpoint(t *testing.T) {
	var frames []ct.Frame
	for i, s := range []struct {
		seq  uint32
		text string
	}{{100, "one"}, {1 << 24, "two"}, {103, "three"}, {1<<24 + 3, "four"}} {
		d := datagram(i, s.text)
		d.Dst = d.Src
		frames = append(frames, ct.Segment{Datagram: d, Seq: s.seq}.Frame())
	}
	packets, _ := readBytes(t, ct.Pcap{}.Bytes(frames...))
	wantPayloads(t, packets, "one", "two", "three", "four")
	if packets[0].Stream != packets[2].Stream || packets[1].Stream != packets[0].Stream.Reverse() {
		t.Errorf("%+v: want two streams", packets)
	}
}

func TestTCPHeader(t *testing.T) {
	change := func(change func(b []byte)) ct.Frame {
		f := ct.Segment{Datagram: datagram(0, "text"), Options: []byte{1, 1, 1}}.Frame()
		change(f.Data[14+20:])
		return f
	}
	for name, tt := range map[string]struct {
		frame ct.Frame
		want  string
		skip  SkipReason
	}{
		"options":                 {change(func([]byte) {}), "text", ""},
		"offset below the header": {change(func(b []byte) { b[12] = 0x40 }), "", SkipMalformed},
		"offset beyond the end":   {change(func(b []byte) { b[12] = 0xf0 }), "", SkipMalformed},
		"header cut":              {change(func([]byte) {}).Cut(50), "", SkipCutShort},
		"payload cut":             {change(func([]byte) {}).Cut(58), "", SkipCutShort},
		"payload cut in part":     {change(func([]byte) {}).Cut(60), "te", ""},
	} {
		t.Run(name, func(t *testing.T) {
			packets, info := one(t, ct.Ethernet, tt.frame)
			if tt.want != "" {
				wantPayloads(t, packets, tt.want)
			}
			if tt.skip != "" && info.Skipped[tt.skip].Count != 1 {
				t.Errorf("skipped %v, want %s", info.Skipped, tt.skip)
			}
		})
	}
}

// The frames that opened a connection are told with every packet of it, in both directions.
func TestOpening(t *testing.T) {
	for text, want := range map[string][]string{
		">S <S >0-4 <0-4":             {"1 2", "1 2"},
		">S >S >S <S >0-4":            {"1 2 4"},
		">0-4 <0-4":                   {"", ""},
		">0-4 <S <0-4":                {"", "2"},
		"<S >0-4":                     {"1"},
		">S <S >0-4 # >S <S >0-4":     {"1 2", "4 5"},
		">S <S >4-8 >0-4 <0-2":        {"1 2", "1 2", "1 2"},
		">S <S >0-4 >F4 <0-4 <F4 <A5": {"1 2", "1 2"},
	} {
		s, err := Open(Config{Stdin: bytes.NewReader(ct.Pcap{}.Bytes(script(1000, text)...))}, "-")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		readAll(t, s, func(p *Packet) {
			if p.End {
				return
			}
			var refs []string
			for _, ref := range s.Opening(p.Stream.Reverse()) {
				refs = append(refs, strconv.FormatUint(ref.Number, 10))
			}
			slices.SortFunc(refs, strings.Compare)
			got = append(got, strings.Join(refs, " "))
			if s.Opening(p.Stream+2) != nil {
				t.Errorf("%s: another connection has frames", text)
			}
		})
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
		s.Close()
	}
}
