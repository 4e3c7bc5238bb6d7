package main

import (
	"fmt"
	"slices"
	"strings"

	"sipcap/callflow"
	"sipcap/capture"
)

// tellCapture tells on standard error what a view of calls does not show: that an input was
// damaged, and that there is no SIP in what was read.
func (v *invocation) tellCapture(a *analysis) {
	c := &a.result.Capture
	for _, f := range c.Files {
		switch {
		case !f.Truncated:
		case f.Format == "": // one of a directory's, which was not even opened
			note(v.stderr, fmt.Sprintf("cannot read %s: %s", inputName(f.Name), f.Damage))
			a.unread = &failure{status: exitFailed}
		case v.command.name != "report": // which tells of damage itself
			note(v.stderr, fmt.Sprintf("%s is damaged: %s; the rest was analysed", inputName(f.Name), f.Damage))
		}
	}
	v.tellFilter(a.input)
	if a.noKeyLog != "" && withoutKey(c) > 0 {
		note(v.stderr, a.noKeyLog)
	}
	if c.Used == 0 && !c.Interrupted {
		note(v.stderr, noSIP(c), noSIPHints(c)...)
	}
}

// noSIP says that a capture holds no SIP, and what it holds instead.
func noSIP(c *callflow.Capture) string {
	if c.Frames == 0 {
		return fmt.Sprintf("no SIP in %s: no packets at all", inputNames(c))
	}
	return fmt.Sprintf("no SIP in %s: %s", inputNames(c), plural(c.Frames, "packet")+skippedList(c))
}

// inputNames names the inputs, or how many there are.
func inputNames(c *callflow.Capture) string {
	if len(c.Files) == 1 {
		return inputName(c.Files[0].Name)
	}
	return fmt.Sprintf("%d files", len(c.Files))
}

func inputName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// skippedList tells the three most frequent reasons for which frames were skipped.
func skippedList(c *callflow.Capture) string {
	skipped := slices.Clone(c.Skipped)
	slices.SortStableFunc(skipped, func(a, b callflow.Skipped) int {
		if a.Count != b.Count {
			return int(min(b.Count, 1<<31)) - int(min(a.Count, 1<<31))
		}
		return strings.Compare(a.Reason, b.Reason)
	})
	var parts []string
	for _, s := range skipped[:min(len(skipped), 3)] {
		parts = append(parts, fmt.Sprintf("%d %s", s.Count, s.Reason))
	}
	if len(parts) == 0 {
		return ""
	}
	return ", " + strings.Join(parts, ", ")
}

// noSIPHints say what to try with a capture without SIP.
func noSIPHints(c *callflow.Capture) []string {
	switch {
	case c.Frames == 0:
		return []string{"was tcpdump stopped before a packet came, or does its filter let none through?"}
	case filteredOut(c):
		return []string{"the filter leaves every frame out; without one, sipcap tells what they are"}
	case withoutKey(c) > 0:
		return []string{
			"SIP over TLS is read with its keys: run a client with SSLKEYLOGFILE=keys.log, then sipcap --keylog keys.log",
			"editcap --inject-secrets tls,keys.log IN.pcap OUT.pcapng puts them into the capture",
		}
	case len(c.TLS.Servers) > 0:
		return []string{"there is TLS that could be SIP, but not as a key could open it: capture from before the connections begin"}
	case 2*skippedFor(c, capture.SkipTCP) > c.Frames:
		return []string{"most of it is TCP that is no SIP in the clear; what runs over TLS is read with its keys: --keylog"}
	case 2*skippedFor(c, capture.SkipLinkType) > c.Frames:
		return []string{"the link layer is not one that sipcap decodes; capture on an interface with IP"}
	}
	return []string{"capture where the SIP runs, without a filter on ports: tcpdump -i any -w sip.pcap udp"}
}

// skippedFor counts the frames that were skipped for a reason.
func skippedFor(c *callflow.Capture, reason capture.SkipReason) uint64 {
	for _, s := range c.Skipped {
		if s.Reason == string(reason) {
			return s.Count
		}
	}
	return 0
}

// withoutKey is how many TLS connections could be SIP and have no key.
func withoutKey(c *callflow.Capture) uint64 {
	var n uint64
	for i := range c.TLS.Servers {
		n += c.TLS.Servers[i].NoKey()
	}
	return n
}

// tellNothingSelected tells that the selection leaves nothing of what there is.
func (v *invocation) tellNothingSelected(a *analysis) {
	if len(a.calls) > 0 || len(a.all) == 0 {
		return
	}
	hint := "sipcap calls --all lists them"
	if len(a.selected.numbers) > 0 {
		hint += fmt.Sprintf(", numbered 1 to %d", len(a.all))
	}
	note(v.stderr, "nothing is selected of "+kindList(a.all), hint)
}

// callsMeant are the selected calls, registrations and the rest among them only where they are named. Where that leaves
// nothing, it is told.
func (v *invocation) callsMeant(a *analysis) []*callflow.Call {
	if a.selected.anyKind() {
		return a.calls
	}
	v.tellOtherKinds(a)
	return ofKind(a.calls, callflow.KindCall)
}

// tellOtherKinds tells, where nothing of what is selected is a call, what it is instead.
func (v *invocation) tellOtherKinds(a *analysis) {
	if len(a.calls) > 0 && len(ofKind(a.calls, callflow.KindCall)) == 0 {
		note(v.stderr, "no calls, but "+kindList(a.calls), "sipcap calls --all lists them",
			fmt.Sprintf("sipcap ladder --call %d draws the first", a.calls[0].ID))
	}
}

// kindList tells how many calls there are of each kind: "3 calls, 1 registration".
func kindList(calls []*callflow.Call) string {
	var parts []string
	for _, k := range []struct {
		kind callflow.Kind
		noun string
	}{
		{callflow.KindCall, "call"}, {callflow.KindRegistration, "registration"}, {callflow.KindSubscription, "subscription"},
		{callflow.KindOptions, "OPTIONS exchange"}, {callflow.KindMessage, "MESSAGE exchange"}, {callflow.KindOther, "other exchange"},
	} {
		if n := len(ofKind(calls, k.kind)); n > 0 {
			parts = append(parts, plural(uint64(n), k.noun))
		}
	}
	return strings.Join(parts, ", ")
}

// plural is "1 call", "2 calls".
func plural(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
