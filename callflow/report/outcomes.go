package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

const barW = 20

// outcomeRows are the outcomes in the order of every summary: the six classes, then no
// response at all.
var outcomeRows = []struct {
	outcome callflow.Outcome
	class   sipmsg.Class
}{
	{callflow.OutcomeInformational, sipmsg.Informational},
	{callflow.OutcomeSuccess, sipmsg.Success},
	{callflow.OutcomeRedirection, sipmsg.Redirection},
	{callflow.OutcomeClientError, sipmsg.ClientError},
	{callflow.OutcomeServerError, sipmsg.ServerError},
	{callflow.OutcomeGlobalFailure, sipmsg.GlobalFailure},
}

// outcomeGrid is the table of what became of the calls: how many ended in each class and
// with which codes.
func outcomeGrid(c *callflow.Counts, markdown bool) *grid {
	g := &grid{}
	g.columns = []column{{title: "outcome"}, {title: "class"}, {title: "calls", right: true}, {title: "", drop: 2}, {title: "final responses", min: 20, drop: 1, wrap: true, list: true}}
	most := 0
	for _, n := range c.ByOutcome {
		most = max(most, n)
	}
	row := func(title, class string, n int, note string, look style) {
		if n == 0 {
			look = dim
		}
		cells := []cell{{title, look}, {class, look}, {count(n), look}, {bar(n, most), look}, {text: note}}
		if markdown {
			cells = append(cells[:3], cells[4])
		}
		g.add(cells...)
	}
	if markdown {
		g.columns = append(g.columns[:3], g.columns[4])
	}
	for _, r := range outcomeRows {
		note := codeList(c.ByStatus, r.class)
		switch r.class {
		case sipmsg.Informational:
			note = provisionalNote(c)
		case sipmsg.Success:
			// A BYE proves an answered call whose 2xx was not captured.
			if n := c.ByOutcome[r.outcome] - inClass(c.ByStatus, r.class); n > 0 {
				note = strings.TrimPrefix(note+", "+times("proved by what followed", n), ", ")
			}
		}
		row(r.class.Title(), r.class.Range(), c.ByOutcome[r.outcome], note, classStyle(r.class))
	}
	note := ""
	if c.ByOutcome[callflow.OutcomeNone] > 0 {
		note = "no response at all"
	}
	row("no response", "", c.ByOutcome[callflow.OutcomeNone], note, red)
	if n := c.ByOutcome[callflow.OutcomeUnknown]; n > 0 {
		row("unknown", "", n, "the capture cannot tell", plain)
	}
	return g
}

// provisionalNote says how far the calls got that have only provisional responses.
func provisionalNote(c *callflow.Counts) string {
	if c.ByOutcome[callflow.OutcomeInformational] == 0 {
		return ""
	}
	parts := []string{"no final response"}
	for _, s := range []callflow.State{callflow.Ringing, callflow.Proceeding} {
		if n := c.ByState[s]; n > 0 {
			parts = append(parts, times(s.String(), n))
		}
	}
	return parts[0] + ": " + strings.Join(parts[1:], ", ")
}

// codeList names the codes of a class, the most frequent first: "486 Busy Here ×3, 404 Not Found".
func codeList(byCode map[int]int, class sipmsg.Class) string {
	var codes []int
	for _, code := range sorted(byCode) {
		if sipmsg.ClassOf(code) == class && byCode[code] > 0 {
			codes = append(codes, code)
		}
	}
	slices.SortStableFunc(codes, func(a, b int) int { return cmp.Compare(byCode[b], byCode[a]) })
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = times(statusName(code), byCode[code])
	}
	return strings.Join(names, ", ")
}

// statusName is a code with its standard phrase.
func statusName(code int) string {
	return strings.TrimSpace(strconv.Itoa(code) + " " + sipmsg.StatusPhrase(code))
}

// inClass counts the calls that ended with a code of a class.
func inClass(byCode map[int]int, class sipmsg.Class) int {
	n := 0
	for code, k := range byCode {
		if sipmsg.ClassOf(code) == class {
			n += k
		}
	}
	return n
}

// times prints how often: "ringing", "ringing ×3".
func times(what string, n int) string {
	if n == 1 {
		return what
	}
	return what + " ×" + count(n)
}

// bar draws n to the scale of most, to half a column.
func bar(n, most int) string {
	if n <= 0 || most <= 0 {
		return ""
	}
	halves := max(n*barW*2/most, 1)
	return strings.Repeat("█", halves/2) + strings.Repeat("▌", halves%2)
}
