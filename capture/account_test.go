package capture

import (
	"strings"
	"testing"
)

func TestSkipReasons(t *testing.T) {
	seen := make(map[SkipReason]bool)
	for _, r := range SkipReasons() {
		if r.Reason == "" || r.Doc == "" || seen[r.Reason] || strings.HasSuffix(r.Doc, ".") {
			t.Errorf("%+v: want an id of its own and a documentation without a stop", r)
		}
		seen[r.Reason] = true
	}
	if len(seen) != int(verdicts)-1 {
		t.Errorf("%d reasons, want %d", len(seen), verdicts-1)
	}
}

func TestAccount(t *testing.T) {
	var a account
	a.add(delivered, FrameRef{0, 1})
	a.add(skipTCP, FrameRef{0, 2})
	a.add(skipTCP, FrameRef{1, 1})
	got := a.bySkipReason()
	if want := (Skip{2, FrameRef{0, 2}}); a.frames != 3 || len(got) != 1 || got[SkipTCP] != want {
		t.Errorf("%d frames, %v; want 3, %v", a.frames, got, want)
	}
}
