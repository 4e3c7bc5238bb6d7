package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sipcap/testdata/pcaps"
)

// TestManifest holds the report of each capture of the tree to what MANIFEST.tsv says that it proves.
func TestManifest(t *testing.T) {
	folder := filepath.Join("..", "..", "testdata", "pcaps")
	captures, err := pcaps.Manifest(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range captures {
		t.Run(c.File, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			args := []string{"report", "--format", "json", filepath.Join(folder, c.File)}
			if status := run(context.Background(), args, func(string) string { return "" }, strings.NewReader(""), &stdout, &stderr); status != 0 {
				t.Fatalf("status %d: %s", status, &stderr)
			}
			var got struct {
				Stats struct {
					Capture                               struct{ Frames int }
					Messages, Retransmissions, Duplicates int
				}
				Findings []struct {
					ID, Severity, Summary string
					FollowsFrom           string `json:"follows_from"`
				}
				Calls []struct {
					Kind, State, Outcome   string
					Status, Hops, Attempts int
					EndedBy                string `json:"ended_by"`
				}
			}
			if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			// The manifest counts every copy, the program each message once.
			got.Stats.Messages += got.Stats.Duplicates
			for what, pair := range map[string][2]int{
				"frames":          {got.Stats.Capture.Frames, c.Frames},
				"messages":        {got.Stats.Messages, c.Messages},
				"retransmissions": {got.Stats.Retransmissions, c.Retransmissions},
				"duplicates":      {got.Stats.Duplicates, c.Duplicates},
				"calls":           {len(got.Calls), len(c.Calls)},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%d %s, want %d", pair[0], what, pair[1])
				}
			}
			for i := range min(len(got.Calls), len(c.Calls)) {
				g, w := got.Calls[i], c.Calls[i]
				told := fmt.Sprint(g.Kind, g.State, g.Outcome, g.Status)
				if want := fmt.Sprint(w.Kind, w.State, w.Outcome, w.Status); told != want {
					t.Errorf("call %d: %s, want %s", i+1, told, want)
				}
				if w.Hops != 0 && g.Hops != w.Hops || w.Attempts != 0 && g.Attempts != w.Attempts || w.EndedBy != "" && g.EndedBy != w.EndedBy {
					t.Errorf("call %d: %d hops, %d attempts, ended by %q, want %+v", i+1, g.Hops, g.Attempts, g.EndedBy, w)
				}
			}
			found := map[string]bool{}
			for _, f := range got.Findings {
				found[f.ID] = true
				if f.Severity != "info" && !slices.Contains(c.Findings, f.ID) && !slices.Contains(c.Findings, f.FollowsFrom) {
					t.Errorf("%s %s, which the manifest does not tell: %s", f.Severity, f.ID, f.Summary)
				}
			}
			for _, id := range c.Findings {
				if !found[id] {
					t.Errorf("no finding %s", id)
				}
			}
		})
	}
}
