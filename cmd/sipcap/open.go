package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/term"

	"sipcap/capture"
)

// input is the captures that are read as one.
type input struct {
	*capture.Source
	names   []string                 // as the command line has them, those that cannot be read left out
	files   []string                 // the names of the files, by FrameRef.File
	filter  string                   // the capture filter, "" for none
	watched bool                     // it goes on without an end
	known   atomic.Pointer[[]string] // then files, which are more and more
	first   time.Time
	// onWait is called, where not nil, before more is read of a pipe.
	onWait func()
	began  bool
	read   uint64        // packets
	count  atomic.Uint64 // the same for other goroutines, to within some dozens
	// keyLog has keys of TLS, nil for none; noKeyLog says what is wrong with one that was not asked for.
	keyLog   *keyLog
	noKeyLog string
	flags    []string // of the command line, that who reads the same again needs
	// unread is the failure to exit with when some of several names could not be read.
	unread error
}

// Next gives the next packet. When it gives the first one, first is the time of the
// capture's first frame.
func (in *input) Next() (*capture.Packet, error) {
	p, err := in.Source.Next()
	if in.read++; in.read < 64 || in.read%64 == 0 {
		in.count.Store(in.read) // a fiftieth of the time that a packet of RTP takes
	}
	if !in.began {
		in.began = true
		for _, f := range in.Info().Files {
			if f.Frames > 0 && (in.first.IsZero() || f.First.Before(in.first)) {
				in.first = f.First
			}
		}
	}
	return p, err
}

// Close closes all files.
func (in *input) Close() error {
	if in.keyLog != nil {
		in.keyLog.file.Close()
	}
	return in.Source.Close()
}

// packets is how many packets were read; it may be called while others are.
func (in *input) packets() uint64 { return in.count.Load() }

// open opens the captures that the command line names. Of several, one that cannot be read is
// told and left out.
func (v *invocation) open(ctx context.Context) (*input, error) {
	if v.opened != nil {
		return v.opened, nil
	}
	names, filter, err := v.source.inputs(v.words, v.dash)
	if err != nil {
		return nil, err
	}
	if v.writes.asked() {
		if _, err := v.writes.format(); err != nil {
			return nil, err
		}
	}
	if v.source.index && (v.source.count > 0 || filter != "") {
		return nil, misused("--index with -c or a capture filter: an index is of all that is in a file")
	}
	if slices.Contains(names, "-") && isTerminal(v.stdin) {
		return nil, failed("cannot read standard input: it is a terminal", "tcpdump -i eth0 -w - | sipcap -")
	}
	in := &input{names: names, filter: filter}
	if len(names) > 1 {
		in.names = slices.DeleteFunc(slices.Clone(names), func(name string) bool {
			err := tryOpen(name)
			if err != nil {
				f := openFailure(name, err)
				note(v.stderr, f.text, f.hints...)
				in.unread = &failure{status: exitFailed}
			}
			return err != nil
		})
		if len(in.names) == 0 {
			return nil, in.unread
		}
	}
	if err := v.openKeyLog(in); err != nil {
		return nil, err
	}
	in.Source, err = capture.Open(capture.Config{
		Stdin: v.standardInput(ctx), Again: v.rereads(), Described: v.keeps.firstFlag() != "", Frames: v.source.count, Filter: filter, Index: v.source.index,
	}, in.names...)
	if errors.Is(err, capture.ErrFilter) {
		return nil, notAFilter(filter, err)
	}
	if err != nil {
		name := in.names[0]
		if e, ok := errors.AsType[*capture.Error](err); ok && e.File != "" {
			name = e.File
		}
		return nil, openFailure(name, err)
	}
	in.files = in.fileNames()
	if v.keeps.ring() { // which checks itself
		return in, nil
	}
	if err := v.checkWrite(in); err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

// rereads tells whether packets are to be read a second time, to be written.
func (v *invocation) rereads() bool {
	return v.writes.asked() && !v.keeps.ring() || v.command.name == "split"
}

// fileNames are the names of the files by FrameRef.File. A ring that is followed has more and more.
// It must not be called while another goroutine reads.
func (in *input) fileNames() []string {
	var names []string
	for _, f := range in.Info().Files {
		names = append(names, f.Name)
	}
	return names
}

// filesSoFar are the names of the files of what is watched, as far as they were read.
func (in *input) filesSoFar() []string {
	if names := in.known.Load(); names != nil {
		return *names
	}
	return nil
}

func notAFilter(filter string, err error) *failure {
	return misused(fmt.Sprintf("%s: not a capture filter: %s", filter, cause(err)), "man pcap-filter describes them")
}

// tryOpen opens and closes an input to see whether it can be read. What can be read only once,
// a pipe, is taken on trust.
func tryOpen(name string) error {
	if name == "-" {
		return nil
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil
	}
	src, err := capture.Open(capture.Config{}, name)
	if err != nil {
		return err
	}
	return src.Close()
}

// openFailure says why an input cannot be read, and what to try.
func openFailure(name string, err error) *failure {
	input := name
	if name == "-" {
		input = "standard input"
	}
	var why string
	var hints []string
	switch {
	case errors.Is(err, fs.ErrNotExist):
		why, hints = "no such file", []string{missingHint(name)}
	case errors.Is(err, fs.ErrPermission):
		why, hints = "permission denied", []string{fmt.Sprintf("sudo cat %s | sipcap -", name)}
	case errors.Is(err, capture.ErrEmpty):
		why, hints = "empty file", []string{"tcpdump writes what it captured when it is stopped, or at once with -U"}
	case errors.Is(err, capture.ErrNoCaptures):
		why, hints = cause(err), []string{"captures are pcap, pcapng or snoop, plain, compressed, or in archives; sipcap does not look into directories below"}
	case errors.Is(err, capture.ErrNotCapture):
		why, hints = cause(err), []string{"sipcap reads pcap, pcapng and snoop, plain, compressed, or in a zip or tar archive"}
	default:
		why = cause(err)
	}
	return failed(fmt.Sprintf("cannot read %s: %s", input, why), hints...)
}

// cause is the text of what is wrong, without the file's name, which is told already.
func cause(err error) string {
	if e, ok := errors.AsType[*capture.Error](err); ok {
		err = e.Err
	}
	return err.Error()
}

// missingHint is what may have been meant by the name of a file that is not there: a command,
// or a file beside it.
func missingHint(name string) string {
	if near := nearest(name, commandNames()); near != "" && !strings.ContainsAny(name, `./\`) {
		return fmt.Sprintf("did you mean the command sipcap %s?", near)
	}
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		return ""
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() {
			files = append(files, e.Name())
		}
	}
	if near := nearest(filepath.Base(name), files); near != "" {
		return fmt.Sprintf("did you mean %s?", filepath.Join(filepath.Dir(name), near))
	}
	return ""
}

func isTerminal(file any) bool {
	f, ok := file.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
