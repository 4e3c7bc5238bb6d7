package where

import (
	"net/netip"
	"time"
)

// given is a value, nil where it is the zero of its type, which stands for none.
func given[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

// address is "ip:port", nil for no address.
func address(a netip.AddrPort) *string {
	if !a.IsValid() {
		return nil
	}
	s := a.String()
	return &s
}

// millis is a time span in milliseconds, to the microsecond as it is printed; nil for one that
// could not be measured.
func millis(d time.Duration) *float64 {
	if d < 0 {
		return nil
	}
	ms := float64(d.Round(time.Microsecond)/time.Microsecond) / 1000
	return &ms
}

// list is what of makes of each item, nil of none.
func list[T, U any](items []T, of func(T) U) []U {
	var out []U
	for _, item := range items {
		out = append(out, of(item))
	}
	return out
}

func same(s string) string { return s }
