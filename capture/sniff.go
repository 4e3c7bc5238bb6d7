package capture

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// sniffLen is how much of a file is looked at to say what it is, when it is no capture.
const sniffLen = 512

// magics are first bytes of things that people take for captures, and their names.
var magics = []struct{ prefix, name string }{
	{"PK\x03\x04", "a zip archive; unpack it first"},
	{"\x5d\x00\x00", "an lzma file; unpack it first"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"},
	{"Rar!", "a RAR archive; unpack it first"},
	{"GMBU", "a Microsoft Network Monitor capture; convert it with editcap"},
	{"RTSS", "a Microsoft Network Monitor capture; convert it with editcap"},
	{indexMagic, "the index of a capture, which sipcap --index keeps beside it"},
	{"%PDF-", "a PDF document"},
	{"\x89PNG", "a PNG image"},
	{"\xff\xd8\xff", "a JPEG image"},
	{"\x7fELF", "a program"},
	{"MZ", "a Windows program"},
	{"SQLite format 3\x00", "an SQLite database"},
	{"{\\rtf", "an RTF document"},
	{"RIFF", "an audio or video file"},
	{"\xff\xfe", "UTF-16 text"},
	{"\xfe\xff", "UTF-16 text"},
}

// looksLike says in words what the first bytes of a file make it out to be.
func looksLike(head []byte) string {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return m.name
		}
	}
	if archiveOf(head) == tarArchive {
		return "a tar archive; unpack it first"
	}
	if !isText(head) {
		return "binary data of an unknown kind"
	}
	text := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n"))
	switch {
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"):
		return "an HTML page"
	case strings.HasPrefix(text, "<?xml"):
		return "XML"
	case strings.HasPrefix(text, "version https://git-lfs"):
		return "a Git LFS pointer; the file itself was not fetched"
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["):
		return "JSON"
	case strings.Contains(text, "sip/2.0"):
		return "a text log with SIP in it"
	}
	return "text"
}

func isText(head []byte) bool {
	for len(head) > 0 {
		r, size := utf8.DecodeRune(head)
		switch {
		case r == utf8.RuneError && size == 1:
			return len(head) < utf8.UTFMax && !utf8.FullRune(head) // cut by the end of what was read
		case r < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1b", r):
			return false
		}
		head = head[size:]
	}
	return true
}
