package main

import (
	"bufio"
	"context"
	"fmt"
	"slices"

	"sipcap/callflow"
	"sipcap/callflow/compare"
	"sipcap/callflow/report"
)

func diffCommand() *command {
	return &command{
		name:  "diff",
		usage: "diff [flags] A B",
		short: "what differs between two captures or two calls, and whether the second is worse",
		long: "A and B are each a capture or a directory of captures. With --call or --call-id it compares two calls: given once, the call of that number or Call-ID " +
			"in A and in B; given twice, the first in A and the second in B, or both of a single FILE. Captures with one call each are compared as calls, too. " +
			"The messages of two calls are paired in order, and what their headers and session descriptions say is compared; tags, branches, " +
			"numbers, times, nonces and digests, which always differ, are not. Other selections apply to both captures.\n" +
			"The exit status is 3 when B is worse. Of two captures: ASR or SEER are lower, or ISA or IRA higher, by more than chance (Fisher's exact test, 5 %); " +
			"SRD, SDD or RRD are half as long again and 200 ms longer (the median of five and more, or the 95th percentile of twenty and more); more calls " +
			"have an error among their findings, by more than chance, or 5 % of them one that A has not at all. Of two calls: B ended worse (answered, refused by a user, failed), " +
			"its post-dial delay is half as long again and a second longer, or it has an error that A has not.",
		examples: []example{
			{"diff before.pcap after.pcap", "two captures, before and after a change"},
			{"diff --call 3 --call 9 case.pcap", "two calls of a capture: one that works, one that does not"},
			{"diff --call-id 3c26@10.1.1.40 client.pcap server.pcap", "the same call, captured at both ends"},
			{"diff --from 1001 before.pcap after.pcap", "the calls of one caller"},
			{"diff --format json before.pcap after.pcap | jq .reasons", "for a script: why the second is worse, and exit status 3"},
		},
		groups: []string{sourceGroup, selectGroup, outputGroup, generalGroup},
		run:    (*invocation).runDiff,
	}
}

func (v *invocation) runDiff(ctx context.Context) error {
	opt, err := v.output.options(v.stdout, v.env)
	if err != nil {
		return err
	}
	picks, err := v.selected.picks()
	if err != nil {
		return err
	}
	names, filter, err := v.diffNames(len(picks))
	if err != nil {
		return err
	}
	var sides []*analysis
	for _, name := range names {
		side := v.reading([]string{name}, filter)
		if len(picks) > 0 { // they choose one of all, see pick
			side.selected.calls, side.selected.callIDs = nil, nil
		}
		a, err := side.analyse(ctx, nil)
		if err != nil {
			return err
		}
		defer a.Close()
		v.tellNothingSelected(a)
		sides = append(sides, a)
	}
	worse, err := v.diff(ctx, sides, picks, opt)
	if err != nil {
		return err
	}
	for _, a := range sides {
		if err := v.exit(a, nil); err != nil {
			return err
		}
	}
	if worse {
		return &failure{status: exitFindings}
	}
	return nil
}

// diff prints the comparison of what was read, and tells whether B is worse.
func (v *invocation) diff(ctx context.Context, sides []*analysis, picks []pick, opt report.Options) (worse bool, err error) {
	a, b := sides[0], sides[len(sides)-1]
	callA, callB := onlyCall(a), onlyCall(b)
	if len(picks) > 0 {
		if callA, err = picks[0].in(a); err != nil {
			return false, err
		}
		if callB, err = picks[len(picks)-1].in(b); err != nil {
			return false, err
		}
	}
	sideA, sideB := a.diffSide(), b.diffSide()
	if callA == nil || callB == nil {
		c := compare.NewCaptures(compare.Side{Calls: a.calls, Capture: &a.result.Capture}, compare.Side{Calls: b.calls, Capture: &b.result.Capture})
		return c.Worse(), v.print(func(w *bufio.Writer) error { return report.DiffCaptures(w, c, sideA, sideB, opt) })
	}
	textA, err := v.texts(ctx, a, callA)
	if err != nil {
		return false, err
	}
	textB, err := v.texts(ctx, b, callB)
	if err != nil {
		return false, err
	}
	c := compare.NewCalls(callA, callB, textA, textB)
	return c.Worse(), v.print(func(w *bufio.Writer) error { return report.DiffCalls(w, c, sideA, sideB, opt) })
}

