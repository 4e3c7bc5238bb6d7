package sipmsg

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rfc4475Issues gives, for each message of RFC 4475, the issues that it raises. The RFC
// calls a message valid, invalid (§3.1.2), or valid and to be refused by what it says
// (§3.2 to §3.4); what only an application can refuse, such as an option that it does
// not support, is no issue.
var rfc4475Issues = map[string][]IssueCode{
	// §3.1.1 valid.
	"wsinv":      {OldBranch},
	"intmeth":    nil,
	"esc01":      nil,
	"escnull":    nil,
	"esc02":      nil,
	"lwsdisp":    nil,
	"longreq":    {OldBranch},
	"dblreq":     {TrailingOctets},
	"semiuri":    nil,
	"transports": nil,
	"mpart01":    nil,
	"unreason":   nil,
	"noreason":   nil,
	// §3.1.2 invalid.
	"badinv01":   {BadVia, EmptyElement, EmptyParameter, OldBranch},
	"clerr":      {ContentLengthTooLarge},
	"ncl":        {BadContentLength},
	"scalar02":   {BadMaxForwards, CSeqRange, NumberRange},
	"scalarlg":   {BadHeaderValue, CSeqRange, MissingTag, NumberRange},
	"quotbal":    {UnterminatedQuote},
	"ltgtruri":   {BracketedRequestURI, OldBranch},
	"lwsruri":    {SpaceInURI},
	"lwsstart":   {StartLineSpace},
	"trws":       {StartLineSpace},
	"escruri":    {RequestURIHeaders},
	"baddate":    {BadDate},
	"regbadct":   {UnbracketedURI},
	"badaspec":   {SpaceInURI},
	"baddn":      {BadDisplayName},
	"badvers":    {UnsupportedVersion},
	"mismatch01": {CSeqMethod},
	"mismatch02": {CSeqMethod},
	"bigcode":    {BadStatusCode},
	// §3.2 to §3.4.
	"badbranch": {EmptyBranch},
	"insuf":     {MissingCallID, MissingContact, MissingFrom, MissingMaxForwards, MissingTo},
	"unkscm":    nil,
	"novelsc":   nil,
	"unksm2":    nil,
	"bext01":    nil,
	"invut":     nil,
	"regaut01":  nil,
	"multi01":   {RepeatedHeader},
	"mcl01":     {ContentLengthTooSmall, RepeatedHeader},
	"bcast":     {BroadcastVia},
	"zeromf":    nil,
	"cparam01":  nil,
	"cparam02":  nil,
	"regescrt":  nil,
	"sdp01":     nil,
	"inv2543":   {MissingContact, MissingMaxForwards, MissingTag, OldBranch},
}

