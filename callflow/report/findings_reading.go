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

func read(summary string) reading {
	var r reading
	words := strings.Fields(summary)
	out := words[:0]
	for i := 0; i < len(words); i++ {
		w := words[i]
		bare := strings.Trim(w, ".,;:()\"'")
		addr, isAddress := address(bare)
		switch {
		case isAddress:
			if !slices.Contains(r.addrs, addr) {
				r.addrs = append(r.addrs, addr)
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
	r.skeleton = strings.Join(out, " ")
	return r
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
	if a, err := netip.ParseAddr(s); err == nil {
		return a, true
	}
	a, err := netip.ParseAddrPort(s)
	return a.Addr(), err == nil
}

func isStatus(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && len(s) == 3 && n >= 100 && n <= 699
}
