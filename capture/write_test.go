package capture

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	ct "sipcap/capture/capturetest"
)

// rawFrames reads a capture in memory, as it is to be written again.
func rawFrames(t testing.TB, content []byte) []Frame {
	t.Helper()
	s, err := Open(Config{Stdin: bytes.NewReader(content)}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	readAll(t, s, func(*Packet) {})
	return again(t, s, nil)
}

// again reads frames of a source that was read.
func again(t testing.TB, s *Source, want *FrameSet) []Frame {
	t.Helper()
	r, err := s.Frames(want)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var frames []Frame
	for {
		f, err := r.Next()
		if err == io.EOF {
			return frames
		}
		if err != nil {
			t.Fatal(err)
		}
		c := *f
		c.Data = slices.Clone(f.Data)
		frames = append(frames, c)
	}
}

// written are the bytes of a capture with the frames.
func written(t testing.TB, format FileFormat, frames []Frame, secrets ...Secret) []byte {
	t.Helper()
	content, err := write(format, frames, secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func write(format FileFormat, frames []Frame, secrets ...Secret) ([]byte, error) {
	var b bytes.Buffer
	w, err := NewWriter(&b, format)
	if err != nil {
		return nil, err
	}
	w.Secrets(secrets...)
	for i := range frames {
		if err := w.Write(&frames[i]); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return b.Bytes(), err
}

// sameFrames compares frames but for where they stand and what names their files told.
func sameFrames(t testing.TB, got, want []Frame, but ...string) {
	t.Helper()
	opts := cmp.Options{
		cmpopts.IgnoreFields(Frame{}, append([]string{"Ref"}, but...)...), cmpopts.IgnoreUnexported(Frame{}),
		cmp.Comparer(bytes.Equal), cmp.Comparer(slices.Equal[[]string]),
	}
	if diff := cmp.Diff(want, got, opts); diff != "" {
		t.Errorf("frames (-want +got):\n%s", diff)
	}
}

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]FileFormat{
		"a.pcap":           {Format: "pcap"},
		"a.pcapng":         {Format: "pcapng"},
		"dir.x/A.PCAP.gz":  {Format: "pcap", Compression: "gzip"},
		"a.b.pcapng.zst":   {Format: "pcapng", Compression: "zstd"},
		"a":                {},
		"a.cap":            {},
		"a.gz":             {},
		"pcap":             {},
		"a.pcapng.bz2":     {},
		"a.pcapng.gz.zst":  {},
		"a.pcapng/b":       {},
		"a.pcap.pcapng.gz": {Format: "pcapng", Compression: "gzip"},
	} {
		got, ok := FormatOf(name)
		if ok != (want.Format != "") || ok && got != want {
			t.Errorf("%s: got %+v %t, want %+v", name, got, ok, want)
		}
	}
	for _, f := range []FileFormat{{Format: "snoop"}, {Compression: "xz"}} {
		if _, err := NewWriter(io.Discard, f); err == nil {
			t.Errorf("%+v: no error", f)
		}
	}
}

// What is written is read as the same frames, of whatever container they came.
func TestWriteIsReadAgain(t *testing.T) {
	frames := append(seedFrames(), datagram(9, strings.Repeat("large ", 5000)).Frame())
	frames[3].Time = frames[3].Time.Add(123456789)
	interfaces := []ct.Interface{
		{Resolution: 9, Name: "eth0", Description: "outside", SnapLen: 96, Filter: "udp", OS: "Linux 6.1", Hardware: "x", FCS: 4},
		{Resolution: 0x8a, Link: ct.SLL2, Name: "any", Offset: 3600},
	}
	for i := range frames {
		if i%2 == 1 {
			frames[i].Flags = uint32(i)
			frames[i].Comments = []string{"first", "a second, with UTF-8: \u00e4"}
		}
	}
	mixed := slices.Clone(frames)
	for i := range mixed {
		mixed[i].Interface = i % 2
	}
	one := ct.PcapNG{BigEndian: true, Interfaces: interfaces[:1]}
	sources := map[string][]byte{
		"pcap":                     ct.Pcap{}.Bytes(frames...),
		"pcap, big-endian":         ct.Pcap{BigEndian: true, SnapLen: 300000}.Bytes(frames...),
		"pcap, nanoseconds":        ct.Pcap{Nano: true}.Bytes(frames...),
		"pcap, Kuznetzov":          ct.Pcap{Kuznetzov: true}.Bytes(frames...),
		"pcap, FCS":                ct.Pcap{LinkType: 0x24000001}.Bytes(frames...),
		"snoop":                    ct.Snoop{}.Bytes(frames...),
		"pcapng":                   one.Bytes(frames...),
		"pcapng, mixed":            ct.PcapNG{Interfaces: interfaces}.Bytes(mixed...),
		"pcapng, several sections": slices.Concat(one.Bytes(frames...), ct.PcapNG{}.Bytes(frames...), one.Bytes(frames...)),
	}
	for _, link := range []ct.Link{ct.SLL, ct.SLL2, ct.Null, ct.NullBig, ct.Loop, ct.Raw} {
		d := datagram(0, "text")
		d.Link = link
		sources["pcap of link type "+linkLayerOf(link.Type()).name] = ct.Pcap{Link: link}.Bytes(d.Frame())
	}
	for _, number := range []uint32{9, 105, 127, 239, 252, 258, 9999} {
		sources["pcap of link type "+linkLayerOf(number).name] = ct.Pcap{LinkType: number}.Bytes(frames...)
	}
	for name, content := range sources {
		want := rawFrames(t, content)
		if len(want) == 0 {
			t.Fatalf("%s: no frames", name)
		}
		for _, compression := range []string{"", "gzip", "zstd"} {
			t.Run("pcapng "+compression+" of "+name, func(t *testing.T) {
				b := written(t, FileFormat{"pcapng", compression}, want)
				sameFrames(t, rawFrames(t, b), want)
				if !bytes.Equal(b, written(t, FileFormat{"pcapng", compression}, want)) {
					t.Error("the same frames, written twice, give other bytes")
				}
				_, info := readBytes(t, b)
				if f := info.Files[0]; f.Format != "pcapng" || f.Compression != compression {
					t.Errorf("read as %s %s", f.Format, f.Compression)
				}
			})
			if strings.Contains(name, "mixed") {
				continue
			}
			t.Run("pcap "+compression+" of "+name, func(t *testing.T) {
				got := rawFrames(t, written(t, FileFormat{"pcap", compression}, want))
				sameFrames(t, got, want, "Origin", "Flags", "Comments")
				for i := range got {
					g, w := got[i].Origin, want[i].Origin
					if g.LinkType != w.LinkType || g.FCS != w.FCS && i == 0 || g.SnapLen < w.SnapLen || g.SnapLen < 262144 {
						t.Errorf("frame %d: interface %+v, want %+v", i+1, g, w)
					}
				}
			})
		}
	}
}

// Interfaces that are alike are one, and each is described once.
func TestWriteInterfaces(t *testing.T) {
	a, alike, other := Origin{LinkType: 1, Name: "eth0"}, Origin{LinkType: 1, Name: "eth0"}, Origin{LinkType: 276, Name: "any"}
	var frames []Frame
	for i, in := range []*Origin{&a, &other, &alike, &a, &other} {
		frames = append(frames, Frame{Time: at(i), Data: []byte("text"), Length: 4, Origin: in})
	}
	b := written(t, FileFormat{}, frames)
	_, info := readBytes(t, b)
	if got := info.Files[0].LinkTypes; !slices.Equal(got, []string{"Ethernet", "Linux cooked v2"}) {
		t.Errorf("link types %q", got)
	}
	if n := blocksOf(t, b)[blockInterface]; n != 2 {
		t.Errorf("%d interfaces described, want 2", n)
	}
	sameFrames(t, rawFrames(t, b), frames)
}

// blocksOf counts the blocks of a pcapng file by kind.
func blocksOf(t *testing.T, b []byte) map[uint32]int {
	t.Helper()
	n := map[uint32]int{}
	for len(b) > 0 {
		length := little.u32(b[4:])
		if length%4 != 0 || int(length) > len(b) || little.u32(b[length-4:]) != length {
			t.Fatalf("block of %d bytes where %d are left", length, len(b))
		}
		n[little.u32(b)]++
		b = b[length:]
	}
	return n
}

func TestWriteTimes(t *testing.T) {
	i := &Origin{LinkType: 1}
	for _, when := range []time.Time{
		time.Unix(0, 1).UTC(), at(0), time.Date(2106, 2, 7, 6, 28, 15, 999999999, time.UTC),
		time.Date(1969, 12, 31, 23, 59, 59, 999999999, time.UTC), time.Date(2600, 1, 1, 0, 0, 0, 1, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), {},
	} {
		// A time that nobody's clock tells stands between others.
		frames := []Frame{
			{Time: at(1), Data: []byte("a"), Length: 1, Origin: i},
			{Time: when, Data: []byte("b"), Length: 1, Origin: i},
			{Time: at(1), Data: []byte("c"), Length: 1, Origin: i},
		}
		got := rawFrames(t, written(t, FileFormat{}, frames))
		if when.IsZero() { // read as a frame without a time is
			frames[1].Time = at(1)
		}
		sameFrames(t, got, frames)

		_, err := write(FileFormat{Format: "pcap"}, frames[1:2])
		if fits := when.Unix() >= 0 && when.Year() < 2107 || when.IsZero(); fits != (err == nil) || err != nil && !errors.Is(err, ErrTime) {
			t.Errorf("pcap of %v: %v", when, err)
		}
	}
}

func TestWriteLinkTypes(t *testing.T) {
	frames := []Frame{
		{Time: at(0), Data: []byte("a"), Length: 1, Origin: &Origin{LinkType: 1}},
		{Time: at(1), Data: []byte("a"), Length: 1, Origin: &Origin{LinkType: 276}},
	}
	_, err := write(FileFormat{Format: "pcap"}, frames)
	if !errors.Is(err, ErrLinkTypes) || err.Error() != "several link types: Ethernet and Linux cooked v2" {
		t.Errorf("error %v", err)
	}
	unknown := rawFrames(t, slices.Concat([]byte("snoop\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x63"), ct.Snoop{}.Bytes(datagram(0, "a").Frame())[16:]))
	for _, format := range []string{"pcap", "pcapng"} {
		if _, err := write(FileFormat{Format: format}, unknown); !errors.Is(err, ErrLinkTypes) {
			t.Errorf("%s of a link type that only snoop has: %v", format, err)
		}
	}
}

func TestWriteNothing(t *testing.T) {
	for _, format := range []string{"pcap", "pcapng"} {
		_, info := readBytes(t, written(t, FileFormat{Format: format}, nil))
		if info.Frames != 0 || info.Files[0].Damage != "" || info.Files[0].Format != format {
			t.Errorf("%s: %+v", format, info)
		}
	}
}

// Names of addresses and keys come along, before what they are for.
func TestWriteNamesAndSecrets(t *testing.T) {
	for _, bigEndian := range []bool{false, true} {
		ng := ct.PcapNG{BigEndian: bigEndian}
		u16 := func(n byte) []byte {
			if bigEndian {
				return []byte{0, n}
			}
			return []byte{n, 0}
		}
		record := slices.Concat(u16(1), u16(8), []byte("\x0a\x00\x00\x01sbc\x00"), u16(0), u16(0))
		late := slices.Concat(u16(1), u16(7), []byte("\x0a\x00\x00\x02ua\x00\x00"), u16(0), u16(0))
		frames := ng.Bytes(datagram(0, "a").Frame(), datagram(1, "b").Frame())
		head := len(ng.Bytes())
		second := head + (len(frames)-head)/2
		content := slices.Concat(frames[:head], ng.Block(blockNames, record), frames[head:second], ng.Block(blockNames, late), frames[second:])

		raw := rawFrames(t, content)
		key := Secret{TLSKeyLog, []byte("CLIENT_RANDOM 00 00\n")}
		b := written(t, FileFormat{}, raw, key, key)
		if n := blocksOf(t, b); n[blockNames] != 2 || n[blockSecrets] != 1 || n[blockEnhanced] != 2 {
			t.Errorf("blocks %v", n)
		}
		for _, name := range []string{"\x01\x00\x08\x00\x0a\x00\x00\x01sbc\x00\x00\x00\x00\x00", "\x01\x00\x07\x00\x0a\x00\x00\x02ua\x00\x00\x00\x00\x00\x00"} {
			if !bytes.Contains(b, []byte(name)) {
				t.Errorf("%q is not in %q", name, b)
			}
		}
		s, err := Open(Config{Stdin: bytes.NewReader(b)}, "-")
		if err != nil {
			t.Fatal(err)
		}
		readAll(t, s, func(*Packet) {})
		if diff := cmp.Diff([]Secret{key}, s.Secrets()); diff != "" {
			t.Errorf("secrets (-want +got):\n%s", diff)
		}
		s.Close()
		if pcap := written(t, FileFormat{Format: "pcap"}, raw, key); bytes.Contains(pcap, key.Data) {
			t.Error("pcap has a place for keys")
		}
	}
}

// full is a disk that is full after n bytes.
type full struct{ n int }

func (f *full) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, os.ErrDeadlineExceeded
	}
	return len(p), nil
}

