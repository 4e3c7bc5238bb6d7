package pcaps_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sipcap/testdata/pcaps"
)

func TestManifestAgreesWithFiles(t *testing.T) {
	all, err := pcaps.Manifest(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		t.Run(c.File, func(t *testing.T) {
			b, err := os.ReadFile(c.File)
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(b)
			if got := hex.EncodeToString(sum[:]); got != c.SHA256 {
				t.Errorf("sha256 got %s, want %s (sums.sh writes it)", got, c.SHA256)
			}
			if len(b) >= 100_000 {
				t.Errorf("got %d bytes, want less than 100,000", len(b))
			}
		})
	}
}

func TestEveryCaptureIsListedOnce(t *testing.T) {
	all, err := pcaps.Manifest(".")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range all {
		got = append(got, c.File)
	}
	var want []string
	for _, pattern := range []string{"*.pcap", "*.pcapng", "*.gz", "*.zst"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, names...)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the manifest lists\n%q\nthe folder holds\n%q", got, want)
	}
}

// A row's words and numbers are those that sipcap can print.
func TestRowsAreSound(t *testing.T) {
	kinds := strings.Fields("call registration subscription options message other")
	states := strings.Fields("no-response proceeding ringing established completed cancelled redirected busy declined unauthorized failed unknown")
	outcomes := strings.Fields("informational success redirection client-error server-error global-failure none unknown")
	all, err := pcaps.Manifest(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Retransmissions+c.Duplicates >= max(c.Messages, 1) {
			t.Errorf("%s: %d retransmissions and %d duplicates in %d messages", c.File, c.Retransmissions, c.Duplicates, c.Messages)
		}
		if c.MadeBy == "" || c.Proves == "" {
			t.Errorf("%s: what made it and what it proves is missing", c.File)
		}
		for _, call := range c.Calls {
			if !slices.Contains(kinds, call.Kind) || !slices.Contains(states, call.State) || !slices.Contains(outcomes, call.Outcome) {
				t.Errorf("%s: got %+v, want a kind, a state and an outcome that there are", c.File, call)
			}
			if want := outcomes[max(0, call.Status/100-1)]; call.Status != 0 && call.Outcome != want {
				t.Errorf("%s: %d is %s, want %s", c.File, call.Status, call.Outcome, want)
			}
		}
	}
}

func TestBadManifest(t *testing.T) {
	row := func(calls string) string {
		return "x.pcap\tsum\t1\t1\t0\t0\t" + calls + "\t-\tmake.sh\tnothing\n"
	}
	for _, tt := range []struct{ name, text, want string }{
		{"columns", "x.pcap\tsum\n", "MANIFEST.tsv:2: 2 columns, not 10"},
		{"short call", row("call busy"), "kind, state, outcome and status"},
		{"status", row("call busy client-error busy"), "invalid syntax"},
		{"attribute", row("call busy client-error 486 colour=red"), `"colour" is not known`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "MANIFEST.tsv"), []byte("names\n"+tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := pcaps.Manifest(folder)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
	if _, err := pcaps.Manifest(t.TempDir()); err == nil {
		t.Error("a folder without a manifest got no error")
	}
}
