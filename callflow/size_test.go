package callflow

import (
	"testing"
	"unsafe"
)

// TestSizes holds what every call and every message costs. A legBlock, which a builder that streams makes, and the
// allocator's header of 8 bytes just fit one of its sizes: a word more would cost 128 bytes.
func TestSizes(t *testing.T) {
	if got := unsafe.Sizeof(record{}); got > 40 {
		t.Errorf("a message takes %d bytes, want 40", got)
	}
	if got := unsafe.Sizeof(Call{}); got > 128 {
		t.Errorf("a call takes %d bytes, want at most 128", got)
	}
	if got := unsafe.Sizeof(legBlock{}); got > 1272 {
		t.Errorf("a leg takes %d bytes, want at most 1272", got)
	}
}
