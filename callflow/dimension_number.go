package callflow

import "net/netip"

// numbering gives each value a number, from 0 on.
type numbering[K comparable] interface {
	of(K) int32
	value(int32) K
}

// keyNumbers numbers values of a dimension.
type keyNumbers[K comparable] struct {
	numbers map[K]int32
	list    []K
	slot    func(K) uint // of others for most values that are different
	recent  [256]recentKey[K]
}

// recentKey is one of keyNumbers.numbers: comparing costs less than looking up.
type recentKey[K comparable] struct {
	key    K
	number int32 // from 1
}

func newKeyNumbers[K comparable](slot func(K) uint) *keyNumbers[K] {
	return &keyNumbers[K]{numbers: map[K]int32{}, slot: slot}
}

func (t *keyNumbers[K]) of(k K) int32 {
	recent := &t.recent[t.slot(k)%uint(len(t.recent))]
	if recent.number != 0 && recent.key == k {
		return recent.number - 1
	}
	n, ok := t.numbers[k]
	if !ok {
		n = int32(len(t.list))
		t.numbers[k] = n
		t.list = append(t.list, k)
	}
	*recent = recentKey[K]{k, n + 1}
	return n
}

func (t *keyNumbers[K]) value(n int32) K { return t.list[n] }

// addrNumbers numbers addresses: an endpoint has one in every dimension. The zero value has none.
type addrNumbers struct {
	list  []netip.Addr
	slots []int32 // 1 + numbers, each where its key says or in the next free place; at most half of them are taken
}

// leastAddrs is how many addresses there is room for at first.
const leastAddrs = 1 << 6

func (t *addrNumbers) of(a netip.Addr) int32 {
	if 2*len(t.list) >= len(t.slots) {
		t.grow()
	}
	slot := t.slot(a)
	if *slot == 0 {
		t.list = append(t.list, a)
		*slot = int32(len(t.list))
	}
	return *slot - 1
}

func (t *addrNumbers) value(n int32) netip.Addr { return t.list[n] }

// slot is where an address is, or is to be.
func (t *addrNumbers) slot(a netip.Addr) *int32 {
	for i := addrKey(a); ; i++ {
		slot := &t.slots[i&uint64(len(t.slots)-1)]
		if *slot == 0 || t.list[*slot-1] == a {
			return slot
		}
	}
}

// grow makes room for twice as many.
func (t *addrNumbers) grow() {
	t.slots = make([]int32, max(2*len(t.slots), 2*leastAddrs))
	for i, a := range t.list {
		*t.slot(a) = int32(i) + 1
	}
}
