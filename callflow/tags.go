package callflow

import "encoding/binary"

// tags are the tags of a leg, one behind the other and each behind its length: most legs have two, and the
// garbage collector has one pointer to follow. Where they are many, manyTags has them.
type tags string

// manyTags are the tags of a leg that has more than searchLimit.
type manyTags struct {
	list    []string
	numbers map[string]uint16 // their places in the list
}

// longTag marks a length that is in the next four bytes.
const longTag = 255

// cut is the first tag, and those behind it.
func (t tags) cut() (tag string, rest tags) {
	from := 1
	n := int(t[0])
	if n == longTag {
		from, n = 5, int(binary.BigEndian.Uint32([]byte(t[1:5])))
	}
	return string(t[from : from+n]), t[from+n:]
}

// find is the place of a tag, or how many there are where it is none of them.
func (t tags) find(tag []byte) (place int, ok bool) {
	var first byte // tells most from one another
	if len(tag) > 0 {
		first = tag[0]
	}
	for ; len(t) > 1; place++ {
		n := int(t[0])
		if n == longTag {
			var long string
			if long, t = t.cut(); long == string(tag) {
				return place, true
			}
			continue
		}
		if n == len(tag) && t[1] == first && string(t[1:1+n]) == string(tag) {
			return place, true
		}
		t = t[1+n:]
	}
	return place, false
}

// tags are these and one more.
func (t *text) tags(before tags, tag []byte) tags {
	var length [5]byte
	n := 1
	if length[0] = byte(min(len(tag), longTag)); length[0] == longTag {
		binary.BigEndian.PutUint32(length[1:], uint32(len(tag)))
		n = 5
	}
	block := t.room(len(before) + n + len(tag))
	start := block.Len()
	block.WriteString(string(before))
	block.Write(length[:n])
	block.Write(tag)
	return tags(block.String()[start:])
}

// tag is the number of a tag, 0 for none. What was seen before brings no new one.
func (l *Leg) tag(b *Builder, e *Event, tag []byte) uint16 {
	if len(tag) == 0 {
		return 0
	}
	i, ok := l.findTag(tag)
	switch {
	case ok:
		return uint16(i) + 1
	case e.Duplicate, i >= tableLimit:
		return 0 // rather no tag than the first one
	case i < searchLimit:
		l.tags = b.text.tags(l.tags, tag)
	default:
		l.makeRare().tags.add(b.text.copy(tag), l.tags)
	}
	return uint16(i) + 1
}

// add adds a tag; few are those that there are before the first.
func (m *manyTags) add(tag string, few tags) {
	if m.numbers == nil {
		m.numbers = make(map[string]uint16, 4*searchLimit)
		for len(few) > 0 {
			var t string
			t, few = few.cut()
			m.numbers[t] = uint16(len(m.list))
			m.list = append(m.list, t)
		}
	}
	m.numbers[tag] = uint16(len(m.list))
	m.list = append(m.list, tag)
}

// findTag is the place of a tag among the leg's, or how many there are where it is none of them.
func (l *Leg) findTag(tag []byte) (place int, ok bool) {
	if l.rare == nil || l.rare.tags.list == nil {
		return l.tags.find(tag)
	}
	if i, ok := l.rare.tags.numbers[string(tag)]; ok {
		return int(i), true
	}
	return len(l.rare.tags.list), false
}

// tagOf is the tag that a record names.
func (l *Leg) tagOf(i uint16) string {
	if i == 0 {
		return ""
	}
	if many := l.rarities().tags.list; many != nil {
		return many[i-1]
	}
	tag, rest := l.tags.cut()
	for ; i > 1; i-- {
		tag, rest = rest.cut()
	}
	return tag
}
