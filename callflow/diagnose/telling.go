package diagnose

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sipcap/callflow"
)

// telling is what one endpoint tells another of its addresses.
type telling struct {
	src, dst netip.AddrPort
	named    []*callflow.Named
}

// words are the addresses, each with where it stands: "192.168.1.20 in Contact and SDP, a private address of another network".
func (t *telling) words() string {
	var addrs []netip.Addr
	var parts []string
	for _, n := range t.named {
		if addr := n.Addr.Addr(); !slices.Contains(addrs, addr) {
			addrs = append(addrs, addr)
			parts = append(parts, fmt.Sprintf("%s in %s", addr, strings.Join(t.places(addr), " and ")))
		}
	}
	kind := "a private address of another network"
	switch {
	case len(addrs) > 1:
		kind = "private addresses of another network"
	case addrs[0].IsLoopback():
		kind = "a loopback address"
	case addrs[0].IsLinkLocalUnicast():
		kind = "a link-local address"
	}
	return strings.Join(parts, ", ") + ", " + kind
}

// places are where an address stands, in the order of a message.
func (t *telling) places(addr netip.Addr) []string {
	var places []string
	for p := callflow.InVia; p <= callflow.InSDP; p++ {
		if slices.ContainsFunc(t.named, func(n *callflow.Named) bool { return n.Place == p && n.Addr.Addr() == addr }) {
			places = append(places, p.String())
		}
	}
	return places
}

// of is 1 where all of the addresses stand in one place, else 0.
func (t *telling) of(p callflow.Place) int {
	if slices.ContainsFunc(t.named, func(n *callflow.Named) bool { return n.Place != p }) {
		return 0
	}
	return 1
}

func (t *telling) messages() []int {
	var list []int
	for _, n := range t.named {
		if !slices.Contains(list, n.Message) {
			list = append(list, n.Message)
		}
	}
	return list
}
