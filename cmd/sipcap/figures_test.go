package main

import (
	"encoding/json"
	"testing"
)

// figures is what is asked of the figures of `stats`.
type figures struct {
	Calls struct {
		ByState map[string]int `json:"by_state"`
	} `json:"calls"`
	Metrics struct {
		Calls                    int
		ASR, NER, SER, SEER, SCR float64
		ISA, IRA                 float64
		SRD                      *delays `json:"srd_ms"`
		SDT                      *delays `json:"sdt_ms"`
		RRD                      *delays `json:"rrd_ms"`
	} `json:"metrics"`
	By []struct {
		Dimension string
		Distinct  int
		Values    []grouped
		Other     *grouped
	} `json:"by"`
}

type delays struct{ P50, P95, Max float64 }

type grouped struct{ Calls, Failed int }

// checkFigures holds the figures of a capture to what must be true of any, and its comparison
// with itself to no difference.
func checkFigures(t *testing.T, name string) {
	t.Helper()
	status, out, errs := program("stats", "--format", "json", name)
	if status != exitOK {
		t.Fatalf("exit status %d: %s", status, errs)
	}
	var f figures
	if err := json.Unmarshal([]byte(out), &f); err != nil {
		t.Fatal(err)
	}
	m := &f.Metrics
	for _, p := range []float64{m.ASR, m.NER, m.SER, m.SEER, m.ISA, m.SCR, m.IRA} {
		if p < 0 || p > 100 {
			t.Errorf("a ratio is %v %%", p)
		}
	}
	if m.NER < m.ASR || m.SEER < m.SER || m.SER < m.ASR || m.SCR > m.ASR {
		t.Errorf("the ratios contradict each other: %+v", m)
	}
	for _, d := range []*delays{m.SRD, m.SDT, m.RRD} {
		if d != nil && (d.P50 > d.P95 || d.P95 > d.Max || d.P50 < 0) {
			t.Errorf("delays are out of order: %+v", d)
		}
	}
	bad := f.Calls.ByState["failed"] + f.Calls.ByState["unauthorized"] + f.Calls.ByState["no-response"]
	for _, d := range f.By {
		calls, failed := 0, 0
		for _, g := range d.Values {
			calls, failed = calls+g.Calls, failed+g.Failed
		}
		if d.Other != nil {
			calls, failed = calls+d.Other.Calls, failed+d.Other.Failed
		}
		if calls != m.Calls || failed != bad || len(d.Values) > d.Distinct {
			t.Errorf("%s: %d calls, %d failed, want %d and %d", d.Dimension, calls, failed, m.Calls, bad)
		}
	}
	for _, format := range []string{"table", "json", "ndjson", "csv", "markdown"} {
		status, out, errs := program("diff", "--format", format, name, name)
		if status != exitOK {
			t.Errorf("diff of a capture with itself, as %s: exit status %d: %s", format, status, errs)
		}
		if err := wellFormed(format, out); err != nil {
			t.Errorf("diff as %s: %v", format, err)
		}
		if format == "json" {
			var doc struct {
				Worse bool
				Calls struct {
					Messages []struct {
						A, B        map[string]any
						Differences []any
					}
				}
			}
			if err := json.Unmarshal([]byte(out), &doc); err != nil || doc.Worse {
				t.Errorf("worse is %v: %v", doc.Worse, err)
			}
			for _, p := range doc.Calls.Messages {
				if p.A == nil || p.B == nil || len(p.Differences) > 0 {
					t.Errorf("a message differs from itself: %+v", p)
				}
			}
		}
	}
}

func TestFiguresOfTheTreesCaptures(t *testing.T) { eachOfTheTree(t, checkFigures) }

func TestFiguresOfTheCorpus(t *testing.T) { eachOfTheCorpus(t, checkFigures) }
