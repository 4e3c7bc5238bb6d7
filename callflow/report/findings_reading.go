package report

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// reading is what a summary says.
type reading struct {
	skeleton string       // without figures, addresses and how endpoints call themselves; response codes stay
	addrs    []netip.Addr // each once
}

// reader reads one summary after the other.
type reader struct {
	words     []string          // room
	addrs     []netip.Addr      // likewise
	text      []byte            // likewise
	skeletons map[string]string // each once: there are few
}

func (rd *reader) read(summary string) reading {
	rd.addrs = rd.addrs[:0]
	rd.words = slices.AppendSeq(rd.words[:0], strings.FieldsSeq(summary))
	words := rd.words
	out := words[:0]
	for i := 0; i < len(words); i++ {
		w := words[i]
		bare := strings.Trim(w, ".,;:()\"'")
		addr, isAddress := address(bare)
		switch {
		case isAddress:
			if !slices.Contains(rd.addrs, addr) {
				rd.addrs = append(rd.addrs, addr)
			}
			out = append(out, "@")
			i = skipName(words, i)
		case (bare == "s" || bare == "ms") && len(out) > 0 && out[len(out)-1] == "#":
			// "9.5 s" is as long as "1m30s".
		case !strings.ContainsAny(bare, "0123456789@") || isStatus(bare):
			out = append(out, w)
		default:
			out = append(out, "#")
		}
	}
	return reading{rd.once(out), slices.Clone(rd.addrs)}
}

// once joins words, the same ones to the same string.
func (rd *reader) once(words []string) string {
	text := rd.text[:0]
	for i, w := range words {
		if i > 0 {
			text = append(text, ' ')
		}
		text = append(text, w...)
	}
	rd.text = text
	if have, ok := rd.skeletons[string(text)]; ok {
		return have
	}
	if rd.skeletons == nil {
		rd.skeletons = map[string]string{}
	}
	s := string(text)
	rd.skeletons[s] = s
	return s
}

// skipName is the last word of an endpoint's name in parentheses behind the address at i.
func skipName(words []string, i int) int {
	depth := 0
	for k := i + 1; k < len(words); k++ {
		if depth == 0 && !strings.HasPrefix(words[k], "(") {
			return k - 1
		}
		depth += strings.Count(words[k], "(") - strings.Count(words[k], ")")
		if depth <= 0 {
			return k
		}
	}
	return len(words) - 1
}

// address is the address, with or without a port, that a word is.
func address(s string) (netip.Addr, bool) {
	if len(s) == 0 || !strings.ContainsAny(s, ".:") || strings.IndexByte("0123456789abcdefABCDEF:[", s[0]) < 0 {
		return netip.Addr{}, false
	}
	if s[0] == '[' || strings.Count(s, ":") == 1 { // else it has no port
		a, err := netip.ParseAddrPort(s)
		return a.Addr(), err == nil
	}
	a, err := netip.ParseAddr(s)
	return a, err == nil
}

func isStatus(s string) bool {
	if len(s) != 3 {
		return false
	}
	n, err := strconv.Atoi(s)
	return err == nil && n >= 100 && n <= 699
}
