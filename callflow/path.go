package callflow

import (
	"cmp"
	"net/netip"
	"slices"
)

// path tells for each endpoint of a call's initial requests how far it is from the caller: the
// caller is at 0, and what comes farther along the path has a higher number. Of the branches of a
// fork all are equally far.
type path map[netip.AddrPort]int

// notOnPath is how far an endpoint is that the initial requests did not come by.
const notOnPath = 1 << 20

func (p path) of(a netip.AddrPort) int {
	if n, ok := p[a]; ok {
		return n
	}
	return notOnPath
}

func (p path) note(a netip.AddrPort, n int) { p[a] = min(p.of(a), n) }

// pathOf is the path of a call over all its legs: each begins where the one ends that it goes
// on from; those of a registration all at its client.
func pathOf(c *Call) path {
	p := path{}
	ends := make([]int, len(c.Legs()))
	for n, l := range c.Legs() {
		begin := 0
		if n > 0 && c.Kind == KindCall {
			begin = ends[c.Joins()[n-1].With]
		}
		ends[n] = l.addPath(p, begin, c.Kind)
	}
	return p
}

// hopLimit is how many initial transactions of a leg tell its path.
const hopLimit = 256

// addPath notes the endpoints of a leg that begins at a distance from the caller, and tells
// where it ends. A client and a server are a step apart each: a proxy, and a B2BUA, may send
// from another address than it receives at.
func (l *Leg) addPath(p path, begin int, kind Kind) (end int) {
	method := l.initialMethod(kind)
	var hops []*Transaction
	for i := range l.transactions {
		if t := &l.transactions[i]; t.method == method && !t.InDialog && len(hops) < hopLimit {
			hops = append(hops, t)
		}
	}
	slices.SortStableFunc(hops, func(a, b *Transaction) int { return cmp.Compare(a.Vias, b.Vias) })
	at := begin
	for i, t := range hops {
		// A request that passes an address translator is captured on both sides of it, with the
		// same Vias: one hop after the other.
		again := i > 0 && t.Vias == hops[i-1].Vias && t.Branch == hops[i-1].Branch && t.Branch != 0 && t.Hop != hops[i-1].Hop
		if i > 0 && (t.Vias != hops[i-1].Vias || again) {
			at += 2
		}
		p.note(l.endpoints.at(t.Client), at)
		p.note(l.endpoints.at(t.Server), at+1)
		end = max(end, at+2)
	}
	return end
}
