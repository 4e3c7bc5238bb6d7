package callflowtest

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// line is a line of a ladder that tells a message.
type line struct {
	times    []time.Duration
	src, dst string
	method   string // of a request, or that a response answers
	status   int    // 0 for a request
	cseq     uint32 // 0 where it is not said
	opts     map[string]string
	headers  [][2]string
	reason   string
}

// optionNames are the options of a message; those that end in = need a value.
var optionNames = []string{"call-id=", "from-tag=", "to-tag=", "branch=", "cseq=", "ruri=", "transport=", "from=", "to=",
	"caller=", "vias=", "fragments=", "sdp=", "sdp-at=", "origin=", "dir=", "media=", "rport", "received=", "nonce=", "auth=", "hold", "ice", "stale", "dialog", "initial", "new", "resend", "dup", "truncated"}

func (l *line) has(name string) bool { _, ok := l.opts[name]; return ok }

// or is the value of an option, or what it is without.
func (l *line) or(name, without string) string {
	if v, ok := l.opts[name]; ok {
		return v
	}
	return without
}

// number is the value of an option that is a number.
func (l *line) number(name string) (int, error) {
	v, ok := l.opts[name]
	if !ok {
		return 0, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		return 0, fmt.Errorf("%s=%s: not a number", name, v)
	}
	return n, nil
}

// media is where a line's streams begin: what it says, or the sender's address.
func (l *line) media(addr netip.Addr) (netip.AddrPort, error) {
	v, ok := l.opts["media"]
	if !ok {
		return netip.AddrPortFrom(addr, 40000), nil
	}
	return netip.ParseAddrPort(v)
}

func lexLine(words []string) (*line, error) {
	if len(words) < 5 || words[2] != "->" {
		return nil, fmt.Errorf("want: time endpoint -> endpoint method-or-code")
	}
	l := &line{src: words[1], dst: words[3], method: words[4], opts: map[string]string{}}
	for _, s := range strings.Split(words[0], ",") {
		at, err := seconds(s)
		if err != nil {
			return nil, err
		}
		l.times = append(l.times, at)
	}
	rest := words[5:]
	if n, err := strconv.Atoi(l.method); err == nil {
		l.status, l.method = n, ""
		if len(rest) > 0 && isMethod(rest[0]) {
			l.method, rest = rest[0], rest[1:]
		}
	}
	if len(rest) > 0 {
		if n, err := strconv.ParseUint(rest[0], 10, 32); err == nil {
			l.cseq, rest = uint32(n), rest[1:]
		}
	}
	for _, w := range rest {
		if err := l.option(w); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func (l *line) option(w string) error {
	if text, ok := unquote(w); ok {
		name, value, isHeader := strings.Cut(text, ":")
		if isHeader {
			l.headers = append(l.headers, [2]string{name, strings.TrimSpace(value)})
		} else {
			l.reason = text
		}
		return nil
	}
	name, value, hasValue := strings.Cut(w, "=")
	known := name
	if hasValue {
		known += "="
	}
	if !slices.Contains(optionNames, known) {
		return fmt.Errorf("no such option: %s", w)
	}
	l.opts[name] = value
	if name == "cseq" {
		n, err := strconv.ParseUint(value, 10, 32)
		if err != nil {
			return fmt.Errorf("cseq=%s: not a number", value)
		}
		l.cseq = uint32(n)
	}
	return nil
}

// splitWords splits a line at white space outside quotes, which stay around their word.
func splitWords(s string) []string {
	var words []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		end := strings.IndexAny(s, " \t")
		if s[0] == '"' || s[0] == '\'' {
			if close := strings.IndexByte(s[1:], s[0]); close >= 0 {
				end = close + 2
			}
		}
		if end < 0 {
			end = len(s)
		}
		words, s = append(words, s[:end]), s[end:]
	}
	return words
}

func unquote(w string) (string, bool) {
	if len(w) < 2 || w[0] != '"' && w[0] != '\'' || w[len(w)-1] != w[0] {
		return "", false
	}
	return w[1 : len(w)-1], true
}

func isMethod(w string) bool { return w[0] >= 'A' && w[0] <= 'Z' && !strings.Contains(w, "=") }

func seconds(s string) (time.Duration, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("%q: not a time in seconds", s)
	}
	return time.Duration(f*1e6+0.5*sign(f)) * time.Microsecond, nil
}

func sign(f float64) float64 {
	if f < 0 {
		return -1
	}
	return 1
}
