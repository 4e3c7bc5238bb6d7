package ingest

import (
	"net/netip"
	"slices"

	"sipcap/capture"
	"sipcap/capture/decrypt"
)

// tlsFlows decrypts TLS connections, whose two streams need each other for that.
type tlsFlows struct {
	keys    keyring
	byID    map[capture.StreamID]*tlsFlow // by the lesser ID of the two streams
	servers tlsServers
	closing bool // no key can come any more

	limit     int // of bytes
	bytes     int // that decrypting all connections takes
	packets   uint64
	abandoned uint64
}

// tlsFlow is a TLS connection.
type tlsFlow struct {
	conn    decrypt.Connection
	id      capture.StreamID
	sides   [2]*stream        // nil where there is none, or none any more
	to      [2]netip.AddrPort // where they run to
	decided bool              // decrypted, or given up
	found   bool              // SIP

	bytes     int    // that it takes, as it was counted last
	used      uint64 // the number of its last packet
	abandoned bool   // given up for lack of memory
}

// tlsSide is what a stream of TLS has more than others.
type tlsSide struct {
	flow    *tlsFlow
	records []tlsRecord // whose content is not yet told what it is
	cut     int64       // where in the stream the last piece ends
	ended   bool
}

// tlsRecord is a piece of the content, and where in the stream it was.
type tlsRecord struct {
	from, to   int64 // in the content
	start, end int64
}

// What is held of a connection until there is a key, where it could be SIP and where that is unlikely.
const (
	maxHeldSIP   = decrypt.DefaultMaxHeld
	maxHeldOther = 16 << 10
)

// place returns where in the stream a range of the content was.
func (s *stream) place(from, to int64) (start, end int64) {
	if s.tls == nil {
		return from, to
	}
	for _, r := range s.tls.records {
		if r.from >= to {
			break
		}
		if from < r.to {
			if end == 0 {
				start = r.start
			}
			end = r.end
		}
	}
	return start, end
}

// behind returns up to where in the stream all is told, when that is so of the content up to done.
func (s *stream) behind(done int64) int64 {
	if s.tls == nil {
		return done
	}
	n := 0
	for n < len(s.tls.records) && s.tls.records[n].to <= done {
		n++
	}
	s.tls.records = slices.Delete(s.tls.records, 0, n)
	if len(s.tls.records) > 0 {
		return s.tls.records[0].start
	}
	return s.tls.cut
}

// decideTLS tells by the first bytes of a stream whether it is TLS. What answers TLS is, too; where it
// does not look like it, its beginning is missing.
func (t *streams) decideTLS(s *stream, b []byte) {
	f := t.tls.byID[min(s.id, s.id.Reverse())]
	looks := decrypt.LooksLikeTLS(b) && (s.begun || len(b) >= 5)
	if !looks && f == nil {
		return
	}
	if f == nil {
		f = t.beginTLS(s)
	}
	dir := s.id & 1
	f.sides[dir], f.to[dir], f.to[1-dir] = s, s.packet.Dst, s.packet.Src
	s.tls = &tlsSide{flow: f}
	s.packet.Transport = capture.TLS
	if f.decided && f.conn.Info().Decrypted == 0 {
		t.refuse(s)
		return
	}
	if !looks && !s.begun {
		f.conn.Gap(int(dir), 0)
	}
	s.begun = true // its content does: a handshake came before
}

func (t *streams) beginTLS(s *stream) *tlsFlow {
	f := &tlsFlow{id: min(s.id, s.id.Reverse()), conn: decrypt.Connection{Keys: &t.tls.keys.Keys, MaxHeld: maxHeldOther}}
	if t.tls.byID == nil {
		t.tls.byID = make(map[capture.StreamID]*tlsFlow)
	}
	t.tls.byID[f.id] = f
	return f
}

// decrypt takes the next bytes of a stream of TLS.
func (t *streams) decrypt(s *stream, b []byte) {
	if s.ignored {
		t.account(s, s.end)
		return
	}
	f := s.tls.flow
	f.conn.Feed(int(s.id&1), b)
	t.pieces(f)
	if !f.decided {
		t.watch(f)
	}
}

func (t *streams) gapTLS(s *stream, n int64) {
	f := s.tls.flow
	f.conn.Gap(int(s.id&1), n)
	t.pieces(f)
}

// pieces takes what came of both streams.
func (t *streams) pieces(f *tlsFlow) {
	for p, ok := f.conn.Next(); ok; p, ok = f.conn.Next() {
		if s := f.sides[p.Dir]; s != nil {
			t.piece(f, s, &p)
		}
	}
	if !f.decided {
		return
	}
	for _, s := range f.sides {
		switch {
		case s == nil:
		case s.tls.ended:
			t.finishStream(s)
		default:
			t.sift(s)
		}
	}
}

func (t *streams) piece(f *tlsFlow, s *stream, p *decrypt.Piece) {
	if p.Kind == decrypt.Data && !f.decided {
		t.settleOn(f)
	}
	s.tls.cut = p.End
	switch p.Kind {
	case decrypt.Data:
		if s.ignored || len(p.Data) == 0 {
			break
		}
		s.tls.records = append(s.tls.records, tlsRecord{s.fed, s.fed + int64(len(p.Data)), p.Start, p.End})
		t.content(s, p.Data)
	case decrypt.Lost:
		s.markStream(p.Start, p.End, useNoKey)
		if s.mode == modeUnknown {
			s.begun = false
		} else {
			t.interrupt(s, 0)
		}
	}
	if f.decided {
		t.account(s, s.behind(s.done))
	}
}

// settleOn is for a connection of which something is decrypted: what is known of its frames
// stands.
func (t *streams) settleOn(f *tlsFlow) {
	f.decided = true
	for _, s := range f.sides {
		if s != nil {
			t.account(s, s.behind(s.done))
		}
	}
}
