package callflow

import (
	"fmt"
	"strings"
	"testing"
)

// TestTags: a leg knows each of its tags by one number, however long they are and however many.
func TestTags(t *testing.T) {
	b, e := NewBuilder(), &Event{}
	l := &Leg{}
	tag := func(i int) string {
		if i%7 == 3 {
			return strings.Repeat("x", 250+i) // its length takes more than a byte
		}
		return fmt.Sprintf("tag%d", i)
	}
	for n := range 60 {
		for again := range 2 {
			if got := l.tag(b, e, []byte(tag(n))); int(got) != n+1 {
				t.Fatalf("tag %d, asked %d times: number %d", n, again+1, got)
			}
		}
		for i := range n + 1 {
			if got := l.tagOf(uint16(i + 1)); got != tag(i) {
				t.Fatalf("of %d tags, %d is %q, want %q", n+1, i, got, tag(i))
			}
			if got, ok := l.findTag([]byte(tag(i))); !ok || got != i {
				t.Fatalf("of %d tags, %q is at %d, %v; want %d", n+1, tag(i), got, ok, i)
			}
		}
		if got, ok := l.findTag([]byte("none")); ok || got != n+1 {
			t.Fatalf("of %d tags, one that is not there is at %d, %v", n+1, got, ok)
		}
	}
	if l.tag(b, e, nil) != 0 || l.tagOf(0) != "" {
		t.Error("no tag has a number")
	}
	if l.tag(b, &Event{Duplicate: true}, []byte("new")) != 0 {
		t.Error("a duplicate brings a tag")
	}
}
