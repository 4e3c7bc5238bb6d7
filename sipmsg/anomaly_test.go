package sipmsg

import (
	"strings"
	"testing"
)

// anomalies are the kinds of things that suites of malformed messages (PROTOS c07-sip)
// put in the place of an element.
var anomalies = []struct{ name, value string }{
	{"nothing", ""},
	{"a space", " "},
	{"overlong", strings.Repeat("a", 5000)},
	{"overlong with spaces", strings.Repeat("a ", 2500)},
	{"format strings", "%s%n%x%.999999d"},
	{"not UTF-8", "\xc0\xaf\xff\xfe"},
	{"NUL", "a\x00b"},
	{"control octets", "\x01\x02\x7f"},
	{"a large number", "99999999999999999999"},
	{"a negative number", "-1"},
	{"an open quote", `"a`},
	{"an open bracket", "<a"},
	{"brackets", strings.Repeat("<", 200)},
	{"quotes", strings.Repeat(`"`, 201)},
	{"separators", ";;,,;="},
	{"colons", "::::::"},
	{"at signs", "@@@@"},
	{"a bare CR", "a\rb"},
}

// allowed lists what of these the grammar allows in a place, so that there is nothing to
// remark upon.
var allowed = map[string]bool{
	"Via twice": true, "Contact twice": true, "Allow twice": true, "Supported twice": true, "P-Asserted-Identity twice": true, "Accept twice": true,
	"without User-Agent": true, "without Allow": true, "without Supported": true, "without Session-Expires": true, "without Min-SE": true,
	"without P-Asserted-Identity": true, "without Accept": true, "without Content-Length": true,
	"Call-ID is format strings": true, "Call-ID is a large number": true, "Call-ID is a negative number": true, "Call-ID is an open quote": true,
	"Call-ID is an open bracket": true, "Call-ID is brackets": true, "Call-ID is quotes": true, "Call-ID is colons": true,
	"User-Agent is format strings": true, "User-Agent is a large number": true, "User-Agent is a negative number": true,
	"Allow is nothing": true, "Allow is a space": true, "Allow is format strings": true, "Allow is a large number": true, "Allow is a negative number": true,
	"Supported is nothing": true, "Supported is a space": true, "Supported is format strings": true, "Supported is a large number": true,
	"Supported is a negative number": true,
	"Accept is nothing":              true, "Accept is a space": true,
	"a header's name is format strings": true, "a header's name is a large number": true, "a header's name is a negative number": true,
}

func TestAnomalies(t *testing.T) {
	head, body, _ := strings.Cut(string(typicalINVITE), "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	var m Message
	try := func(what string, text string) {
		t.Helper()
		if !m.Parse([]byte(text + "\r\n\r\n" + body)) {
			t.Errorf("%s: not taken for SIP", what)
			return
		}
		readAll(&m)
		if got := len(m.Issues) == 0; got != allowed[what] {
			t.Errorf("%s: got issues %v; it is allowed: %v", what, codes(m.Issues), allowed[what])
		}
	}
	for i, line := range lines[1:] {
		name, _, _ := strings.Cut(line, ": ")
		for _, a := range anomalies {
			altered := append([]string(nil), lines...)
			altered[i+1] = name + ": " + a.value
			try(name+" is "+a.name, strings.Join(altered, "\r\n"))
		}
		without := append(append([]string(nil), lines[:i+1]...), lines[i+2:]...)
		try("without "+name, strings.Join(without, "\r\n"))
		twice := append(append([]string(nil), lines...), line)
		try(name+" twice", strings.Join(twice, "\r\n"))
	}
	for _, a := range anomalies {
		try("the URI is "+a.name, "INVITE "+a.value+" SIP/2.0\r\n"+strings.Join(lines[1:], "\r\n"))
		try("the version is "+a.name, "INVITE sip:a@b "+a.value+"\r\n"+strings.Join(lines[1:], "\r\n"))
		try("a header's name is "+a.name, lines[0]+"\r\n"+a.value+": x\r\n"+strings.Join(lines[1:], "\r\n"))
		try("the status is "+a.name, "SIP/2.0 "+a.value+" OK\r\n"+strings.Join(lines[1:], "\r\n"))
	}
}
