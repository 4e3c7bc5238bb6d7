package callflow

import (
	"cmp"
	"net/netip"
	"slices"
)

// columns makes the ladder's columns in path order, the caller first, and tells which one each
// address is.
func (l *Ladder) columns(c *Call) map[netip.AddrPort]int {
	u := usesOf(c)
	p := pathOf(c)
	slices.SortStableFunc(u.list, func(a, b netip.AddrPort) int { return cmp.Compare(p.of(a), p.of(b)) })
	same := sameEndpoint(c)
	col := make(map[netip.AddrPort]int)
	for _, a := range u.list {
		k := slices.IndexFunc(l.Columns, func(o Column) bool {
			if other, ok := same[a]; ok {
				return slices.Contains(o.Addrs, other)
			}
			return len(o.Addrs) == 1 && u.complete(o.Addrs[0], a)
		})
		if k < 0 {
			k = len(l.Columns)
			l.Columns = append(l.Columns, Column{})
		}
		l.Columns[k].Addrs = append(l.Columns[k].Addrs, a)
		col[a] = k
	}
	for i := range l.Columns {
		l.Columns[i].name(c)
	}
	return col
}

// name names a column by what its endpoint calls itself.
func (col *Column) name(c *Call) {
	for _, a := range col.Addrs {
		for _, leg := range c.Legs() {
			if col.Name = leg.Agent(a); col.Name != "" {
				return
			}
		}
	}
}

// uses tells how the addresses of a call were used.
type uses struct {
	list            []netip.AddrPort // in the order of the first message of each leg
	sends, receives map[netip.AddrPort]bool
	talk            map[[2]netip.AddrPort]bool
}

func usesOf(c *Call) *uses {
	u := &uses{sends: map[netip.AddrPort]bool{}, receives: map[netip.AddrPort]bool{}, talk: map[[2]netip.AddrPort]bool{}}
	note := func(src, dst netip.AddrPort) {
		for _, a := range [...]netip.AddrPort{src, dst} {
			if !u.sends[a] && !u.receives[a] {
				u.list = append(u.list, a)
			}
			if a == src {
				u.sends[a] = true
			} else {
				u.receives[a] = true
			}
		}
		u.talk[[2]netip.AddrPort{src, dst}] = true
	}
	for _, leg := range c.Legs() {
		for i := range leg.records {
			r := &leg.records[i]
			note(leg.endpoints.at(r.src), leg.endpoints.at(r.dst))
		}
		for i := range leg.Unreachable() {
			note(leg.Unreachable()[i].Src, leg.Unreachable()[i].Dst)
		}
	}
	return u
}

// complete tells whether two addresses are one endpoint's: on one host, the one only sends and
// the other only receives, and they do not talk to each other.
func (u *uses) complete(a, b netip.AddrPort) bool {
	return a.Addr() == b.Addr() && u.sends[a] != u.sends[b] && u.receives[a] != u.receives[b] && u.sends[a] != u.receives[a] &&
		!u.talk[[2]netip.AddrPort{a, b}] && !u.talk[[2]netip.AddrPort{b, a}]
}

// sameEndpoint are the addresses that a B2BUA makes calls from, each with the one on the same
// host at which it got the call.
func sameEndpoint(c *Call) map[netip.AddrPort]netip.AddrPort {
	same := map[netip.AddrPort]netip.AddrPort{}
	for _, j := range c.Joins() {
		from, to := c.Part(j.With).Src(), j.call.Src()
		if j.Evidence&Through == 0 || from.Addr() == to.Addr() {
			continue
		}
		for t := range c.Legs()[j.With].initialInvites() {
			if a := c.Legs()[j.With].endpoints.at(t.Server); a.Addr() == to.Addr() && a != to {
				same[to] = a
				break
			}
		}
	}
	return same
}
