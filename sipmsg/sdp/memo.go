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
	sets    []memoSet[T]
	sum     uint64
	open    bool // the description looked for last is to be kept
}

// memoSet has room for two descriptions, so that two that come by turns do not drive each other out.
type memoSet[T any] struct {
	slots [2]memoSlot[T]
	turn  uint8 // which of them makes room next
}

// memoSlot has what was made of a description once it came a second time: most of those that come
// once come never again.
type memoSlot[T any] struct {
	sum  uint64 // of text, 0 for none
	text string
	made T
}

// memoSets bounds a Memo, with outlineLimit: to 256 KiB. Few networks have more than a dozen
// kinds of descriptions.
const memoSets = 1 << 7

// Find takes b apart: o is nil where it is not of the plain form of most, and is valid until the
// next Find. Where another such description was kept, ok is true and made is what was made of it.
func (m *Memo[T]) Find(b []byte) (o *Outline, made T, ok bool) {
	m.open = false
	o = &m.outline
	if !o.head(b) {
		return nil, made, false
	}
	if m.sets == nil {
		m.seed, m.sets = maphash.MakeSeed(), make([]memoSet[T], memoSets)
	}
	// Most have one media: then the rest is all text, which need not be read to be known.
	n := len(o.text)
	o.text = append(o.text, b[o.done:]...)
	if s := m.slot(); s != nil && s.text == string(o.text) {
		return o, s.made, true
	}
	o.text = o.text[:n]
	if !o.rest(b) {
		return nil, made, false
	}
	s := m.slot()
	switch {
	case s == nil:
		set := m.set()
		set.slots[set.turn] = memoSlot[T]{sum: m.sum}
		set.turn ^= 1
	case s.text == string(o.text):
		return o, s.made, true
	default:
		m.open = true
	}
	return o, made, false
}

// slot is that of a description with the text of the outline, nil where none was seen.
func (m *Memo[T]) slot() *memoSlot[T] {
	m.sum = maphash.Bytes(m.seed, m.outline.text)
	set := m.set()
	for i := range set.slots {
		if s := &set.slots[i]; s.sum == m.sum {
			return s
		}
	}
	return nil
}

func (m *Memo[T]) set() *memoSet[T] { return &m.sets[m.sum%memoSets] }

// Keep remembers what was made of the description that was looked for last: s, parsed.
func (m *Memo[T]) Keep(s *Session, made T) {
	if !m.open || s.secret() {
		return
	}
	if known := m.slot(); known != nil {
		*known = memoSlot[T]{m.sum, string(m.outline.text), made}
	}
}
