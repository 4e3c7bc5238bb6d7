package ingest

import (
	"cmp"
	"maps"
	"slices"
)

// watch looks whether a connection of which nothing was decrypted so far ever will be.
func (t *streams) watch(f *tlsFlow) {
	i := f.conn.Info()
	if i.NoKey && t.tls.keys.more() {
		t.retry(f)
		i = f.conn.Info()
	}
	switch {
	case f.decided, i.Client < 0 && !i.GivenUp:
	case i.GivenUp:
		t.forsake(f)
	case f.couldBeSIP(&i):
		f.conn.MaxHeld = maxHeldSIP
	case t.tls.keys.none():
		t.forsake(f)
	}
}

// retry decrypts what is held, where its key has come.
func (t *streams) retry(f *tlsFlow) {
	f.conn.Retry()
	t.pieces(f)
}

// forsake gives up a connection of which nothing was decrypted.
func (t *streams) forsake(f *tlsFlow) {
	f.conn.GiveUp()
	f.decided = true
	for _, s := range f.sides {
		if s != nil {
			t.refuse(s)
		}
	}
	if i := f.conn.Info(); t.ignore != nil && !f.couldBeSIP(&i) {
		t.ignore(f.id) // also the one that is still to come
		t.ignore(f.id.Reverse())
	}
}

// refuse looks at nothing more of a stream. The frames of one that could be SIP go on to be
// counted as such.
func (t *streams) refuse(s *stream) {
	f := s.tls.flow
	i := f.conn.Info()
	s.ignored, s.unread = true, useOther
	if f.couldBeSIP(&i) {
		s.unread = useNoKey
	}
	for i := range s.parts {
		s.parts[i].use = s.unread
	}
	if s.unread == useNoKey {
		t.account(s, s.end)
		return
	}
	t.drop(s)
}

// endTLS ends a stream of TLS, and tells whether that is all: a key may come for what is held.
func (t *streams) endTLS(s *stream) bool {
	f := s.tls.flow
	if !s.ignored {
		f.conn.Close(int(s.id & 1))
		t.pieces(f)
	}
	if f.decided {
		return true
	}
	s.tls.ended = true
	if i := f.conn.Info(); i.NoKey && !t.tls.closing {
		return false
	}
	t.forsake(f)
	return true
}

// leave is for a stream of a connection that is done with.
func (t *streams) leave(s *stream) {
	f := s.tls.flow
	dir := s.id & 1
	if f.sides[dir] != s {
		return
	}
	f.sides[dir] = nil
	f.found = f.found || s.found > 0
	if f.sides[1-dir] == nil {
		delete(t.tls.byID, f.id)
		t.tls.bytes -= f.bytes
		t.tls.servers.add(f)
	}
}

// lastKeys looks for keys once more at the end of the input.
func (t *streams) lastKeys() {
	t.tls.closing = true
	if len(t.tls.byID) == 0 || !t.tls.keys.more() {
		return
	}
	for _, f := range slices.SortedFunc(maps.Values(t.tls.byID), func(a, b *tlsFlow) int { return cmp.Compare(a.id, b.id) }) {
		if !f.decided {
			t.retry(f)
		}
	}
}
