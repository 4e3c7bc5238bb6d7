package capture

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sipcap/testdata/corpus"
)

// corpusDir is the folder of captures that others made; without it the test is skipped.
func corpusDir(t testing.TB) string {
	t.Helper()
	dir, err := corpus.Dir()
	if err != nil {
		t.Skipf("no corpus: %v", err)
	}
	return dir
}

// capturesBelow returns the files of the tree that Open takes for captures.
func capturesBelow(t testing.TB, root string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && e.Name() == "ORACLE":
			return filepath.SkipDir
		case e.IsDir():
			return nil
		}
		s, err := Open(Config{}, path)
		if err == nil {
			s.Close()
			names = append(names, path)
		} else if !errors.Is(err, ErrNotCapture) && !errors.Is(err, ErrEmpty) {
			t.Errorf("%v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// readAll reads a source to its end and checks its account.
func readAll(t testing.TB, s *Source, each func(*Packet)) Info {
	t.Helper()
	used := make(map[uint32]uint64) // by file
	var frames []FrameRef
	for {
		p, err := s.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("Next: %v, want none but io.EOF", err)
		}
		frames = p.AppendFrames(frames[:0])
		if n := p.FrameCount(); n != uint64(len(frames)) {
			t.Errorf("a packet of frames %v, %d by count", frames, n)
		}
		for _, f := range frames {
			used[f.File]++
		}
		if each != nil {
			each(p)
		}
	}
	info := s.Info()
	checkBalance(t, info, used)
	return info
}

// checkBalance asserts frames = returned + Σ skipped, in all and for each file.
func checkBalance(t testing.TB, info Info, used map[uint32]uint64) {
	t.Helper()
	var frames, sum uint64
	skipped := make(map[SkipReason]uint64)
	for i, f := range info.Files {
		own := used[uint32(i)]
		for reason, skip := range f.Skipped {
			own += skip.Count
			skipped[reason] += skip.Count
			if skip.First.Number == 0 || skip.First.Number > f.Frames || skip.First.File != uint32(i) {
				t.Errorf("%s: first frame skipped as %s is %v of %d", f.Name, reason, skip.First, f.Frames)
			}
		}
		if own != f.Frames {
			t.Errorf("%s: %d frames, but %d returned + skipped: %v", f.Name, f.Frames, own, f.Skipped)
		}
		frames += f.Frames
		sum += own
	}
	if frames != info.Frames || sum != frames {
		t.Errorf("the files have %d frames, %d returned + skipped, want %d", frames, sum, info.Frames)
	}
	for reason, skip := range info.Skipped {
		if skip.Count != skipped[reason] {
			t.Errorf("%d skipped as %s, the files have %d", skip.Count, reason, skipped[reason])
		}
	}
}

// TestCorpusBalance reads every capture there is, the malformed ones too.
func TestCorpusBalance(t *testing.T) {
	root := corpusDir(t)
	names := capturesBelow(t, root)
	if len(names) < 300 {
		t.Errorf("found %d captures in the corpus, want 300 or more", len(names))
	}
	for _, name := range names {
		s, err := Open(Config{}, name)
		if err != nil {
			t.Error(err)
			continue
		}
		readAll(t, s, nil)
		s.Close()
	}
}

// TestCorpusOracle compares with what tshark saw: the number of frames, and where each SIP
// message on UDP was.
func TestCorpusOracle(t *testing.T) {
	root := corpusDir(t)
	oracle := filepath.Join(root, "ORACLE")
	err := filepath.WalkDir(oracle, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".json") {
			return err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(path, oracle+"/"), ".json")
		t.Run(name, func(t *testing.T) { compareWithOracle(t, root, name) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// oracleAddr writes an address as the oracle does, IPv6 without brackets.
func oracleAddr(a netip.AddrPort) string {
	return fmt.Sprintf("%s:%d", a.Addr(), a.Port())
}

func compareWithOracle(t *testing.T, root, name string) {
	text, err := os.ReadFile(filepath.Join(root, "ORACLE", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct{ Counts struct{ Packets uint64 } }
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	s, err := Open(Config{}, filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got := make(map[uint64]string)
	info := readAll(t, s, func(p *Packet) {
		if e := p.ICMP; e != nil { // the oracle lists what errors quote
			got[p.Frame.Number] = oracleAddr(e.Src) + " " + oracleAddr(e.Dst)
			return
		}
		got[p.Frame.Number] = oracleAddr(p.Src) + " " + oracleAddr(p.Dst)
	})
	if info.Frames != want.Counts.Packets {
		t.Errorf("%d frames, want %d (%+v)", info.Frames, want.Counts.Packets, info.Files)
	}
	rows, err := os.Open(filepath.Join(root, "ORACLE", name+".messages.tsv"))
	if err != nil {
		return // no SIP in it
	}
	defer rows.Close()
	differ := 0
	for lines := bufio.NewScanner(rows); lines.Scan(); {
		row := strings.Split(lines.Text(), "\t")
		number, err := strconv.ParseUint(row[0], 10, 64)
		if err != nil || row[2] != "udp" {
			continue
		}
		if want := row[3] + " " + row[4]; got[number] != want {
			differ++
			t.Logf("frame %d: %q, the oracle says %q", number, got[number], want)
		}
	}
	if differ > 0 {
		t.Errorf("%d messages on UDP differ from the oracle; skipped %v", differ, info.Skipped)
	}
}

// TestFixtures reads the captures of this repository; none of them is damaged but by intent.
func TestFixtures(t *testing.T) {
	root := filepath.Join("..", "testdata", "pcaps")
	if _, err := os.Stat(root); err != nil {
		t.Fatal(err)
	}
	for _, name := range capturesBelow(t, root) {
		packets, info := readNames(t, Config{}, name)
		if len(packets) == 0 {
			t.Errorf("%s: no packets; skipped %v", name, info.Skipped)
		}
	}
}
