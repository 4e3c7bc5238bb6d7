package report

import (
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
)

// TestFieldsAreDocumented holds docs/json.md to the names that are printed: each section has
// exactly the fields of its object, in their order.
func TestFieldsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/json.md")
	if err != nil {
		t.Fatal(err)
	}
	objects := map[string]any{
		"messages": MessageRow{}, "issue": IssueRow{}, "calls": CallRow{}, "stream": StreamRow{}, "binding": BindingRow{}, "frame": FrameRow{}, "findings": FindingRow{},
		"stats": StatsDoc{}, "capture": CaptureDoc{}, "file": FileDoc{}, "tls": TLSDoc{}, "tls server": TLSServerDoc{}, "given_up": GivenUpDoc{}, "place": PlaceDoc{}, "step": StepDoc{}, "response_classes": ClassCounts{},
		"call counts": CallCounts{}, "metrics": MetricsDoc{}, "delays": Delays{},
		"dimension": DimensionDoc{}, "tells": TellDoc{}, "group": GroupDoc{}, "report": ReportDoc{},
		"join": JoinRow{}, "related call": RelatedRow{},
		"live": LiveDoc{}, "status": StatusDoc{}, "interfaces": InterfaceRow{},
		"ladder": LadderRow{}, "split": SplitRow{}, "column": ColumnRow{}, "rung": RungRow{}, "explain": Entry{}, "fact": Fact{},
		"diff": DiffDoc{}, "side": DiffSideDoc{}, "diff of captures": DiffCapturesDoc{}, "ratio": DiffRatioDoc{}, "delay": DiffDelayDoc{},
		"counted finding": DiffFindingDoc{}, "share": DiffShareDoc{}, "diff of calls": DiffCallsDoc{}, "pair": DiffPairDoc{},
		"paired message": DiffMessageDoc{}, "difference": DiffDifferenceDoc{},
	}
	documented := map[string][]string{}
	section := ""
	for _, m := range regexp.MustCompile("(?m)^##+ (.+)$|^\\| `([a-z0-9_-]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		if m[1] != "" {
			section = m[1]
			continue
		}
		documented[section] = append(documented[section], m[2])
	}
	for name, object := range objects {
		if diff := cmp.Diff(jsonNames(object), documented[name]); diff != "" {
			t.Errorf("%s (-printed +documented):\n%s", name, diff)
		}
		delete(documented, name)
	}
	for name := range documented {
		t.Errorf("section %s documents nothing that is printed", name)
	}
}

// TestStatesAndOutcomesAreCounted holds the fixed lists of stats to those of callflow.
func TestStatesAndOutcomesAreCounted(t *testing.T) {
	var states, outcomes []string
	for _, s := range callflow.States() {
		states = append(states, s.String())
	}
	for _, o := range callflow.Outcomes() {
		outcomes = append(outcomes, o.String())
	}
	if diff := cmp.Diff(states, jsonNames(StateCounts{})); diff != "" {
		t.Errorf("states (-callflow +stats):\n%s", diff)
	}
	if diff := cmp.Diff(outcomes, jsonNames(OutcomeCounts{})); diff != "" {
		t.Errorf("outcomes (-callflow +stats):\n%s", diff)
	}
}
