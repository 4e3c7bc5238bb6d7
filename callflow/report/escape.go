package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Everything that comes from a capture is untrusted: whoever sent it may have put terminal
// controls, right-to-left overrides or spreadsheet formulas in. All of it reaches tables,
// ladders, CSV and Markdown through the functions of this file. Print through [printer] or
// [grid], which call them; JSON has its own escapes, see json.go.

// maxMarks is how many combining marks may follow a character: scripts in use need three,
// more of them paint over the lines above and below.
const maxMarks = 4

// lookalikes are the signs that sipcap itself puts into texts, in ASCII.
var lookalikes = map[rune]string{
	'…': "..", '×': "x", '→': "->", '←': "<-", '·': "-", '–': "-", '—': "-", '✗': "x", '✓': "+",
	'≥': ">=", '≤': "<=", 'µ': "u", '§': "sec. ", '┄': "-", '‘': "'", '’': "'", '“': `"`, '”': `"`,
	'█': "#", '▌': "#", '▏': "#", '└': "`", ' ': " ",
}

// clean makes s safe to print on one line: what is not a graphic character (controls, ESC,
// C1, bidirectional overrides, invisible characters, invalid UTF-8) becomes a visible escape
// such as \n, \x1b or \u202e. A text that has been cleaned stays the same when it is cleaned again.
func clean(s string, ascii bool) string {
	i := 0
	for i < len(s) && s[i] >= 0x20 && s[i] < 0x7f {
		i++
	}
	if i == len(s) {
		return s
	}
	b := make([]byte, 0, len(s)+16)
	b = append(b, s[:i]...)
	marks := 0
	if i == 0 {
		marks = maxMarks // a mark must not land on what stands before s
	}
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b = appendByteEscape(b, s[i])
			marks = 0
		case unicode.Is(unicode.M, r) && marks >= maxMarks, !unicode.IsGraphic(r):
			b = appendRuneEscape(b, r)
		case ascii && r >= 0x7f:
			if l, ok := lookalikes[r]; ok {
				b = append(b, l...)
			} else {
				b = appendRuneEscape(b, r)
			}
		default:
			b = append(b, s[i:i+n]...)
			if unicode.Is(unicode.M, r) {
				marks++
			} else {
				marks = 0
			}
		}
		i += n
	}
	return string(b)
}

const hexDigits = "0123456789abcdef"

func appendByteEscape(b []byte, c byte) []byte {
	return append(b, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
}

func appendRuneEscape(b []byte, r rune) []byte {
	switch {
	case r == '\n':
		return append(b, `\n`...)
	case r == '\r':
		return append(b, `\r`...)
	case r == '\t':
		return append(b, `\t`...)
	case r < 0x80:
		return appendByteEscape(b, byte(r))
	case r > 0xffff:
		b = append(b, `\U`...)
		for shift := 28; shift >= 0; shift -= 4 {
			b = append(b, hexDigits[r>>shift&15])
		}
		return b
	}
	return append(b, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

// csvCell makes s safe for a spreadsheet. A cell that a spreadsheet would take for a formula
// gets a leading ' (OWASP, CSV injection), full-width signs included, which some take too.
func csvCell(s string) string {
	c := clean(s, false)
	if s == "" {
		return c
	}
	switch r, _ := utf8.DecodeRuneInString(s); r {
	case '=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠':
		return "'" + c
	}
	return c
}

// markdownMarks are the characters that mean something to Markdown in the middle of a line.
const markdownMarks = "\\`*_[]<>|~&"

// markdownCell makes s safe for a table cell of GitHub's Markdown and keeps it looking as it is.
func markdownCell(s string, ascii bool) string {
	s = clean(s, ascii)
	if !strings.ContainsAny(s, markdownMarks) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(markdownMarks, s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
