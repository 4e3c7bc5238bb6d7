//go:build !libpcap || !cgo || windows

package capture

// HasFilters tells whether this build compiles capture filters: it was built with the tag libpcap,
// and has cgo.
const HasFilters = false

// FilterLibrary names the library that compiles capture filters, with its version; "" without one.
func FilterLibrary() string { return "" }

// filterProgram is a filter for one link layer, of which there is none in this build.
type filterProgram struct{}

func compileFilter(uint32, bool, string) (*filterProgram, error) { return nil, ErrNoFilters }

func (*filterProgram) match([]byte, uint32) bool { return true }
func (*filterProgram) free()                     {}