// codes returns the codes of the issues, sorted, each once.
func codes(issues []Issue) []IssueCode {
	var out []IssueCode
	for _, issue := range issues {
		out = append(out, issue.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// gravest returns the gravest severity of the issues, -1 when there is none.
func gravest(issues []Issue) int {
	worst := -1
	for _, issue := range issues {
		worst = max(worst, int(issue.Code.Severity()))
	}
	return worst
}

// TestRFC4475 parses all of the RFC's messages and compares with its verdict on each.
func TestRFC4475(t *testing.T) {
	dir := filepath.Join(corpusDir(t), "rfc4475")
	f, err := os.Open(filepath.Join(dir, "EXPECT.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen := 0
	lines := bufio.NewScanner(f)
	for lines.Scan(); lines.Scan(); seen++ { // the first line names the columns
		column := strings.Split(lines.Text(), "\t")
		name := strings.TrimSuffix(column[0], ".dat")
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join(dir, column[0]))
			if err != nil {
				t.Fatal(err)
			}
			checkRFC4475(t, name, raw, column)
		})
	}
	if seen != len(rfc4475Issues) || seen != 49 {
		t.Errorf("got %d messages in EXPECT.tsv and %d in the table, want 49", seen, len(rfc4475Issues))
	}
}

func checkRFC4475(t *testing.T, name string, raw []byte, column []string) {
	class, start, callID, cseq := column[3], column[5], column[6], column[7]
	var m Message
	if !m.Parse(raw) {
		t.Fatal("not taken for SIP")
	}
	got := string(m.Method)
	if m.IsResponse() {
		got = strconv.Itoa(m.Status)
	}
	if name == "bigcode" {
		start = "0" // the code is no number that a response can have
	}
	if got != start {
		t.Errorf("got %s, want %s", got, start)
	}
	if callID, _, _ = strings.Cut(callID, " ; "); callID == "(none)" {
		callID = ""
	}
	if got := string(m.CallID()); got != callID {
		t.Errorf("Call-ID: got %q, want %q", got, callID)
	}
	cseq, _, _ = strings.Cut(cseq, " ; ")
	c, ok := m.CSeq()
	if number, method, _ := strings.Cut(cseq, " "); string(c.Method) != method || ok && strconv.Itoa(int(c.Number)) != number {
		t.Errorf("CSeq: got %d %s (%v), want %s", c.Number, c.Method, ok, cseq)
	}
	want, known := rfc4475Issues[name]
	if got := codes(m.Issues); !known || !slices.Equal(got, want) {
		t.Errorf("issues: got %v, want %v", got, want)
	}
	worst := gravest(m.Issues)
	if class == "valid" && worst >= int(Error) {
		t.Errorf("the RFC calls it valid, and there is an issue of error grade: %v", m.Issues)
	}
	if class == "invalid" && worst < int(Error) {
		t.Errorf("the RFC calls it invalid, and there is no issue of error grade: %v", m.Issues)
	}
}

// TestRFC4475Details checks what the RFC points out about some of the messages.
func TestRFC4475Details(t *testing.T) {
	dir := filepath.Join(corpusDir(t), "rfc4475")
	parse := func(name string) *Message {
		raw, err := os.ReadFile(filepath.Join(dir, name+".dat"))
		if err != nil {
			t.Fatal(err)
		}
		m := new(Message)
		m.Parse(raw)
		return m
	}
	count := func(m *Message) (n int) {
		for range m.Vias() {
			n++
		}
		return n
	}
	tortuous := parse("wsinv")
	to, _ := tortuous.To()
	from, _ := tortuous.From()
	hops, _ := tortuous.MaxForwards()
	if got, want := string(to.Tag()), "1918181833n"; got != want {
		t.Errorf("wsinv: To tag: got %q, want %q", got, want)
	}
	if got, want := string(AppendUnquoted(nil, from.Display)), `J Rosenberg \"`; got != want {
		t.Errorf("wsinv: From name: got %q, want %q", got, want)
	}
	if got := count(tortuous); got != 3 || hops != 68 || len(tortuous.Body) != 150 {
		t.Errorf("wsinv: got %d Vias, Max-Forwards %d, body %d; want 3, 68, 150", got, hops, len(tortuous.Body))
	}
	if got := count(parse("longreq")); got != 34 {
		t.Errorf("longreq: got %d Vias, want 34", got)
	}
	if got := count(parse("transports")); got != 5 {
		t.Errorf("transports: got %d Vias, want 5", got)
	}
	semi, _ := parse("semiuri").URI()
	if got, want := string(semi.User), "user;par=u%40example.net"; got != want {
		t.Errorf("semiuri: user: got %q, want %q", got, want)
	}
	escaped, _ := parse("esc01").URI()
	if got, want := string(escaped.User), "sips%3Auser%40example.com"; got != want {
		t.Errorf("esc01: user: got %q, want %q", got, want)
	}
	double := parse("dblreq")
	if len(double.Body) != 0 || !Sniff(double.Rest) {
		t.Errorf("dblreq: got a body of %d and a rest of %d octets, want 0 and another message", len(double.Body), len(double.Rest))
	}
	if got := len(parse("mpart01").BodyOf("text/plain")); got == 0 {
		t.Error("mpart01: the text part is not found")
	}
	if old := parse("inv2543"); len(old.BodyOf("application/sdp")) != 105 {
		t.Errorf("inv2543: got a body of %d octets, want 105", len(old.Body))
	}
}
