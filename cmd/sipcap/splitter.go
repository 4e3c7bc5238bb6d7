package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sipcap/callflow"
	"sipcap/callflow/report"
	"sipcap/capture"
)

// splitter writes the packets of calls, each to a file of its own.
type splitter struct {
	a       *analysis
	format  capture.FileFormat
	force   bool
	files   spill
	outputs map[*callflow.Call]*splitFile
	list    []*splitFile // in the order of calls
	secrets []capture.Secret
}

// splitFile is the file of a call.
type splitFile struct {
	call   *callflow.Call
	name   string
	frames int // that it gets
	left   int // of them, those to come
	w      *capture.Writer
	data   *spillPart
	row    report.SplitRow // Result is empty until it is written
}

func newSplitter(a *analysis, t *nameTemplate, calls []*callflow.Call, force bool) *splitter {
	s := &splitter{
		a: a, format: t.format, force: force, files: spill{limit: defaultSpill},
		outputs: make(map[*callflow.Call]*splitFile, len(calls)), secrets: a.secrets(),
	}
	for i, name := range t.names(calls, len(a.all)) {
		f := &splitFile{call: calls[i], name: name}
		s.outputs[f.call] = f
		s.list = append(s.list, f)
	}
	for _, needing := range a.frames().Needed() {
		for _, c := range needing {
			if f := s.outputs[c]; f != nil {
				f.frames++
				f.left++
			}
		}
	}
	return s
}

// run reads the packets a second time. A file is written when the last of its packets has come.
func (s *splitter) run(ctx context.Context, v *invocation) error {
	if len(s.list) == 0 {
		return nil
	}
	var calls []*callflow.Call
	for _, f := range s.list {
		calls = append(calls, f.call)
	}
	_, err := v.eachFrame(ctx, s.a, s.a.frames().Of(calls), s.frame)
	if errors.Is(err, errInterrupted) {
		return &failure{status: exitInterrupted, text: fmt.Sprintf("interrupted: %d of %s written", len(s.rows()), plural(uint64(len(s.list)), "file"))}
	}
	if err != nil {
		return cannotWrite("the files", err)
	}
	exist := 0
	for _, f := range s.list {
		if f.row.Result == report.SplitExists {
			exist++
		}
	}
	if exist > 0 {
		return failed(plural(uint64(exist), "file")+" of other content not written over", "--force writes over them; --name names others")
	}
	return nil
}

// frame writes a packet to the file of each call that needs it.
func (s *splitter) frame(frame *capture.Frame) error {
	for _, c := range s.a.frames().Needing(callflow.FrameRef(frame.Ref)) {
		f := s.outputs[c]
		if f == nil {
			continue
		}
		if err := s.add(f, frame); err != nil {
			return cannotWrite(f.name, err)
		}
	}
	return nil
}

func (s *splitter) add(f *splitFile, frame *capture.Frame) error {
	if f.w == nil {
		f.data = s.files.part()
		var err error
		if f.w, err = capture.NewWriter(f.data, capture.FileFormat{Format: s.format.Format}); err != nil {
			return err
		}
		f.w.Secrets(s.secrets...)
	}
	if err := f.w.Write(frame); err != nil {
		return err
	}
	if f.left--; f.left > 0 {
		return nil
	}
	if err := f.w.Close(); err != nil {
		return err
	}
	err := s.finish(f)
	f.w, f.data = nil, nil
	return err
}

// finish writes a file whose content is complete.
func (s *splitter) finish(f *splitFile) error {
	if s.a.reads(f.name) {
		return failed(fmt.Sprintf("cannot write %s: it is a capture that is read", f.name), "--name names others")
	}
	if err := os.MkdirAll(filepath.Dir(f.name), 0o777); err != nil {
		return err
	}
	if isDevice(f.name) {
		return errors.New("it is no regular file")
	}
	out, err := createFile(f.name)
	if err != nil {
		return err
	}
	defer out.abort()
	buffered := bufio.NewWriterSize(out, 64<<10)
	z, err := capture.Compress(buffered, s.format.Compression)
	if err != nil {
		return err
	}
	if err := f.data.take(z); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	written, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	result := report.SplitWritten
	switch equal, err := sameContent(out, f.name); {
	case err == nil && equal:
		result = report.SplitUnchanged
	case err == nil && !s.force:
		result = report.SplitExists
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	default:
		if err := out.commit(); err != nil {
			return err
		}
	}
	f.row = report.NewSplitRow(f.call, f.name, f.frames, uint64(written), result)
	return nil
}

// rows tell of the files that were written, in the order of calls.
func (s *splitter) rows() []report.SplitRow {
	var rows []report.SplitRow
	for _, f := range s.list {
		if f.row.Result != "" {
			rows = append(rows, f.row)
		}
	}
	return rows
}

// sameContent tells whether a file is there that has the content of another. The error is
// fs.ErrNotExist where none is there.
func sameContent(content *newFile, name string) (bool, error) {
	other, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer other.Close()
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	a, b := make([]byte, 32<<10), make([]byte, 32<<10)
	for {
		n, errA := io.ReadFull(content, a)
		m, errB := io.ReadFull(other, b)
		switch {
		case !bytes.Equal(a[:n], b[:m]):
			return false, nil
		case errA != nil || errB != nil: // the end of both: as many bytes were read
			return slices.Contains([]error{io.EOF, io.ErrUnexpectedEOF}, errA), nil
		}
	}
}
