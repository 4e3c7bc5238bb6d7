package callflow

import (
	"testing"
	"unsafe"
)

// TestSizes holds what every call and every message costs. A legBlock, which a builder that streams makes, and the
// allocator's header of 8 bytes fit one of its sizes, of 1024 bytes: more would cost 128.
func TestSizes(t *testing.T) {
	if got := unsafe.Sizeof(record{}); got > 40 {
		t.Errorf("a message takes %d bytes, want 40", got)
	}
	if got := unsafe.Sizeof(Transaction{}); got > 56 {
		t.Errorf("a transaction takes %d bytes, want 56", got)
	}
	if got := unsafe.Sizeof(SDP{}); got > 24 {
		t.Errorf("a session description takes %d bytes beside what it shares, want 24", got)
	}
	if got := unsafe.Sizeof(Call{}); got > 128 {
		t.Errorf("a call takes %d bytes, want at most 128", got)
	}
	if got := unsafe.Sizeof(legBlock{}); got > 1016 {
		t.Errorf("a leg takes %d bytes, want at most 1016", got)
	}
}
