package main

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

// What many files get, a little at a time, comes out whole, however little memory there is for it.
func TestSpill(t *testing.T) {
	for _, limit := range []int{0, 1, 100, 1000, 1 << 20} {
		t.Setenv("TMPDIR", t.TempDir())
		s := spill{limit: limit}
		const files = 20
		parts := make([]*spillPart, files)
		want := make([]bytes.Buffer, files)
		for i := range parts {
			parts[i] = s.part()
		}
		for n := range 400 {
			i := n * 7 % files
			if n%3 == 0 {
				i = 3
			}
			if want[i].Len() > 300 && i != 3 {
				continue
			}
			text := fmt.Sprintf("%d of %d;", n, i)
			want[i].WriteString(text)
			if _, err := parts[i].Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
			if s.held > limit {
				t.Errorf("%d bytes in memory, the limit is %d", s.held, limit)
			}
			if n == 200 { // one is ready while others grow
				checkPart(t, parts[5], &want[5])
			}
		}
		for i := range parts {
			checkPart(t, parts[i], &want[i])
		}
		s.close()
		if s.held != 0 {
			t.Errorf("%d bytes are still held", s.held)
		}
		if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	}
}

func checkPart(t *testing.T, p *spillPart, want *bytes.Buffer) {
	t.Helper()
	var got bytes.Buffer
	if err := p.take(&got); err != nil || got.String() != want.String() {
		t.Errorf("got %q, %v, want %q", got.String(), err, want)
	}
	want.Reset()
}

func TestSpillWithoutRoom(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/missing")
	s := spill{limit: 10}
	p := s.part()
	if _, err := p.Write(make([]byte, 11)); err == nil {
		t.Error("no error")
	}
	s.close()
}
