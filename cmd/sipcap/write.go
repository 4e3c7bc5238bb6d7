package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sipcap/callflow"
	"sipcap/capture"
)

// writeFlags say where the packets go that the view is made of.
type writeFlags struct {
	name string // -w; "" for nowhere
}

func (w *writeFlags) register(fs *pflag.FlagSet) {
	fs.StringVarP(&w.name, "write", "w", "", "write the packets of what is selected, without a selection those of all SIP, to `FILE`, "+
		"by its name .pcap or .pcapng, compressed with .gz or .zst behind; - is standard output, instead of the results; "+
		"with -i all that is captured")
}

// asked tells whether packets are to be written.
func (w *writeFlags) asked() bool { return w.name != "" }

// toStdout tells whether standard output is for packets.
func (w *writeFlags) toStdout() bool { return w.name == "-" }

// format is how the packets are written.
func (w *writeFlags) format() (capture.FileFormat, error) {
	if w.toStdout() || isDevice(w.name) {
		return capture.FileFormat{Format: "pcapng"}, nil
	}
	f, ok := capture.FormatOf(w.name)
	if !ok {
		return f, misused(fmt.Sprintf("-w %s: the name ends neither in .pcap nor in .pcapng", w.name), "-w "+w.name+".pcapng; .gz or .zst behind that compresses")
	}
	return f, nil
}

// isDevice tells of pipes and devices, whose name says nothing about a format.
func isDevice(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// checkWrite tells what is wrong with the place to write to, before a large capture is read for it.
func (v *invocation) checkWrite(in *input) error {
	if !v.writes.asked() {
		return nil
	}
	if v.writes.toStdout() {
		if isTerminal(v.stdout) {
			return failed("cannot write packets to standard output: it is a terminal", "sipcap -w - case.pcap | tshark -r -")
		}
		return nil
	}
	if in.reads(v.writes.name) {
		return failed(fmt.Sprintf("cannot write %s: it is a capture that is read", v.writes.name), "name another file")
	}
	if isDevice(v.writes.name) {
		return nil
	}
	f, err := createFile(v.writes.name)
	if err != nil {
		return cannotWrite(v.writes.name, err)
	}
	f.abort()
	return nil
}

// reads tells whether a file is one of the inputs.
func (in *input) reads(name string) bool {
	info, err := os.Stat(name)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(slices.Concat(in.names, in.files), func(input string) bool {
		other, err := os.Stat(input)
		return err == nil && os.SameFile(info, other)
	})
}

// write writes the packets where -w wants it: those of set, or all of SIP where it is nil. What goes
// wrong is kept for the end, so that the results are printed all the same.
func (v *invocation) write(ctx context.Context, a *analysis, set *capture.FrameSet, what string) {
	if !v.writes.asked() {
		return
	}
	if set == nil {
		set = a.frames().All()
	}
	n, err := v.writeFile(ctx, a, set)
	if err != nil {
		a.unwritten = err
		return
	}
	if !v.writes.toStdout() {
		note(v.stderr, fmt.Sprintf("wrote %s of %s to %s", plural(n, "packet"), what, v.writes.name))
		format, _ := v.writes.format()
		v.tellKeysLost(a, format, v.writes.name)
	}
}

// tellKeysLost tells that what was written cannot be decrypted as what was read can.
func (v *invocation) tellKeysLost(a *analysis, format capture.FileFormat, name string) {
	if format.Format == "pcap" && len(a.secrets()) > 0 {
		note(v.stderr, "the capture's keys for TLS are not in "+name+": pcap has no place for them", "pcapng has: "+asPcapng(name))
	}
}

// writeCalls is write for what is selected: calls, or everything without a selection.
func (v *invocation) writeCalls(ctx context.Context, a *analysis, calls []*callflow.Call) {
	switch {
	case !v.writes.asked():
	case a.selected.empty():
		v.write(ctx, a, nil, "SIP")
	default:
		what := kindList(calls)
		if what == "" {
			what = "nothing that is selected"
		}
		v.write(ctx, a, a.frames().Of(calls), what)
	}
}

// writeFile writes frames to the file that -w names, and tells how many.
func (v *invocation) writeFile(ctx context.Context, a *analysis, set *capture.FrameSet) (uint64, error) {
	format, err := v.writes.format()
	if err != nil {
		return 0, err
	}
	if v.writes.toStdout() {
		n, err := v.writeTo(ctx, a, set, v.stdout, format)
		if isBrokenPipe(err) {
			return n, &failure{status: exitOK}
		}
		return n, cannotWrite("standard output", err)
	}
	f, err := createFile(v.writes.name)
	if err != nil {
		return 0, cannotWrite(v.writes.name, err)
	}
	defer f.abort()
	n, err := v.writeTo(ctx, a, set, f, format)
	if err == nil {
		err = f.commit()
	}
	return n, cannotWrite(v.writes.name, err)
}

// writeTo writes frames as a capture.
func (v *invocation) writeTo(ctx context.Context, a *analysis, set *capture.FrameSet, to io.Writer, format capture.FileFormat) (uint64, error) {
	out := bufio.NewWriterSize(to, 256<<10)
	w, err := capture.NewWriter(out, format)
	if err != nil {
		return 0, err
	}
	w.Secrets(a.secrets()...)
	n, err := v.eachFrame(ctx, a, set, w.Write)
	if e := w.Close(); err == nil {
		err = e
	}
	if e := out.Flush(); err == nil {
		err = e
	}
	return n, err
}

// secrets are the keys that what is written is decrypted with: those that the captures carry, where
// there is anything to decrypt.
func (a *analysis) secrets() []capture.Secret {
	if !a.frames().Encrypted() {
		return nil
	}
	return slices.DeleteFunc(a.Secrets(), func(s capture.Secret) bool { return s.Kind != capture.TLSKeyLog })
}

// cannotWrite says why a capture could not be written, and what to do. A failure, and none, are handed on.
func cannotWrite(name string, err error) error {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	if errors.Is(err, errInterrupted) {
		return &failure{status: exitInterrupted, text: "interrupted: " + name + " was not written"}
	}
	if e, ok := errors.AsType[*capture.Error](err); ok {
		why, hint := plainCause(e.Err), ""
		if errors.Is(err, capture.ErrNotKept) {
			why, hint = e.Err.Error(), "the environment's TMPDIR names another folder for it"
		}
		return failed(fmt.Sprintf("cannot write %s: cannot read %s again: %s", name, inputName(e.File), why), hint)
	}
	hint := ""
	if errors.Is(err, capture.ErrLinkTypes) || errors.Is(err, capture.ErrTime) {
		hint = "pcapng holds them: " + asPcapng(name)
	}
	return failed(fmt.Sprintf("cannot write %s: %s", name, plainCause(err)), hint)
}

// asPcapng is the name of a pcap file, as pcapng.
func asPcapng(name string) string {
	dir, base := filepath.Split(name)
	i := strings.LastIndex(strings.ToLower(base), ".pcap")
	if i < 0 {
		return name
	}
	return dir + base[:i] + ".pcapng" + base[i+len(".pcap"):]
}
