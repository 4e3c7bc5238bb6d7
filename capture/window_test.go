package capture

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

func TestWindow(t *testing.T) {
	content := make([]byte, 3*windowSize)
	for i := range content {
		content[i] = byte(i * 7)
	}
	for name, r := range map[string]io.Reader{
		"at once":       bytes.NewReader(content),
		"byte by byte":  iotest.OneByteReader(bytes.NewReader(content)),
		"data with EOF": iotest.DataErrReader(bytes.NewReader(content)),
	} {
		t.Run(name, func(t *testing.T) {
			w := &window{r: r}
			for n, at := 1, 0; at+n <= len(content); n = n*3%(windowSize+999) + 1 {
				got, err := w.peek(n)
				if err != nil || !bytes.Equal(got, content[at:at+n]) || w.offset != int64(at) {
					t.Fatalf("%d bytes at %d (%d): %v, or other bytes", n, at, w.offset, err)
				}
				if err := w.discard(int64(n)); err != nil {
					t.Fatal(err)
				}
				at += n
			}
		})
	}
}

func TestWindowEnd(t *testing.T) {
	w := &window{r: bytes.NewReader([]byte("abc"))}
	if got, err := w.peek(4); string(got) != "abc" || err != io.ErrUnexpectedEOF {
		t.Errorf("got %q, %v; want abc, %v", got, err, io.ErrUnexpectedEOF)
	}
	if err := w.discard(4); err != io.ErrUnexpectedEOF {
		t.Errorf("discard: got %v, want %v", err, io.ErrUnexpectedEOF)
	}
	if got, err := w.peek(1); len(got) != 0 || err != io.EOF {
		t.Errorf("got %q, %v; want nothing, %v", got, err, io.EOF)
	}
}

func TestWindowErrors(t *testing.T) {
	broken := errors.New("broken")
	w := &window{r: io.MultiReader(bytes.NewReader([]byte("abc")), iotest.ErrReader(broken))}
	if got, err := w.peek(3); string(got) != "abc" || err != nil {
		t.Errorf("got %q, %v; want abc", got, err)
	}
	if got, err := w.peek(4); string(got) != "abc" || err != broken {
		t.Errorf("got %q, %v; want abc, %v", got, err, broken)
	}
	w = &window{r: reader(func([]byte) (int, error) { return 0, nil })}
	if _, err := w.peek(1); err != io.ErrNoProgress {
		t.Errorf("a reader that gives nothing: got %v, want %v", err, io.ErrNoProgress)
	}
}

type reader func([]byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }
