package callflow

import (
	"cmp"
	"net/netip"
	"slices"
)

// columns makes the ladder's columns: the caller first, then as requests went along the path.
// An address that only sends and one that only receives on the same host are one endpoint.
func (l *Ladder) columns(c *Call) map[netip.AddrPort]int {
	type use struct {
		sends, receives bool
		order           int
	}
	uses := make(map[netip.AddrPort]*use)
	talk := make(map[[2]netip.AddrPort]bool)
	var list []netip.AddrPort
	note := func(a netip.AddrPort) *use {
		u := uses[a]
		if u == nil {
			u = &use{order: 1 << 20}
			uses[a] = u
			list = append(list, a)
		}
		return u
	}
	for _, leg := range c.Legs {
		method := leg.initialMethod(c.Kind)
		initial := func(m *Message) bool {
			return m.CSeqMethod == method && m.Transaction >= 0 && !leg.transactions[m.Transaction].InDialog
		}
		for _, m := range leg.Messages() {
			src, dst := note(m.Src), note(m.Dst)
			src.sends, dst.receives = true, true
			talk[[2]netip.AddrPort{m.Src, m.Dst}] = true
			switch {
			case !initial(&m):
			case m.IsRequest():
				src.order, dst.order = min(src.order, 2*m.Vias), min(dst.order, 2*m.Vias+1)
			default:
				src.order, dst.order = min(src.order, 2*m.Vias+1), min(dst.order, 2*m.Vias)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b netip.AddrPort) int { return cmp.Compare(uses[a].order, uses[b].order) })
	col := make(map[netip.AddrPort]int)
	for _, a := range list {
		u := uses[a]
		if !(u.sends && u.receives) {
			if k := slices.IndexFunc(l.Columns, func(o Column) bool {
				first := uses[o.Addrs[0]]
				return o.Addrs[0].Addr() == a.Addr() && len(o.Addrs) == 1 && !(first.sends && first.receives) && first.sends != u.sends &&
					!talk[[2]netip.AddrPort{o.Addrs[0], a}] && !talk[[2]netip.AddrPort{a, o.Addrs[0]}]
			}); k >= 0 {
				l.Columns[k].Addrs = append(l.Columns[k].Addrs, a)
				col[a] = k
				continue
			}
		}
		col[a] = len(l.Columns)
		l.Columns = append(l.Columns, Column{Addrs: []netip.AddrPort{a}})
	}
	for i := range l.Columns {
		for _, a := range l.Columns[i].Addrs {
			for _, leg := range c.Legs {
				if l.Columns[i].Name == "" {
					l.Columns[i].Name = leg.Agent(a)
				}
			}
		}
	}
	return col
}
