package callflow

// tableLimit is how many different values a table of a leg holds. What comes after shares
// the place of the zero value: an attacker's leg of a million tags stays bounded.
const tableLimit = 1<<16 - 2

// table gives values small numbers: a leg's messages name endpoints and hops by them. Short tables are
// searched, longer ones get an index.
type table[T comparable] struct {
	list  []T
	index map[T]uint16
}

const searchLimit = 16

// find is the number of v.
func (t *table[T]) find(v T) (uint16, bool) {
	if t.index != nil {
		i, ok := t.index[v]
		return i, ok
	}
	for i := range t.list {
		if t.list[i] == v {
			return uint16(i), true
		}
	}
	return 0, false
}

// add is the number of v, which is given one if it has none.
func (t *table[T]) add(v T) uint16 {
	if i, ok := t.find(v); ok {
		return i
	}
	if len(t.list) >= tableLimit {
		return 0
	}
	if len(t.list) == searchLimit {
		t.index = make(map[T]uint16, 4*searchLimit)
		for i, w := range t.list {
			t.index[w] = uint16(i)
		}
	}
	i := uint16(len(t.list))
	t.list = append(t.list, v)
	if t.index != nil {
		t.index[v] = i
	}
	return i
}

// at is the value of number i, the zero value where the table is empty.
func (t *table[T]) at(i uint16) T {
	if int(i) < len(t.list) {
		return t.list[i]
	}
	var zero T
	return zero
}
