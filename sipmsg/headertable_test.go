package sipmsg

import (
	"strings"
	"testing"
)

func TestLookupHeader(t *testing.T) {
	for id := HeaderOther + 1; id < headerCount; id++ {
		row := headerTable[id]
		if row.name == "" || row.doc == "" || row.ref == "" {
			t.Errorf("header %d (%q): its row is not whole", id, row.name)
			continue
		}
		names := []string{row.name, strings.ToLower(row.name), strings.ToUpper(row.name)}
		if row.compact != 0 {
			names = append(names, string(row.compact), strings.ToUpper(string(row.compact)))
		}
		for _, name := range names {
			if got := LookupHeader(name); got != id {
				t.Errorf("LookupHeader(%q): got %v, want %v", name, got, id)
			}
		}
	}
	for _, name := range []string{"", "q", "Vi", "X-Via", "Viaa", "Call_ID", "Subjecu"} {
		if got := LookupHeader(name); got != HeaderOther {
			t.Errorf("LookupHeader(%q): got %v, want none", name, got)
		}
	}
}

// TestLookupIsExact alters each letter of each name, to every octet there is.
func TestLookupIsExact(t *testing.T) {
	for id := HeaderOther + 1; id < headerCount; id++ {
		known := headerTable[id].name
		for i := range known {
			for c := range 256 {
				name := []byte(known)
				name[i] = byte(c)
				if got := lookupHeader(name); got == id && !strings.EqualFold(string(name), known) {
					t.Errorf("%q is taken for %s", name, known)
				}
			}
		}
	}
}

// TestLookupChains keeps the hash good enough: a chain is what a look-up of an unknown
// name has to walk.
func TestLookupChains(t *testing.T) {
	longest, chain := 0, 0
	for _, id := range headerSlots {
		if chain++; id == HeaderOther {
			chain = 0
		}
		longest = max(longest, chain)
	}
	if longest > 6 {
		t.Errorf("the longest chain has %d names, want at most 6", longest)
	}
}
