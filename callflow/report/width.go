package report

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/clipperhouse/uax29/v2/graphemes"
)

// width is how many columns of a terminal s takes: two for East-Asian wide characters, none
// for combining marks. It does not look at the locale.
func width(s string) int { return displaywidth.String(s) }

// cut shortens s to at most n columns, with the ellipsis at its end.
func cut(s string, n int, ellipsis string) string {
	if width(s) <= n {
		return s
	}
	room := n - width(ellipsis)
	if room < 0 {
		return strings.Repeat(".", max(n, 0))
	}
	head, _ := split(s, room)
	return head + ellipsis
}

// cutMiddle shortens s to at most n columns, with the ellipsis in its middle, so that texts
// that differ at either end can still be told apart.
func cutMiddle(s string, n int, ellipsis string) string {
	if width(s) <= n {
		return s
	}
	room := n - width(ellipsis)
	if room < 2 {
		return cut(s, n, ellipsis)
	}
	head, _ := split(s, (room+1)/2)
	return head + ellipsis + tail(s, room/2)
}

// split cuts s after at most n columns, never inside a character.
func split(s string, n int) (head, rest string) {
	g := graphemes.FromString(s)
	used, end := 0, 0
	for g.Next() {
		w := width(g.Value())
		if used+w > n {
			break
		}
		used += w
		end += len(g.Value())
	}
	return s[:end], s[end:]
}

// tail is the end of s that takes at most n columns.
func tail(s string, n int) string {
	drop := width(s) - n
	g := graphemes.FromString(s)
	start := 0
	for drop > 0 && g.Next() {
		drop -= width(g.Value())
		start += len(g.Value())
	}
	return s[start:]
}

// wrap breaks s at spaces into lines of at most n columns; a longer word is broken anywhere.
// With n of 0 there is one line.
func wrap(s string, n int) []string {
	if n <= 0 || width(s) <= n {
		return []string{s}
	}
	var lines []string
	line := ""
	for s != "" {
		gap := len(s) - len(strings.TrimLeft(s, " "))
		end := len(s)
		if i := strings.IndexByte(s[gap:], ' '); i >= 0 {
			end = gap + i
		}
		word := s[gap:end]
		switch {
		case line == "":
			line = word
		case width(line)+gap+width(word) <= n:
			line += s[:end]
		default:
			lines = append(lines, line)
			line = word
		}
		s = s[end:]
		for width(line) > n {
			head, rest := split(line, n)
			if head == "" {
				break
			}
			lines = append(lines, head)
			line = rest
		}
	}
	return append(lines, line)
}

// wrapList breaks a list at its commas into lines of at most n columns.
func wrapList(s string, n int) []string {
	var lines []string
	line := ""
	items := strings.SplitAfter(s, ", ")
	for _, item := range items {
		if line != "" && width(line)+width(strings.TrimRight(item, " ")) > n {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		line += item
		if width(strings.TrimRight(line, " ")) > n {
			broken := wrap(line, n)
			lines = append(lines, broken[:len(broken)-1]...)
			line = broken[len(broken)-1] + " "
		}
	}
	return append(lines, strings.TrimRight(line, " "))
}

// flow puts parts side by side, in as many lines of at most n columns as it takes; 0 sets no limit.
func flow(parts []string, n int) []string {
	const apart = "   "
	var lines []string
	for _, part := range parts {
		if last := len(lines) - 1; last >= 0 && (n <= 0 || width(lines[last]+apart+part) <= n) {
			lines[last] += apart + part
		} else {
			lines = append(lines, part)
		}
	}
	return lines
}

// padRight fills s with spaces up to n columns, padLeft does so in front.
func padRight(s string, n int) string { return s + spaces(n-width(s)) }
func padLeft(s string, n int) string  { return spaces(n-width(s)) + s }

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }

// TextWidth is how many columns a printed line takes, its colours left out.
func TextWidth(line string) int {
	n := 0
	for {
		before, rest, found := strings.Cut(line, "\x1b[")
		n += width(before)
		if !found {
			return n
		}
		_, line, _ = strings.Cut(rest, "m")
	}
}
