package callflow

import "net/netip"

// add takes a message into the leg and returns its index.
func (l *Leg) add(b *Builder, e *Event, f *facts) int {
	if l.initial.pack == packed {
		l.unpack()
	}
	m := e.Message
	r := record{
		time:    e.Time.UnixNano(),
		frame:   packFrame(e.Frame),
		tx:      -1,
		src:     l.endpoint(&e.Src),
		dst:     l.endpoint(&e.Dst),
		status:  uint16(m.Status),
		fromTag: l.tag(b, e, f.fromTag),
		toTag:   l.tag(b, e, f.toTag),
		method:  l.methodID(f),
		transp:  e.Transport,
	}
	if f.request {
		r.flags |= flagRequest
	}
	if e.Truncated {
		r.flags |= flagTruncated
	}
	if len(e.Frames) > 1 && e.Transport == UDP {
		r.flags |= flagFragmented
	}
	if e.Duplicate {
		r.flags |= flagDuplicate
	}
	l.noteIssues(m, &r)
	i := int32(len(l.records))
	l.setLength(&r, i, len(m.Raw))
	l.initial.flags |= r.flags
	if len(e.Frames) > 1 {
		put(&l.makeRare().frames, i, append([]FrameRef(nil), e.Frames...))
	}
	if e.Duplicate {
		l.addDuplicate(&r, f.cseq, i)
		return int(i)
	}
	l.records = append(l.records, r)
	l.match(b, e, f, i)
	l.keep(b, e, f, i)
	return int(i)
}

// duplicateReach is how many messages back the first sighting of a duplicate is looked for.
const duplicateReach = 64

// addDuplicate adds a second sighting of a packet: it points to the first one and takes no
// part in anything else.
func (l *Leg) addDuplicate(r *record, cseq uint32, i int32) {
	l.records = append(l.records, *r)
	r = &l.records[i]
	for k := i - 1; k >= 0 && k >= i-duplicateReach; k-- {
		o := &l.records[k]
		if o.flags&flagDuplicate == 0 && o.src == r.src && o.dst == r.dst && o.status == r.status && o.method == r.method &&
			o.length == r.length && l.cseqOf(int(k)) == cseq && l.lengthOf(int(k)) == l.lengthOf(int(i)) {
			l.setOriginal(r, i, k)
			r.tx, r.sdp = o.tx, o.sdp
			return
		}
	}
	if cseq != 0 {
		put(&l.makeRare().records.cseqs, i, cseq)
	}
}

// endpoint is the number of an endpoint, which is most often one of the first two.
func (l *Leg) endpoint(a *netip.AddrPort) uint16 {
	list := l.endpoints.list
	switch {
	case len(list) > 0 && list[0] == *a:
		return 0
	case len(list) > 1 && list[1] == *a:
		return 1
	}
	return l.endpoints.add(*a)
}

// hop is the number of the hop that a message runs over, which is made if it is new.
func (l *Leg) hop(e *Event, r *record) uint16 {
	n := len(l.transactions)
	if n == 0 {
		return 0
	}
	if len(l.endpoints.list) < tableLimit {
		// Most often it is that of the message before.
		t := &l.transactions[n-1]
		if t.Client == r.src && t.Server == r.dst || t.Client == r.dst && t.Server == r.src {
			return t.Hop
		}
	}
	hop := hopOf(e.Src.Addr(), e.Dst.Addr())
	if l.hops == nil {
		first := l.Hop(0)
		if hop == first {
			return 0
		}
		l.hops = &table[Hop]{list: []Hop{first}}
	}
	return l.hops.add(hop)
}

// hopOf names a hop the same in both directions.
func hopOf(a, b netip.Addr) Hop {
	if b.Less(a) {
		a, b = b, a
	}
	return Hop{A: a, B: b}
}
