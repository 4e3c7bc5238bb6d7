package main

import (
	"fmt"
	"strings"

	"sipcap/callflow"
	"sipcap/capture"
)

// tellFilter tells what the capture filter left out though it was probably meant.
func (v *invocation) tellFilter(in *input) {
	f := in.Info().Filter
	if len(f.Unfit) > 0 {
		note(v.stderr, fmt.Sprintf("the filter is none for %s, of which nothing was taken: %s", strings.Join(f.Unfit, ", "), f.Reason))
	}
	if f.Tagged > 0 {
		hint := fmt.Sprintf("'%s or (vlan and (%s))' looks behind the tag", in.filter, in.filter)
		if strings.Contains(in.filter, "vlan") {
			hint = "each `vlan` within a filter looks behind one tag more: man pcap-filter"
		}
		note(v.stderr, plural(f.Tagged, "frame")+" that the filter left out would pass without VLAN tags", hint)
	}
	if f.Fragmented6 > 0 && strings.Contains(in.filter, "port") { // else they may be out for another reason

		note(v.stderr, plural(f.Fragmented6, "IPv6 packet")+" in fragments left out: a filter does not see the ports in them",
			fmt.Sprintf("'%s or ip6 proto 44' takes them all", in.filter))
	}
}

// filteredOut tells whether the capture filter left every frame out.
func filteredOut(c *callflow.Capture) bool {
	return c.Frames > 0 && skippedFor(c, capture.SkipFiltered) == c.Frames
}
