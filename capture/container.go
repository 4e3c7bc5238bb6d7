package capture

import "io"

// opened is a capture file whose kind is known.
type opened struct {
	container
	compression compression
	close       func() // of the decompressor; never nil
}

// openContainer finds out what r holds and reads up to the first frame. An error is
// ErrEmpty, ErrNotCapture (*inArchive where it is an archive) or the reader's own. Where before is
// not nil, it is called, by who reads the container, before r is asked for more.
func openContainer(r io.Reader, maxFrame int, before func()) (*opened, error) {
	w, c, free, err := decompress(&window{r: r})
	if err != nil {
		return nil, err
	}
	w.before = before
	o := &opened{compression: c, close: free}
	if o.container, err = containerOf(w, c, maxFrame); err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

// containerOf tells the format by the first bytes.
//
// To add a format: 1. write its reader, a container, in a file of its own; 2. a case here; 3. give
// capturetest its writer.
func containerOf(w *window, c compression, maxFrame int) (container, error) {
	head, err := w.peek(4)
	switch {
	case err == nil && isPcap(head):
		return newPcapReader(w, maxFrame)
	case err == nil && isPcapNG(head):
		return newPcapngReader(w, maxFrame)
	}
	head, _ = w.peek(sniffLen)
	if isSnoop(head) {
		return newSnoopReader(w, maxFrame)
	}
	what := looksLike(head)
	if c != plain {
		what += ", compressed with " + string(c)
	}
	if kind := archiveOf(head); kind == tarArchive || kind == zipArchive && c == plain {
		return nil, &inArchive{kind: kind, notCapture: notCapture{what}}
	}
	return nil, &notCapture{what}
}

func emptyOr(err error) error {
	if err == io.EOF {
		return ErrEmpty
	}
	return err
}
