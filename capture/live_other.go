//go:build !linux && !libpcap

package capture

// hasAny tells that AnyInterface is to be had.
const hasAny = false

func openInterfaces(_ LiveConfig, names []string) (liveContainer, error) {
	return nil, cannotCapture(names[0], ErrNoLive)
}

func mayCapture() error { return ErrNoLive }

func linkTypeOf(string) string { return "" }