func (a *analysis) diffSide() *report.DiffSide {
	return &report.DiffSide{Data: a.data(), Files: a.files}
}

// reading is the invocation as if it named these captures.
func (v *invocation) reading(names []string, filter string) *invocation {
	r := *v
	r.source.read, r.words, r.dash = nil, names, -1
	if filter != "" {
		r.words, r.dash = append(slices.Clone(names), filter), len(names)
	}
	return &r
}

// diffNames are the one or two captures to compare, and the capture filter.
func (v *invocation) diffNames(picks int) (names []string, filter string, err error) {
	names, filter, err = v.source.inputs(v.words, v.dash)
	if err != nil {
		return nil, "", err
	}
	switch {
	case len(names) > 2:
		err = misused(fmt.Sprintf("diff compares two captures, not %d", len(names)), "each of the two may be a directory of captures")
	case len(names) == 1 && picks < 2:
		err = misused("diff needs two captures, or two calls of one", "sipcap diff before.pcap after.pcap",
			"sipcap diff --call 3 --call 9 "+names[0])
	case len(names) == 2 && names[0] == "-" && names[1] == "-":
		err = misused("diff cannot read two captures from standard input")
	}
	return names, filter, err
}

// onlyCall is the one call of a capture, or its one exchange where it has no call; nil where
// there are more.
func onlyCall(a *analysis) *callflow.Call {
	list := ofKind(a.calls, callflow.KindCall)
	if len(list) == 0 {
		list = a.calls
	}
	if len(list) != 1 {
		return nil
	}
	return list[0]
}

// texts reads a capture again for what the messages of a call say: that is not kept for all.
func (v *invocation) texts(ctx context.Context, a *analysis, c *callflow.Call) (compare.Text, error) {
	if slices.Contains(a.names, "-") {
		note(v.stderr, "what the messages say is not compared: standard input can be read only once")
		return nil, nil
	}
	wanted := map[string]*callflow.Leg{}
	for _, l := range c.Legs() {
		wanted[l.CallID] = l
	}
	kept := map[*callflow.Leg]map[int]*compare.Message{}
	same := map[*callflow.Leg]*callflow.Leg{} // a leg that is read again, and the one that it was
	_, err := v.reread(ctx, a, func(_ *input, e *callflow.Event, s callflow.Sighting) {
		if s.Leg == nil || wanted[s.Leg.CallID] == nil {
			return
		}
		// A Call-ID may have been used for several calls: the first frame tells which this is.
		was, known := same[s.Leg]
		if !known {
			for _, l := range c.Legs() {
				if l.CallID == s.Leg.CallID && l.Message(0).Frame == e.Frame {
					was = l
				}
			}
			same[s.Leg] = was
		}
		if was == nil || e.Duplicate || len(kept[was]) >= textLimit {
			return
		}
		if kept[was] == nil {
			kept[was] = map[int]*compare.Message{}
		}
		kept[was][s.Index] = compare.Keep(e.Message)
	})
	if err != nil {
		return nil, err
	}
	return func(l *callflow.Leg, message int) *compare.Message { return kept[l][message] }, nil
}

// textLimit is of how many messages of a leg the text is kept: as many as are compared, and what was
// sent again.
const textLimit = 4096

// reread reads the captures of a once more.
func (v *invocation) reread(ctx context.Context, a *analysis, each onMessage) (*analysis, error) {
	again := v.reading(a.names, a.filter)
	again.stderr = quiet{}
	in, err := again.open(ctx)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return again.read(ctx, in, each)
}

// quiet swallows what was told the first time.
type quiet struct{}

func (quiet) Write(p []byte) (int, error) { return len(p), nil }
