package diagnose_test

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"sipcap/callflow/diagnose"
)

// ids are those of the findings that users and scripts rely on: none may go, or be named otherwise.
var ids = strings.Fields(`
	no-response no-final-response missing-ack dropped-without-ack late-cancel cancel-crossed-answer
	cancel-not-honoured bye-unanswered no-bye retransmissions authentication-failed registration-failed
	routing-loop no-common-codec unsupported-extension session-timer-expired dialog-unknown request-glare
	request-refused prack-missing server-failure rejected-abnormally slow-answer private-address nat-rewrite
	content-length-mismatch large-message unreachable malformed-message scanner options-unanswered
	capture-one-way capture-cut capture-gap capture-truncated`)

func TestIDs(t *testing.T) {
	var got []string
	for _, r := range diagnose.Rules() {
		got = append(got, r.ID)
	}
	slices.Sort(got)
	if want := slices.Sorted(slices.Values(ids)); !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestRulesAreDocumented(t *testing.T) {
	id := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	reference := regexp.MustCompile(`^RFC \d+ §[\d.]+$`)
	seen := map[string]bool{}
	for _, r := range diagnose.Rules() {
		if !id.MatchString(r.ID) || seen[r.ID] {
			t.Errorf("id %q: not a new word", r.ID)
		}
		seen[r.ID] = true
		for name, text := range map[string]string{"title": r.Title, "doc": r.Doc, "hint": r.Hint} {
			if text == "" || strings.TrimSpace(text) != text {
				t.Errorf("%s: %s is %q", r.ID, name, text)
			}
		}
		if strings.HasSuffix(r.Title, ".") || !strings.HasSuffix(r.Doc, ".") {
			t.Errorf("%s: a title has no stop, a doc has one", r.ID)
		}
		if r.Reference != "" && !reference.MatchString(r.Reference) || r.Reference == "" && !strings.HasPrefix(r.ID, "capture-") {
			t.Errorf("%s: reference %q", r.ID, r.Reference)
		}
	}
}

// Of each rule there is a ladder in which it speaks and one, ID-silent*, in which it does not.
func TestEveryRuleHasItsCases(t *testing.T) {
	var files []string
	for _, pattern := range []string{"testdata/*.txtar", "testdata/*/*.txtar"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: no files (%v)", pattern, err)
		}
		files = append(files, found...)
	}
	speaks, silent := map[string]bool{}, map[string]bool{}
	for _, name := range files {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]bool{}
		for _, f := range a.Files {
			if f.Name != "findings" {
				continue
			}
			for line := range strings.Lines(string(f.Data)) {
				if w := strings.Fields(line); len(w) > 1 && !strings.HasPrefix(line, "\t") {
					found[w[1]] = true
					speaks[w[1]] = true
				}
			}
		}
		if id, _, ok := strings.Cut(filepath.Base(name), "-silent"); ok {
			if found[id] {
				t.Errorf("%s: %s speaks", name, id)
			}
			silent[id] = true
		}
	}
	for _, r := range diagnose.Rules() {
		if !speaks[r.ID] {
			t.Errorf("%s speaks in no ladder", r.ID)
		}
		if !silent[r.ID] {
			t.Errorf("%s has no ladder in which it is silent", r.ID)
		}
		delete(speaks, r.ID)
	}
	if len(speaks) > 0 {
		t.Errorf("ladders tell of rules that there are not: %v", slices.Sorted(maps.Keys(speaks)))
	}
}