func TestWriteErrors(t *testing.T) {
	frames := slices.Repeat(rawFrames(t, ct.PcapNG{}.Bytes(datagram(0, strings.Repeat("x", 1000)).Frame())), 300)
	for _, format := range []FileFormat{{"pcap", ""}, {"pcapng", ""}, {"pcap", "gzip"}, {"pcapng", "zstd"}} {
		for _, n := range []int{0, 100, 100_000} {
			if n > 0 && format.Compression != "" {
				continue // that many bytes are not written
			}
			w, err := NewWriter(&full{n}, format)
			if err != nil {
				t.Fatal(err)
			}
			for i := range frames {
				if err = w.Write(&frames[i]); err != nil {
					break
				}
			}
			if e := w.Close(); err == nil {
				err = e
			}
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%+v, full after %d bytes: error %v", format, n, err)
			}
		}
	}
}

// FuzzWrite writes the frames of any capture and reads them again.
func FuzzWrite(f *testing.F) {
	frames := seedFrames()
	frames[1].Simple, frames[2].Obsolete = true, true
	frames[3].Comments, frames[3].Flags = []string{"text", ""}, 1
	f.Add(ct.Pcap{Nano: true}.Bytes(frames...))
	f.Add(ct.Snoop{}.Bytes(frames...))
	f.Add(ct.PcapNG{BigEndian: true, Interfaces: []ct.Interface{{Resolution: 20, Name: "eth0", Offset: -1e11}, {Link: ct.SLL2}}}.Bytes(frames...))
	f.Add(slices.Concat(ct.PcapNG{}.Bytes(frames...), ct.PcapNG{}.Block(blockNames, []byte("\x01\x00\x04\x00abcd")), ct.PcapNG{}.Bytes(frames...)))
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := Open(Config{Stdin: bytes.NewReader(content), MaxFrame: 1 << 20}, "-")
		if err != nil {
			return
		}
		defer s.Close()
		readAll(t, s, func(*Packet) {})
		want := again(t, s, nil)
		b, err := write(FileFormat{}, want)
		if errors.Is(err, ErrLinkTypes) {
			return // of snoop's own
		}
		if err != nil {
			t.Fatal(err)
		}
		got := rawFrames(t, b)
		for i := range want {
			if want[i].Time.IsZero() && i > 0 {
				want[i].Time = want[i-1].Time // read as a frame without a time is
			}
		}
		sameFrames(t, got, want)
		_, info := readBytes(t, b)
		if info.Files[0].Damage != "" {
			t.Error(info.Files[0].Damage)
		}
	})
}
