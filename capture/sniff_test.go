package capture

import (
	"strings"
	"testing"
)

func TestLooksLike(t *testing.T) {
	for head, want := range map[string]string{
		"PK\x03\x04....":          "a zip archive; unpack it first",
		"\x5d\x00\x00\x80\x00":    "an lzma file; unpack it first",
		"GMBU\x00\x00":            "a Microsoft Network Monitor capture; convert it with editcap",
		"%PDF-1.7":                "a PDF document",
		"  \r\n<HTML lang=en>":    "an HTML page",
		"<?xml version=\"1.0\"?>": "XML",
		"{\"calls\": []}":         "JSON",
		"2024-01-01 recv\nINVITE sip:a@b SIP/2.0\r\n":              "a text log with SIP in it",
		"version https://git-lfs.github.com/spec/v1\noid sha256:1": "a Git LFS pointer; the file itself was not fetched",
		"Grüße aus Köln":                                 "text",
		"cut in a rune \xc3":                             "text",
		"not a rune \xc3(xxxxxx":                         "binary data of an unknown kind",
		"\x00\x01\x02\x03":                               "binary data of an unknown kind",
		strings.Repeat("name\x00", 51) + "xxustar\x0000": "a tar archive; unpack it first",
	} {
		if got := looksLike([]byte(head)); got != want {
			t.Errorf("%q looks like %s, want %s", head, got, want)
		}
	}
}
