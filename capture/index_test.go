package capture

import (
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	ct "sipcap/capture/capturetest"
)

const noUse SkipReason = "no-use"

// sought is what is read of a capture by one who looks for payloads that begin with "SIP".
type sought struct {
	Packets []string // what each is, in short
	Unused  map[uint32]Skip
	Info    Info
	passed  uint64 // frames that were not even read
	indexes []IndexInfo
}

// seek reads captures, and tells the source which packets are of no use.
func seek(t testing.TB, cfg Config, names ...string) sought {
	t.Helper()
	s, err := Open(cfg, names...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got := sought{Unused: make(map[uint32]Skip)}
	count := func(n uint64, first FrameRef) {
		u := got.Unused[first.File]
		if u.Count == 0 || first.Number < u.First.Number {
			u.First = first
		}
		u.Count += n
		got.Unused[first.File] = u
	}
	s.OnUnused(func(why SkipReason, n uint64, first FrameRef) {
		if why != noUse {
			t.Errorf("%d frames passed over for %q, want %q", n, why, noUse)
		}
		got.passed += n
		count(n, first)
	})
	for {
		p, err := s.Next()
		if err == io.EOF {
			break
		}
		if p.Stream == 0 && p.ICMP == nil && !strings.HasPrefix(string(p.Payload), "SIP") {
			for _, ref := range p.AppendFrames(nil) {
				count(1, ref)
			}
			s.Unused(noUse)
			continue
		}
		got.Packets = append(got.Packets, fmt.Sprint(p.Frame, p.AppendFrames(nil), p.Time.UnixNano(), p.Src, p.Dst, p.Path, p.Stream, p.Gap, p.End, len(p.Payload), crc32.ChecksumIEEE(p.Payload)))
	}
	got.Info, got.indexes = s.Info(), s.Indexes()
	return got
}

// keepIndexes writes the indexes that came out, and tells how many.
func keepIndexes(t testing.TB, list []IndexInfo) (n int) {
	t.Helper()
	for _, x := range list {
		if x.New != nil {
			n++
			if err := os.WriteFile(x.File+IndexSuffix, x.New, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return n
}

// same compares what came out of two readings.
func (want *sought) same(t testing.TB, got sought, when string) {
	t.Helper()
	if !reflect.DeepEqual([]any{want.Packets, want.Unused, want.Info}, []any{got.Packets, got.Unused, got.Info}) {
		t.Fatalf("%s (-without +with):\n%s%s", when, cmp.Diff(want.Packets, got.Packets), cmp.Diff([]any{want.Unused, want.Info}, []any{got.Unused, got.Info}))
	}
}

// sameWithIndex reads captures without an index, to make one, and with it, and compares what comes out.
func sameWithIndex(t testing.TB, names ...string) (passed uint64) {
	t.Helper()
	want := seek(t, Config{}, names...)
	first := seek(t, Config{Index: true}, names...)
	want.same(t, first, "while an index is made")
	if keepIndexes(t, first.indexes) == 0 {
		return 0
	}
	again := seek(t, Config{Index: true}, names...)
	want.same(t, again, "with an index")
	return again.passed
}

// anyFrames are frames of all kinds, in time that mostly goes on.
func anyFrames(r *rand.Rand, n int) []ct.Frame {
	var frames []ct.Frame
	ms := r.IntN(2000)
	for i := range n {
		switch r.IntN(20) {
		case 0:
			ms -= r.IntN(50)
		case 1:
			ms += r.IntN(9000)
		default:
			ms += r.IntN(20)
		}
		d := datagram(ms, fmt.Sprintf("media %d", i))
		switch k := r.IntN(40); {
		case k < 3:
			d.Payload = fmt.Sprintf("SIP %d", i)
		case k == 3:
			parts := datagram(ms, "SIP in fragments "+strings.Repeat("x", 60)).Fragments(68)
			frames = append(frames, parts[:1+r.IntN(len(parts))]...)
			continue
		case k == 4:
			frames = append(frames, ct.Frame{Time: at(ms), Data: append(make([]byte, 12), 8, 6, 0, 1, 8, 0, 6, 4, 0, 1)})
			continue
		case k == 5:
			frames = append(frames, d.Frame().Cut(50+r.IntN(4)))
			continue
		case k == 6:
			d.Payload = ""
		}
		frames = append(frames, d.Frame())
	}
	return frames
}

// TestIndexChangesNothing reads captures of all kinds of frames, in one file and in several that overlap or not.
func TestIndexChangesNothing(t *testing.T) {
	var passed uint64
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 7))
		dir := t.TempDir()
		var names []string
		for i := range 1 + r.IntN(3) {
			frames := anyFrames(r, 50+r.IntN(200))
			content := ct.Pcap{}.Bytes(frames...)
			if r.IntN(2) == 0 {
				content = ct.PcapNG{}.Bytes(frames...)
			}
			if r.IntN(4) == 0 {
				content = content[:len(content)-r.IntN(40)]
			}
			names = append(names, filepath.Join(dir, fmt.Sprintf("%d", i)))
			if err := os.WriteFile(names[i], content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		passed += sameWithIndex(t, names...)
	}
	if passed < 1000 {
		t.Errorf("%d frames were passed over, want some thousand", passed)
	}
}

// TestIndexOfTheCorpus is the same with other people's captures.
func TestIndexOfTheCorpus(t *testing.T) {
	var passed uint64
	for _, name := range append(capturesBelow(t, "../testdata/pcaps"), capturesBelow(t, corpusDir(t))...) {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		twin := filepath.Join(t.TempDir(), filepath.Base(name))
		if err := os.WriteFile(twin, content, 0o600); err != nil {
			t.Fatal(err)
		}
		passed += sameWithIndex(t, twin)
	}
	if passed < 1000 {
		t.Errorf("%d frames were passed over, want some thousand", passed)
	}
}

// longMedia is a capture of which most is passed over, with its index.
func longMedia(t testing.TB) (name string, index []byte) {
	t.Helper()
	var frames []ct.Frame
	for i := range 3000 {
		d := datagram(i*20, fmt.Sprintf("media %d", i))
		if i%1000 == 500 {
			d.Payload = fmt.Sprintf("SIP %d", i)
		}
		frames = append(frames, d.Frame())
	}
	name = filepath.Join(t.TempDir(), "case.pcap")
	if err := os.WriteFile(name, ct.Pcap{}.Bytes(frames...), 0o600); err != nil {
		t.Fatal(err)
	}
	if keepIndexes(t, seek(t, Config{Index: true}, name).indexes) != 1 {
		t.Fatal("no index came out")
	}
	index, err := os.ReadFile(name + IndexSuffix)
	if err != nil {
		t.Fatal(err)
	}
	return name, index
}

// TestIndexIsUsed holds that it saves the reading.
func TestIndexIsUsed(t *testing.T) {
	name, index := longMedia(t)
	got := seek(t, Config{Index: true}, name)
	if !got.indexes[0].Used || got.indexes[0].New != nil || got.passed != 2997 || len(got.Packets) != 3 {
		t.Errorf("index %+v, %d frames passed over, %d packets; want it used, 2997 and 3", got.indexes[0], got.passed, len(got.Packets))
	}
	if len(index) > 300 {
		t.Errorf("an index of %d bytes for 4 stretches, want at most 300", len(index))
	}
}

// TestIndexOfNoUse holds that an index that is not the file's is noticed, and made anew.
func TestIndexOfNoUse(t *testing.T) {
	tests := []struct {
		name   string
		change func(t *testing.T, capture string, index []byte)
		why    error
	}{
		{"the file grew", func(t *testing.T, capture string, _ []byte) {
			f, err := os.OpenFile(capture, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.Write(ct.Pcap{}.Bytes(datagram(100_000, "SIP new").Frame())[24:]); err != nil {
				t.Fatal(err)
			}
		}, errStaleIndex},
		{"the file was touched", func(t *testing.T, capture string, _ []byte) {
			if err := os.Chtimes(capture, time.Time{}, at(0)); err != nil {
				t.Fatal(err)
			}
		}, errStaleIndex},
		{"other content, size and time as before", func(t *testing.T, capture string, _ []byte) {
			info, err := os.Stat(capture)
			if err != nil {
				t.Fatal(err)
			}
			content, err := os.ReadFile(capture)
			if err != nil {
				t.Fatal(err)
			}
			content[len(content)-1] ^= 1
			if err := os.WriteFile(capture, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(capture, time.Time{}, info.ModTime()); err != nil {
				t.Fatal(err)
			}
		}, errStaleIndex},
		{"another version", func(t *testing.T, capture string, index []byte) {
			index[len(indexMagic)]++
			writeIndex(t, capture, index)
		}, errStaleIndex},
		{"cut", func(t *testing.T, capture string, index []byte) { writeIndex(t, capture, index[:len(index)-9]) }, errDamagedIndex},
		{"empty", func(t *testing.T, capture string, _ []byte) { writeIndex(t, capture, nil) }, errDamagedIndex},
		{"a bit is wrong", func(t *testing.T, capture string, index []byte) {
			index[len(index)-7] ^= 4
			writeIndex(t, capture, index)
		}, errDamagedIndex},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			name, index := longMedia(t)
			tt.change(t, name, index)
			want := seek(t, Config{}, name)
			got := seek(t, Config{Index: true}, name)
			x := got.indexes[0]
			if x.Used || x.Why != tt.why.Error() || x.New == nil {
				t.Errorf("index used %t, why %q, made anew %t; want %q and a new one", x.Used, x.Why, x.New != nil, tt.why)
			}
			want.same(t, got, "with it")
			keepIndexes(t, got.indexes)
			if again := seek(t, Config{Index: true}, name); !again.indexes[0].Used {
				t.Errorf("the new one is not used: %q", again.indexes[0].Why)
			}
		})
	}
}

func writeIndex(t *testing.T, capture string, index []byte) {
	t.Helper()
	if err := os.WriteFile(capture+IndexSuffix, index, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestNoIndex holds where there can be none.
func TestNoIndex(t *testing.T) {
	frames := anyFrames(rand.New(rand.NewPCG(1, 2)), 100)
	name := filepath.Join(t.TempDir(), "case.pcap.gz")
	if err := os.WriteFile(name, ct.Gzip(ct.Pcap{}.Bytes(frames...)), 0o600); err != nil {
		t.Fatal(err)
	}
	if x := seek(t, Config{Index: true}, name).indexes[0]; x.Used || x.New != nil || x.Why == "" {
		t.Errorf("of a compressed file: used %t, %d bytes new, %q; want none, and why", x.Used, len(x.New), x.Why)
	}
	plain, _ := longMedia(t)
	if got := seek(t, Config{Index: true, Frames: 700}, plain); got.indexes != nil || got.Info.Frames != 700 {
		t.Errorf("with a limit: %+v, %d frames; want no index, and 700", got.indexes, got.Info.Frames)
	}
}

// FuzzIndex has an index that is not damaged say anything at all: what it passes over is in the file, and the account
// balances.
func FuzzIndex(f *testing.F) {
	name, index := longMedia(f)
	h, err := os.Open(name)
	if err != nil {
		f.Fatal(err)
	}
	defer h.Close()
	key, err := keyOfFile(h)
	if err != nil {
		f.Fatal(err)
	}
	good, err := decodeIndex(index, key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:len(good)-3])
	f.Fuzz(func(t *testing.T, stretches []byte) {
		twin := filepath.Join(t.TempDir(), "case.pcap")
		if err := os.Link(name, twin); err != nil {
			t.Skip(err)
		}
		if err := os.WriteFile(twin+IndexSuffix, encodeIndex(key, stretches), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(Config{Index: true}, twin)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for {
			if _, err := s.Next(); err == io.EOF {
				break
			}
		}
		if at := s.files[0].count.n; at > key.size {
			t.Errorf("read to %d of %d bytes", at, key.size)
		}
		s.Indexes()
	})
}
