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
	l.keep(b, m, f, i)
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

// tag is the number of a tag. What was seen before brings no new one.
func (l *Leg) tag(b *Builder, e *Event, tag []byte) uint16 {
	if len(tag) == 0 {
		return 0
	}
	if i, ok := l.findTag(tag); ok {
		return i + 1
	}
	if e.Duplicate || len(l.tags) >= tableLimit {
		return 0 // rather no tag than the first one
	}
	l.tags = append(l.tags, b.text.copy(tag))
	if n := len(l.tags); n > searchLimit {
		x := l.makeRare()
		if x.tags == nil {
			x.tags = make(map[string]uint16, 4*searchLimit)
		}
		for i := len(x.tags); i < n; i++ {
			x.tags[l.tags[i]] = uint16(i)
		}
	}
	return uint16(len(l.tags))
}

// findTag is the place of a tag in the list.
func (l *Leg) findTag(tag []byte) (uint16, bool) {
	if len(l.tags) > searchLimit {
		i, ok := l.rare.tags[string(tag)]
		return i, ok
	}
	for i := range l.tags {
		if l.tags[i] == string(tag) {
			return uint16(i), true
		}
	}
	return 0, false
}

// tagOf is the tag that a record names.
func (l *Leg) tagOf(i uint16) string {
	if i == 0 {
		return ""
	}
	return l.tags[i-1]
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
