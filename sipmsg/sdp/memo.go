package sdp

import "hash/maphash"

// Memo remembers what was made of descriptions, for others that say the same of all but origin, address and
// ports: the phones of one make, and the gateways behind a proxy, have a few ways to describe their sessions,
// and finding such a description costs less than parsing it.
//
//	o, made, ok := memo.Find(body)
//	if !ok && sdp.Parse(body, &s) {
//		made = … // of s, but for what o tells
//		memo.Keep(&s, made)
//	}
//
// It holds no more than a few hundred, those that came again last, and none that has a key in it. The zero value is
// empty and ready.
type Memo[T any] struct {
	outline Outline
	seed    maphash.Seed
	slots   []memoSlot[T]
	sum     uint64
	open    bool // the description looked for last is to be kept
}

// memoSlot has what was made of a description once it came a second time: most of those that come
// once come never again.
type memoSlot[T any] struct {
	sum  uint64 // of text, 0 for none
	text string
	made T
}

// memoSlots bounds a Memo, with outlineLimit: to 256 KiB. Few networks have more than a dozen
// kinds of descriptions.
const memoSlots = 1 << 8

// Find takes b apart: o is nil where it is not of the plain form of most, and is valid until the
// next Find. Where another such description was kept, ok is true and made is what was made of it.
func (m *Memo[T]) Find(b []byte) (o *Outline, made T, ok bool) {
	m.open = false
	o = &m.outline
	if !o.head(b) {
		return nil, made, false
	}
	if m.slots == nil {
		m.seed, m.slots = maphash.MakeSeed(), make([]memoSlot[T], memoSlots)
	}
	// Most have one media: then the rest is all text, which need not be read to be known.
	n := len(o.text)
	o.text = append(o.text, b[o.done:]...)
	if s := m.slot(); s.text == string(o.text) {
		return o, s.made, true
	}
	o.text = o.text[:n]
	if !o.rest(b) {
		return nil, made, false
	}
	s := m.slot()
	switch {
	case s.sum != m.sum:
		*s = memoSlot[T]{sum: m.sum}
	case s.text == string(o.text):
		return o, s.made, true
	default:
		m.open = true
	}
	return o, made, false
}

// slot is where a description with the text of the outline has its place.
func (m *Memo[T]) slot() *memoSlot[T] {
	m.sum = maphash.Bytes(m.seed, m.outline.text)
	return &m.slots[m.sum%memoSlots]
}

// Keep remembers what was made of the description that was looked for last: s, parsed.
func (m *Memo[T]) Keep(s *Session, made T) {
	if m.open && !s.secret() {
		m.slots[m.sum%memoSlots] = memoSlot[T]{m.sum, string(m.outline.text), made}
	}
}
