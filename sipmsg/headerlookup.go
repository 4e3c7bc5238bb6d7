package sipmsg

import "encoding/binary"

// lookupBits sizes the hash table of header names: four slots a name keep the chains short.
const lookupBits = 9

// headerSlots is an open-addressed hash table from name to HeaderID, for names and
// compact forms in any case. An empty slot ends a chain.
var headerSlots = func() (slots [1 << lookupBits]HeaderID) {
	insert := func(name string, id HeaderID) {
		h := keyOf([]byte(name)).hash(len(name))
		for slots[h] != HeaderOther {
			h = (h + 1) % uint32(len(slots))
		}
		slots[h] = id
	}
	for id := HeaderOther + 1; id < headerCount; id++ {
		insert(headerTable[id].name, id)
	}
	return slots
}()

// nameKey holds the first and the last eight letters of a name in lower case, of shorter
// names the first and the last four or what there is: for names of up to 16 letters that
// is all, and comparing it takes two steps instead of one a letter.
type nameKey struct{ first, last uint64 }

// keyOf returns the key of a name of at least two letters. Setting bit 5 folds the case
// of letters, and leaves hyphens and digits as they are. It would make a hyphen of a CR,
// so that a name with control octets gets a key that no header has. None of the other
// octets that no name holds is made into one that a header's name does.
func keyOf(name []byte) (k nameKey) {
	const fold = 0x20 * eachByte
	switch n := len(name); {
	case n >= 8:
		k.first = binary.LittleEndian.Uint64(name)
		k.last = binary.LittleEndian.Uint64(name[n-8:])
	case n >= 4:
		k.first = uint64(binary.LittleEndian.Uint32(name))<<32 | uint64(binary.LittleEndian.Uint32(name[n-4:]))
		k.last = k.first
	default:
		k.first = fold | uint64(name[0])<<16 | uint64(name[1])<<8 | uint64(name[n-1])
		k.last = k.first
	}
	if ((k.first-fold)|(k.last-fold))&highBits != 0 {
		return nameKey{}
	}
	return nameKey{k.first | fold, k.last | fold}
}

// hash returns the slot at which the search for a name of n letters begins.
func (k nameKey) hash(n int) uint32 {
	return uint32((k.first*0x9e3779b97f4a7c15 + k.last*0xc2b2ae3d27d4eb4f + uint64(n)) * 0x9e3779b97f4a7c15 >> (64 - lookupBits))
}

// headerKeys gives key and length of each header's name, close together.
var headerKeys = func() (keys [headerCount]struct {
	nameKey
	length int
}) {
	for id := HeaderOther + 1; id < headerCount; id++ {
		name := headerTable[id].name
		keys[id].nameKey, keys[id].length = keyOf([]byte(name)), len(name)
	}
	return keys
}()

// compactForms gives the header of each one-letter name.
var compactForms = func() (t [256]HeaderID) {
	for id := HeaderOther + 1; id < headerCount; id++ {
		if c := headerTable[id].compact; c != 0 {
			t[c] = id
			t[c-'a'+'A'] = id
		}
	}
	return t
}()

// lookupHeader returns the id of a header name, long or compact, in any case, and
// HeaderOther for a name that the table does not have. It does not allocate.
func lookupHeader(name []byte) HeaderID {
	switch len(name) {
	case 0:
		return HeaderOther
	case 1:
		return compactForms[name[0]]
	}
	key := keyOf(name)
	for h := key.hash(len(name)); ; h = (h + 1) % (1 << lookupBits) {
		id := headerSlots[h]
		if id == HeaderOther {
			return HeaderOther
		}
		if k := &headerKeys[id]; k.nameKey == key && k.length == len(name) && (len(name) <= 16 || string(name) == headerTable[id].name || sameName(name, headerTable[id].name)) {
			return id
		}
	}
}

// sameName compares two names of the same length without regard to case.
func sameName(name []byte, known string) bool {
	for i := range name {
		if lower(name[i]) != lower(known[i]) {
			return false
		}
	}
	return true
}

// LookupHeader returns the id of a header name as a person may write it, long or
// compact, in any case, and HeaderOther for a name that is not known.
func LookupHeader(name string) HeaderID { return lookupHeader([]byte(name)) }
