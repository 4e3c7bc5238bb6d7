package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"
)

// The exit statuses.
const (
	exitOK          = 0   // analysed, also when the capture was damaged: that is told, not fatal
	exitFailed      = 1   // could not
	exitUsage       = 2   // wrong usage
	exitFindings    = 3   // --fail-on matched, or diff found the second worse
	exitInterrupted = 130 // stopped before the end
)

// failure is trouble as the program tells it: a line "what failed: why" in lower case, at most
// two hints (an empty one is none), and the status to exit with. A failure without text only sets the status.
type failure struct {
	status int
	text   string
	hints  []string
}

func (f *failure) Error() string { return f.text }

// failed is a failure to do what was asked.
func failed(text string, hints ...string) *failure {
	return &failure{status: exitFailed, text: text, hints: hints}
}

// misused is a command line that cannot be followed.
func misused(text string, hints ...string) *failure {
	return &failure{status: exitUsage, text: text, hints: hints}
}

// tell prints err as the program's last word and returns the exit status.
func tell(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	var f *failure
	if !errors.As(err, &f) {
		f = failed(err.Error())
	}
	if f.text != "" {
		note(stderr, f.text, f.hints...)
	}
	return f.status
}

// note prints a line and its hints on standard error. Names of files and words of the command
// line stand in it, so it is cleaned of what a terminal would obey.
func note(stderr io.Writer, text string, hints ...string) {
	var b strings.Builder
	fmt.Fprintf(&b, "sipcap: %s\n", printable(text))
	told := 0
	for _, h := range hints {
		if h != "" && told < 2 {
			fmt.Fprintf(&b, "hint: %s\n", printable(h))
			told++
		}
	}
	fmt.Fprint(stderr, b.String())
}

// printable returns s with control characters, what is not UTF-8 and the like escaped.
func printable(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1, r < ' ', r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += n
	}
	return b.String()
}

func isBrokenPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}
