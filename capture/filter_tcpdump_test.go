//go:build libpcap && cgo && !windows

package capture

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestFilterAgainstTcpdump counts what passes a filter, and what tcpdump lets through with the same,
// over the captures of the tree and the corpus that tcpdump can read.
func TestFilterAgainstTcpdump(t *testing.T) {
	if _, err := exec.LookPath("tcpdump"); err != nil {
		t.Skip("no tcpdump")
	}
	names := capturesBelow(t, filepath.Join("..", "testdata", "pcaps"))
	if !testing.Short() {
		names = append(names, corpusCaptures(t)...)
	}
	compared, passed := 0, uint64(0)
	for _, name := range names {
		if info, err := os.Stat(name); err != nil || info.Size() > 4<<20 {
			continue
		}
		for _, filter := range []string{"port 5060", "udp and greater 600", "vlan or ip6 or ip[6:2] & 0x3fff != 0"} {
			want, ok := tcpdumpCount(t, name, filter)
			if !ok {
				break
			}
			s, err := Open(Config{Filter: filter}, name)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			readAll(t, s, nil)
			s.Close()
			if got := s.decoder.passed; got != want {
				t.Errorf("%s: %s: %d frames pass, tcpdump has %d", name, filter, got, want)
			}
			compared++
			passed += want
		}
	}
	t.Logf("%d comparisons, %d frames pass", compared, passed)
	if compared < 20 || passed < 100 {
		t.Errorf("compared %d times, %d frames passed: too few to tell", compared, passed)
	}
}

func corpusCaptures(t *testing.T) (names []string) {
	t.Run("corpus", func(t *testing.T) { names = capturesBelow(t, corpusDir(t)) })
	return names
}

// tcpdumpCount is how many frames tcpdump writes; false where it cannot read the whole file.
func tcpdumpCount(t *testing.T, name, filter string) (uint64, bool) {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.Command("tcpdump", "-n", "-r", name, "-w", "-", filter)
	cmd.Stdout = &out
	if cmd.Run() != nil {
		return 0, false
	}
	s, err := Open(Config{Stdin: &out}, "-")
	if err != nil {
		return 0, false
	}
	defer s.Close()
	return readAll(t, s, nil).Frames, true
}
