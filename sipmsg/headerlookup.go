package sipmsg

// lookupBits sizes the hash table of header names: four slots a name keep the chains short.
const lookupBits = 9

// headerSlots is an open-addressed hash table from name to HeaderID, for names and
// compact forms in any case. An empty slot ends a chain.
var headerSlots = func() (slots [1 << lookupBits]HeaderID) {
	insert := func(name string, id HeaderID) {
		h := hashName([]byte(name))
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

// hashName hashes length, first, middle and last letter without regard to case. The
// names differ enough in these for chains of one or two.
func hashName(name []byte) uint32 {
	n := len(name)
	h := uint32(n)<<24 | uint32(name[0]|0x20)<<16 | uint32(name[n/2]|0x20)<<8 | uint32(name[n-1]|0x20)
	return h * 0x9e3779b1 >> (32 - lookupBits)
}

// lookupHeader returns the id of a header name, long or compact, in any case, and
// HeaderOther for a name that the table does not have. It does not allocate.
func lookupHeader(name []byte) HeaderID {
	switch len(name) {
	case 0:
		return HeaderOther
	case 1:
		return compactForms[name[0]]
	}
	for h := hashName(name); ; h = (h + 1) % (1 << lookupBits) {
		id := headerSlots[h]
		if id == HeaderOther {
			return HeaderOther
		}
		if known := headerTable[id].name; len(known) == len(name) && (string(name) == known || sameName(name, known)) {
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
