package capture

import "math"

// The options of an Interface Statistics Block that tell of packets received and lost.
const (
	optionIfRecv = 4
	optionIfDrop = 5
	optionOSDrop = 7
)

// statistics takes an Interface Statistics Block. Its counters are of the capture's beginning,
// so that the last block of an interface has the word.
func (r *pcapngReader) statistics(body []byte) {
	const fixed = 12
	if len(body) < fixed {
		return
	}
	id := r.order.u32(body)
	if int64(id) >= int64(len(r.interfaces)) {
		return
	}
	received, drops := uint64(0), uint64(0)
	for code, value := range r.order.options(body[fixed:]) {
		if len(value) < 8 {
			continue
		}
		n := r.order.u64(value)
		switch {
		case n > math.MaxInt64: // how some writers say that they do not know
		case code == optionIfRecv:
			received = n
		case code == optionIfDrop, code == optionOSDrop:
			drops += n
		}
	}
	r.interfaces[id].received, r.interfaces[id].drops = received, drops
}

// lose notes that packets were lost before one that is read. Where there are statistics as well
// they count the same packets.
func (i *ngInterface) lose(n uint64) {
	if n <= math.MaxInt64 {
		i.lost += n
	}
}

// dropped returns what the file so far says was lost.
func (r *pcapngReader) dropped() uint64 {
	drops := r.drops
	for _, i := range r.interfaces {
		drops += max(i.drops, i.lost)
	}
	return drops
}

// received returns how many packets the statistics so far say were captured; 0 where that cannot
// be relied on: of several interfaces at once dumpcap counts many packets twice.
func (r *pcapngReader) received() uint64 {
	if r.several || len(r.interfaces) > 1 {
		return 0
	}
	n := r.recv
	for _, i := range r.interfaces {
		n += i.received
	}
	return n
}
