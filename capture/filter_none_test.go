//go:build !libpcap || !cgo || windows

package capture

import (
	"bytes"
	"errors"
	"testing"

	ct "sipcap/capture/capturetest"
)

// A build without filters refuses one, rather than to let all through.
func TestNoFilters(t *testing.T) {
	_, err := Open(Config{Stdin: bytes.NewReader(ct.Pcap{}.Bytes()), Filter: "udp"}, "-")
	if !errors.Is(err, ErrNoFilters) || err.Error() != "compile udp: this build has no capture filters" {
		t.Errorf("got %v, want %v", err, ErrNoFilters)
	}
	if HasFilters || FilterLibrary() != "" {
		t.Errorf("HasFilters is %v, the library %q", HasFilters, FilterLibrary())
	}
}
