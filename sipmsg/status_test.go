package sipmsg

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// registered is what IANA's registry of SIP response codes lists, and the three codes of
// RFC 2543, written out apart from the tables so that an entry lost or misspelt there shows.
var registered = []struct {
	code   int
	phrase string
	rfc    string
}{
	{100, "Trying", "3261"},
	{180, "Ringing", "3261"},
	{181, "Call Is Being Forwarded", "3261"},
	{182, "Queued", "3261"},
	{183, "Session Progress", "3261"},
	{199, "Early Dialog Terminated", "6228"},
	{200, "OK", "3261"},
	{202, "Accepted", "6665"},
	{204, "No Notification", "5839"},
	{300, "Multiple Choices", "3261"},
	{301, "Moved Permanently", "3261"},
	{302, "Moved Temporarily", "3261"},
	{303, "See Other", "2543"},
	{305, "Use Proxy", "3261"},
	{380, "Alternative Service", "3261"},
	{400, "Bad Request", "3261"},
	{401, "Unauthorized", "3261"},
	{402, "Payment Required", "3261"},
	{403, "Forbidden", "3261"},
	{404, "Not Found", "3261"},
	{405, "Method Not Allowed", "3261"},
	{406, "Not Acceptable", "3261"},
	{407, "Proxy Authentication Required", "3261"},
	{408, "Request Timeout", "3261"},
	{409, "Conflict", "2543"},
	{410, "Gone", "3261"},
	{411, "Length Required", "2543"},
	{412, "Conditional Request Failed", "3903"},
	{413, "Request Entity Too Large", "3261"},
	{414, "Request-URI Too Long", "3261"},
	{415, "Unsupported Media Type", "3261"},
	{416, "Unsupported URI Scheme", "3261"},
	{417, "Unknown Resource-Priority", "4412"},
	{420, "Bad Extension", "3261"},
	{421, "Extension Required", "3261"},
	{422, "Session Interval Too Small", "4028"},
	{423, "Interval Too Brief", "3261"},
	{424, "Bad Location Information", "6442"},
	{425, "Bad Alert Message", "8876"},
	{428, "Use Identity Header", "8224"},
	{429, "Provide Referrer Identity", "3892"},
	{430, "Flow Failed", "5626"},
	{433, "Anonymity Disallowed", "5079"},
	{436, "Bad Identity Info", "8224"},
	{437, "Unsupported Credential", "8224"},
	{438, "Invalid Identity Header", "8224"},
	{439, "First Hop Lacks Outbound Support", "5626"},
	{440, "Max-Breadth Exceeded", "5393"},
	{469, "Bad Info Package", "6086"},
	{470, "Consent Needed", "5360"},
	{480, "Temporarily Unavailable", "3261"},
	{481, "Call/Transaction Does Not Exist", "3261"},
	{482, "Loop Detected", "3261"},
	{483, "Too Many Hops", "3261"},
	{484, "Address Incomplete", "3261"},
	{485, "Ambiguous", "3261"},
	{486, "Busy Here", "3261"},
	{487, "Request Terminated", "3261"},
	{488, "Not Acceptable Here", "3261"},
	{489, "Bad Event", "6665"},
	{491, "Request Pending", "3261"},
	{493, "Undecipherable", "3261"},
	{494, "Security Agreement Required", "3329"},
	{500, "Server Internal Error", "3261"},
	{501, "Not Implemented", "3261"},
	{502, "Bad Gateway", "3261"},
	{503, "Service Unavailable", "3261"},
	{504, "Server Time-out", "3261"},
	{505, "Version Not Supported", "3261"},
	{513, "Message Too Large", "3261"},
	{555, "Push Notification Service Not Supported", "8599"},
	{580, "Precondition Failure", "3312"},
	{600, "Busy Everywhere", "3261"},
	{603, "Decline", "3261"},
	{604, "Does Not Exist Anywhere", "3261"},
	{606, "Not Acceptable", "3261"},
	{607, "Unwanted", "8197"},
	{608, "Rejected", "8688"},
}

var referenceForm = regexp.MustCompile(`^RFC (\d{4})( §[0-9.]*[0-9])?$`)

func TestStatusesAreTheRegisteredOnes(t *testing.T) {
	statuses := Statuses()
	if got, want := len(statuses), len(registered); got != want {
		t.Errorf("got %d codes, want %d", got, want)
	}
	for _, want := range registered {
		got, ok := LookupStatus(want.code)
		if !ok {
			t.Errorf("%d %s is missing", want.code, want.phrase)
			continue
		}
		if got.Code != want.code || got.Phrase != want.phrase || StatusPhrase(want.code) != want.phrase {
			t.Errorf("got %d %s, want %d %s", got.Code, got.Phrase, want.code, want.phrase)
		}
		if m := referenceForm.FindStringSubmatch(got.Reference); m == nil || m[1] != want.rfc {
			t.Errorf("%d: got reference %q, want RFC %s with or without a section", got.Code, got.Reference, want.rfc)
		}
		if got.Obsolete != (want.rfc == "2543") {
			t.Errorf("%d: got obsolete %v, want it for the codes of RFC 2543 alone", got.Code, got.Obsolete)
		}
		if got.Class() != ClassOf(want.code) || got.Provisional() == got.Final() || got.Provisional() != (want.code < 200) {
			t.Errorf("%d: got class %v, provisional %v, final %v", got.Code, got.Class(), got.Provisional(), got.Final())
		}
	}
	if !slices.IsSortedFunc(statuses, func(a, b StatusInfo) int { return a.Code - b.Code }) {
		t.Error("the codes are not in order")
	}
	for i := 1; i < len(statuses); i++ {
		if statuses[i].Code == statuses[i-1].Code {
			t.Errorf("%d stands there twice", statuses[i].Code)
		}
	}
}

func TestStatusTextsSaySomething(t *testing.T) {
	seen := map[string]int{}
	for _, s := range Statuses() {
		for _, text := range []string{s.Meaning, s.LookAt} {
			checkText(t, s.Phrase, text)
			if other := seen[text]; other != 0 {
				t.Errorf("%d has the text of %d: %q", s.Code, other, text)
			}
			seen[text] = s.Code
		}
	}
}

func TestLookupStatusUnknown(t *testing.T) {
	for _, code := range []int{-1, 0, 99, 101, 299, 399, 426, 431, 499, 599, 605, 699, 700, 1 << 30} {
		if got, ok := LookupStatus(code); ok {
			t.Errorf("LookupStatus(%d): got %s, want none", code, got.Phrase)
		}
		if got := StatusPhrase(code); got != "" {
			t.Errorf("StatusPhrase(%d): got %q, want none", code, got)
		}
	}
}

func TestStatusesIsACopy(t *testing.T) {
	Statuses()[0].Phrase = "changed"
	if got := StatusPhrase(100); got != "Trying" {
		t.Errorf("got %q after a caller changed its copy, want Trying", got)
	}
}

func TestLookupStatusDoesNotAllocate(t *testing.T) {
	if got := testing.AllocsPerRun(100, func() { LookupStatus(488) }); got != 0 {
		t.Errorf("got %v allocations, want 0", got)
	}
}

// checkText holds a documentation text to a form that can be printed as it is: whole
// sentences on one line of printable text.
func checkText(t *testing.T, of, text string) {
	t.Helper()
	if len(text) < 40 || !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		t.Errorf("%s: %q is not a sentence", of, text)
	}
	if strings.ContainsAny(text, "\n\t|*`") || strings.Contains(text, "  ") {
		t.Errorf("%s: %q is not plain text on one line", of, text)
	}
}
