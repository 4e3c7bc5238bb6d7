package ingest

import (
	"cmp"
	"slices"
)

// sessionBytes is what the secrets of a connection take, about, in a key log and as a session that is resumed.
const sessionBytes = 1 << 10

// muchTLS is what a connection takes that holds records for which it has no key, beside those that decrypt.
const muchTLS = 32 << 10

// limitTLS sets how much decrypting may take, and half of that for secrets.
func (t *tlsFlows) limitTLS(bytes int) {
	t.limit = cmp.Or(bytes, DefaultTLSBytes)
	if bytes > 0 {
		t.keys.MaxSessions = max(1, bytes/2/sessionBytes)
	}
}

// weigh counts what decrypting a connection takes now. Where that of all is too much, buffers that are empty go
// first, then connections that take much, and then those that were idle longest.
func (t *streams) weigh(f *tlsFlow) {
	if t.tls.byID[f.id] != f {
		return // done with
	}
	t.tls.resize(f)
	t.tls.packets++
	f.used = t.tls.packets
	if t.tls.bytes <= t.tls.limit {
		return
	}
	all := make([]*tlsFlow, 0, len(t.tls.byID))
	for _, f := range t.tls.byID {
		f.conn.Trim()
		t.tls.resize(f)
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *tlsFlow) int { return cmp.Or(b.bytes/muchTLS-a.bytes/muchTLS, cmp.Compare(a.used, b.used)) })
	// Some more than has to, so that this is not done for each packet.
	for _, f := range all {
		if t.tls.bytes <= t.tls.limit-t.tls.limit/8 {
			return
		}
		t.abandon(f)
	}
}

func (t *tlsFlows) resize(f *tlsFlow) {
	size := 0
	if !f.abandoned {
		size = f.conn.Size()
	}
	t.bytes += size - f.bytes
	f.bytes = size
}

// abandon gives up a connection for lack of memory.
func (t *streams) abandon(f *tlsFlow) {
	if f.abandoned {
		return
	}
	t.tls.abandoned++
	for _, s := range f.sides {
		if s != nil && !s.ignored && s.mode != modeUnknown {
			t.interrupt(s, 0)
		}
	}
	t.forsake(f)
	f.conn.Trim()
	f.abandoned = true
	t.tls.resize(f)
}
