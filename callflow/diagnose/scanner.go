package diagnose

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sipcap/callflow"
)

var scanner = Rule{
	ID: "scanner", Severity: callflow.Warning,
	Title: "a scanner looks for extensions, passwords or open gateways",
	Doc: "The User-Agent is one that tools for attacks on SIP servers use when nobody changes it; or an address asks with REGISTER for 20 users or more and answers no challenge, " +
		"tries 20 passwords or more for a user, faster than one in 2 s, and none is right, or dials a number behind five or more prefixes and gets through with none. One finding tells of all that one address sent. " +
		"What the scanner was refused follows from it, and is info: so it should be. Silent about a scanner that is slow and calls itself something else.",
	Hint:      "Block the address; see whether any of its REGISTER or INVITE succeeded. A server that answers strangers is found again.",
	Reference: "RFC 3261 §26.1",
	all: func(sc *scene) {
		byName(sc)
		byBehaviour(sc)
	},
}

// byName finds scanners by what they call themselves.
func byName(sc *scene) {
	type visits struct {
		agent  string
		calls  int
		good   int
		frames []callflow.FrameRef
	}
	by := map[netip.Addr]*visits{}
	var order []netip.Addr
	for _, c := range sc.survey.scanning {
		v := by[c.Src().Addr()]
		if v == nil {
			v = &visits{agent: c.Leg().Agent(c.Src())}
			by[c.Src().Addr()] = v
			sc.scan(c.Src().Addr())
			order = append(order, c.Src().Addr())
		}
		v.calls++
		if c.Outcome == callflow.OutcomeSuccess && c.Kind != callflow.KindOptions {
			v.good++
		}
		v.frames = append(v.frames, c.Leg().Frames(0)...)
	}
	slices.SortFunc(order, func(a, b netip.Addr) int { return cmp.Compare(by[b].calls, by[a].calls) })
	for _, addr := range order {
		v := by[addr]
		summary := fmt.Sprintf("%s calls itself %q and tried %s", addr, v.agent, times(v.calls))
		if v.good > 0 {
			summary += fmt.Sprintf(", %d of them with success", v.good)
		}
		sc.add(&callflow.Finding{Cause: callflow.CauseCall, Frames: v.frames, Summary: summary})
	}
}

// scan notes that an address scans.
func (sc *scene) scan(addr netip.Addr) {
	if sc.scanners == nil {
		sc.scanners = map[netip.Addr]bool{}
	}
	sc.scanners[addr] = true
}

// scanners are what attack tools call themselves, or begin with, in small letters.
var scanners = []string{"friendly-scanner", "friendly-request", "sipvicious", "sipcli", "sip-scan", "sipscan",
	"sundayddr", "vaxsipuseragent", "iwar", "smap", "pplsip", "siparmyknife"}

// scans tells a scanner by how it calls itself.
func scans(agent string) bool {
	agent = strings.ToLower(agent)
	return slices.ContainsFunc(scanners, func(s string) bool { return strings.HasPrefix(agent, s) })
}
