package capture

import (
	"math/bits"
	"time"
)

// maxSecond is the last second of the year 9999: a later time, which only damage writes,
// could not be printed as RFC 3339.
const maxSecond = 253402300799

// clock turns the timestamps of a pcapng interface into time.
type clock struct {
	unitsPerSecond uint64 // 0: a second has more units than fit, and shift or divisor apply
	shift          uint   // units are 2^-shift s, where that is more than 63
	divisor        uint64 // units a nanosecond, where they are 10^-20 s or smaller
	offset         int64  // seconds to add (if_tsoffset)
}

// newClock makes the clock for an if_tsresol octet: with the highest bit set, the rest is a
// negative power of 2, otherwise of 10.
func newClock(resolution byte, offset int64) clock {
	c := clock{offset: offset}
	exponent := uint(resolution &^ 0x80)
	switch {
	case resolution&0x80 != 0 && exponent <= 63:
		c.unitsPerSecond = 1 << exponent
	case resolution&0x80 != 0:
		c.shift = exponent
	case exponent <= 19: // the largest power of ten in 64 bits
		c.unitsPerSecond = pow10(exponent)
	case exponent <= 28:
		c.divisor = pow10(exponent - 9)
	}
	return c
}

func pow10(n uint) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

// time returns the time of a timestamp, in UTC.
func (c clock) time(units uint64) time.Time {
	var seconds, nanos uint64
	switch {
	case c.unitsPerSecond == 1e6: // by far the most frequent
		seconds, nanos = units/1e6, units%1e6*1e3
	case c.unitsPerSecond == 1e9:
		seconds, nanos = units/1e9, units%1e9
	case c.unitsPerSecond > 0:
		seconds = units / c.unitsPerSecond
		hi, lo := bits.Mul64(units%c.unitsPerSecond, 1e9)
		nanos, _ = bits.Div64(hi, lo, c.unitsPerSecond)
	case c.shift > 0:
		hi, _ := bits.Mul64(units, 1e9)
		nanos = hi >> (c.shift - 64)
	case c.divisor > 0:
		nanos = units / c.divisor
	}
	second := int64(min(seconds, maxSecond)) + min(max(c.offset, -maxSecond), maxSecond)
	return unixTime(second, int64(nanos))
}

// instant is a time.Time of those years in less room, without a pointer.
type instant struct {
	second int64
	nanos  int32
}

func instantOf(t time.Time) instant { return instant{t.Unix(), int32(t.Nanosecond())} }

// Time is the time, in UTC.
func (i instant) Time() time.Time { return time.Unix(i.second, int64(i.nanos)).UTC() }

// elapsed is to.Sub(from), which takes three times as long to make sure that it is not out of range.
func elapsed(from, to time.Time) time.Duration {
	const far = 1 << 33 // seconds that a Duration holds
	if s := to.Unix() - from.Unix(); -far < s && s < far {
		return time.Duration(s)*time.Second + time.Duration(to.Nanosecond()-from.Nanosecond())
	}
	return to.Sub(from)
}

// unixTime is time.Unix in UTC, kept to the years 1 to 9999.
func unixTime(second, nanos int64) time.Time {
	return time.Unix(min(max(second, -62135596800), maxSecond), nanos).UTC()
}
