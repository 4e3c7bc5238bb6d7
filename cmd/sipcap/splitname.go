package main

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sipcap/callflow"
	"sipcap/callflow/report"
	"sipcap/capture"
)

// nameTemplate makes names of files from calls: text with fields in braces.
type nameTemplate struct {
	parts  []namePart
	ending string // .pcapng.gz
	format capture.FileFormat
	digits int // of a call's number, so that names sort as numbers do
}

// namePart is literal text, or a field of a call.
type namePart struct {
	text  string
	field func(*nameTemplate, *callflow.Call) string // nil for text
}

// nameFields are what a template can have in braces, in the words of docs/json.md.
var nameFields = []struct {
	name  string
	value func(*nameTemplate, *callflow.Call) string
}{
	{"call", func(t *nameTemplate, c *callflow.Call) string { return fmt.Sprintf("%0*d", t.digits, c.ID) }},
	{"kind", func(_ *nameTemplate, c *callflow.Call) string { return c.Kind.String() }},
	{"from", func(_ *nameTemplate, c *callflow.Call) string { return report.Party(c.From()) }},
	{"to", func(_ *nameTemplate, c *callflow.Call) string { return report.Party(c.To()) }},
	{"state", func(_ *nameTemplate, c *callflow.Call) string { return c.State.String() }},
	{"outcome", func(_ *nameTemplate, c *callflow.Call) string { return c.Outcome.String() }},
	{"status", func(_ *nameTemplate, c *callflow.Call) string {
		if c.Status == 0 {
			return ""
		}
		return strconv.Itoa(c.Status)
	}},
	{"call_id", func(_ *nameTemplate, c *callflow.Call) string { return c.CallID() }},
	{"start", func(_ *nameTemplate, c *callflow.Call) string { return c.Start().UTC().Format("20060102T150405Z") }},
}

func nameFieldNames() []string {
	var names []string
	for _, f := range nameFields {
		names = append(names, f.name)
	}
	return names
}

// parseNameTemplate reads a template: folder/{call}-{from}.pcapng.
func parseNameTemplate(text string) (*nameTemplate, error) {
	t := &nameTemplate{}
	var ok bool
	if t.format, ok = capture.FormatOf(text); !ok {
		return nil, misused(fmt.Sprintf("--name %s: the name ends neither in .pcap nor in .pcapng", text), "--name '"+text+".pcapng'; .gz or .zst behind that compresses")
	}
	at := strings.LastIndex(strings.ToLower(text), "."+t.format.Format)
	text, t.ending = text[:at], text[at:]
	for text != "" {
		literal, rest, field := strings.Cut(text, "{")
		t.parts = append(t.parts, namePart{text: literal})
		if !field {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return nil, misused("--name: { without }", "{call}-{from}-{to}, say")
		}
		i := slices.Index(nameFieldNames(), name)
		if i < 0 {
			return nil, misused(fmt.Sprintf("--name: there is no field {%s}", name), suggestion(name, nameFieldNames()))
		}
		t.parts = append(t.parts, namePart{field: nameFields[i].value})
		text = after
	}
	if strings.Contains(t.ending, "{") {
		return nil, misused("--name: a field in the ending " + t.ending)
	}
	return t, nil
}

// maxStem is how long the name of a file gets, in bytes: file systems take 255 with the ending.
const maxStem = 200

// names are the names of the files of calls: no two are the same, on file systems that tell no
// upper case from lower either.
// Of how many calls these are tells the width of numbers.
func (t *nameTemplate) names(calls []*callflow.Call, total int) []string {
	t.digits = len(strconv.Itoa(total))
	taken := make(map[string]bool, len(calls))
	var names []string
	for _, c := range calls {
		stem := t.stem(c)
		name := stem + t.ending
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = stem + "-" + strconv.Itoa(n) + t.ending
		}
		taken[strings.ToLower(name)] = true
		names = append(names, filepath.FromSlash(name))
	}
	return names
}

// stem is the name of a call's file without its ending.
func (t *nameTemplate) stem(c *callflow.Call) string {
	var b strings.Builder
	for _, p := range t.parts {
		if p.field == nil {
			b.WriteString(p.text)
		} else {
			b.WriteString(nameValue(p.field(t, c)))
		}
	}
	folder, file := path.Split(b.String())
	return folder + cutBytes(file, maxStem)
}

// maxValue is how long one field gets in a name, in bytes.
const maxValue = 64

// nameValue is a value of a call as it stands in a file's name. Whoever sent it has no say in where the
// file goes or what a shell makes of its name: what is no letter, digit or one of a few signs becomes "_", and a dot or
// dash does not come first.
func nameValue(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("+-_.@=", r) {
			return r
		}
		return '_'
	}, strings.ToValidUTF8(s, "_"))
	s = strings.TrimRight(cutBytes(strings.TrimLeft(s, ".-"), maxValue), ".")
	if s == "" {
		return "none"
	}
	return s
}

// cutBytes is the beginning of s, in n bytes at most, of whole characters.
func cutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
