package capture

import (
	"slices"

	"github.com/google/gopacket/layers"
)

// A capture filter is compiled for each link layer, as its offsets are those of the frame: the first
// time that a frame of it comes, for a file may describe interfaces of any kind, and later ones
// when it is half read. What compiles and runs it is in filter_libpcap.go; a build without it
// (filter_none.go) knows none.

// filter is a capture filter. A nil one lets everything through.
type filter struct {
	expression string
	programs   map[filterKey]*filterProgram // nil for what it cannot be compiled for
	stats      FilterInfo
	untagged   []byte
}

// filterKey is what a program is compiled for. NULL's header is in the byte order of the machine
// that captured, for which the file's is taken.
type filterKey struct {
	link *linkLayer
	big  bool
}

// FilterInfo says what [Config].Filter left out beside the count of [SkipFiltered].
type FilterInfo struct {
	// Tagged is how many of the frames left out would pass without their VLAN tags, behind which a
	// filter looks only where it says so.
	Tagged uint64
	// Fragmented6 is how many of the packets left out came in fragments over IPv6, where a filter on
	// ports does not find them in the first fragment either.
	Fragmented6 uint64
	// Unfit are the names of the link layers that the filter cannot be compiled for: all of their
	// frames are left out. Reason says why, of the first.
	Unfit  []string
	Reason string
}

// prepare compiles the filter for the link layers that a file has declared.
func (f *filter) prepare(links []*linkLayer) {
	if f == nil {
		return
	}
	for _, l := range links {
		if l.decode != nil {
			f.program(filterKey{link: l})
		}
	}
}

// check reports an error where the filter is none at all: it can be compiled for nothing of what
// was declared.
func (f *filter) check() error {
	if f == nil {
		return nil
	}
	if len(f.programs) == 0 {
		f.program(filterKey{link: linkLayerOf(linkEthernet)})
	}
	for _, p := range f.programs {
		if p != nil {
			return nil
		}
	}
	return &Error{Op: "compile", File: f.expression, Err: &badFilter{f.stats.Reason}}
}

// program is the filter for a link layer, nil where it cannot be compiled for that.
func (f *filter) program(k filterKey) *filterProgram {
	p, ok := f.programs[k]
	if !ok {
		var err error
		if p, err = compileFilter(k.link.number, k.big, f.expression); err != nil {
			p = nil
			if f.stats.Reason == "" {
				f.stats.Reason = err.Error()
			}
			if !slices.Contains(f.stats.Unfit, k.link.name) { // several numbers have the same
				f.stats.Unfit = append(f.stats.Unfit, k.link.name)
			}
		}
		f.programs[k] = p
	}
	return p
}

// matches tells whether a frame passes. One that is not decoded anyway does not.
func (f *filter) matches(fr *frame) bool {
	if f == nil {
		return true
	}
	if fr.damaged || fr.link.decode == nil {
		return false
	}
	p := f.program(filterKey{fr.link, fr.big})
	return p != nil && p.match(fr.data, fr.length)
}

// countTagged counts a frame that was left out for no reason but its VLAN tags.
func (f *filter) countTagged(fr *frame) {
	const addresses, tag = 12, 4
	if fr.link.number != linkEthernet {
		return
	}
	rest := fr.data
	for len(rest) >= addresses+tag+2 && isTag(rest[addresses:]) {
		rest = rest[tag:]
	}
	if len(rest) == len(fr.data) {
		return
	}
	f.untagged = append(append(f.untagged[:0], fr.data[:addresses]...), rest[addresses:]...)
	p := f.program(filterKey{fr.link, fr.big})
	if p != nil && p.match(f.untagged, fr.length-uint32(len(fr.data)-len(rest))) {
		f.stats.Tagged++
	}
}

// isTag tells whether the EtherType that b begins with is a VLAN tag's.
func isTag(b []byte) bool {
	switch layers.EthernetType(big.u16(b)) {
	case layers.EthernetTypeDot1Q, layers.EthernetTypeQinQ, etherTypeQinQ9100, etherTypeQinQ9200:
		return true
	}
	return false
}

// countFragmented counts a packet in fragments that was left out.
func (f *filter) countFragmented(h *ipHeader) {
	if h.src.Is6() {
		f.stats.Fragmented6++
	}
}

// close gives the programs back.
func (f *filter) close() {
	if f == nil {
		return
	}
	for k, p := range f.programs {
		if p != nil {
			p.free()
		}
		f.programs[k] = nil
	}
}
