package capture

import (
	"math"
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	for name, tt := range map[string]struct {
		resolution byte
		offset     int64
		units      uint64
		want       time.Time
	}{
		"seconds":              {0, 0, 1700000000, time.Unix(1700000000, 0)},
		"milliseconds":         {3, 0, 1700000000123, time.Unix(1700000000, 123e6)},
		"microseconds":         {6, 0, 1700000000123456, time.Unix(1700000000, 123456e3)},
		"nanoseconds":          {9, 0, 1700000000123456789, time.Unix(1700000000, 123456789)},
		"picoseconds":          {12, 0, 1234567890123456, time.Unix(1234, 567890123)},
		"10^-19":               {19, 0, 12345678901234567890, time.Unix(1, 234567890)},
		"10^-20":               {20, 0, 12345678901234567890, time.Unix(0, 123456789)},
		"10^-28":               {28, 0, 1e19, time.Unix(0, 1)},
		"10^-29":               {29, 0, math.MaxUint64, time.Unix(0, 0)},
		"10^-127":              {127, 0, math.MaxUint64, time.Unix(0, 0)},
		"2^-1":                 {0x81, 0, 3, time.Unix(1, 5e8)},
		"2^-20":                {0x80 | 20, 0, 1700000000<<20 | 1<<19, time.Unix(1700000000, 5e8)},
		"2^-63":                {0x80 | 63, 0, 1<<63 | 1<<62, time.Unix(1, 5e8)},
		"2^-64":                {0x80 | 64, 0, 1 << 63, time.Unix(0, 5e8)},
		"2^-127":               {0xff, 0, math.MaxUint64, time.Unix(0, 0)},
		"offset":               {6, 3600, 1e6, time.Unix(3601, 0)},
		"negative offset":      {6, -3600, 3601e6, time.Unix(1, 0)},
		"beyond the year 9999": {0, 0, math.MaxUint64, time.Unix(maxSecond, 0)},
		"absurd offset":        {0, math.MinInt64, math.MaxUint64, time.Unix(0, 0)},
		"absurd sum":           {0, math.MaxInt64, math.MaxUint64, time.Unix(maxSecond, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := newClock(tt.resolution, tt.offset).time(tt.units); !got.Equal(tt.want) {
				t.Errorf("got %v, want %v", got, tt.want.UTC())
			}
		})
	}
}
