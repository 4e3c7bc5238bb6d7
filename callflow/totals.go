package callflow

import (
	"maps"
	"math/bits"
	"slices"
	"time"
)

// Totals sums calls up one by one, in memory that does not grow with their number: what [Count],
// [Measure], [MeasureResponses] and [Dimensions] say of all calls at once. The zero value has seen none. It is for
// one goroutine.
//
// Quantiles are those that the functions give as long as there are some ten thousand delays;
// of more they are right to within two percent. Counts, means and maxima are always exact.
type Totals struct {
	counter   *counter
	measurer  measurer
	responses responses
	values    [dimensionCount]valueTotals
	grouped   [2]int // calls that are in dimensions, and of them those that failed
	troubled  map[Kind]int
}

// Add takes a call that is over. now is the time when it was found to be: it tells how long an
// unanswered request was waited for.
func (t *Totals) Add(c *Call, now time.Time) {
	t.begin()
	t.counter.add(c)
	t.counter.bound()
	t.measurer.watch.last = now
	t.measurer.add(c)
	if c.Trouble() > 0 {
		t.troubled[c.Kind]++
	}
	t.responses.add(c, maxEnds)
	t.addDimensions(c)
	for _, d := range t.lists() {
		d.bound(maxDelays)
	}
}

func (t *Totals) begin() {
	if t.counter == nil {
		t.counter, t.troubled = newCounter(), make(map[Kind]int)
	}
}

// maxEnds is how many ways to end are told apart: more than there are registered codes, each
// with the states that it can stand for.
const maxEnds = 1024

func (t *Totals) lists() []*delays {
	m := &t.measurer
	return []*delays{&m.pdd, &m.setup, &m.talk, &m.bye, &m.rrd, &t.responses.methods, &t.responses.finals}
}

// AddFinding counts a finding about no call.
func (t *Totals) AddFinding(f *Finding) {
	t.begin()
	t.counter.findings[f.ID]++
}

// Counts is what was counted, and stray, the messages that belong to no call.
func (t *Totals) Counts(stray Tally) Counts {
	if t.counter == nil {
		return Count(nil, stray)
	}
	return t.counter.with(stray)
}

// Troubled is how many there are of each kind for which [Call.Trouble] is more than 0.
func (t *Totals) Troubled() map[Kind]int { return maps.Clone(t.troubled) }

// Metrics is what [Measure] says.
func (t *Totals) Metrics() Metrics { return metricsOf(&t.measurer) }

// Responses is what [MeasureResponses] says.
func (t *Totals) Responses() ResponseTimes {
	return responseTimesOf(&t.responses)
}

// maxDelays is how many delays are kept as they are.
const maxDelays = 1 << 14

// bound keeps d shorter than limit: where there are too many, those of a group that are nearly the same become
// one that stands for all. The longest stays as it is.
func (d *delays) bound(limit int) {
	if d.len() < limit {
		return
	}
	list := d.loosen()
	slices.SortStableFunc(list, byGroup)
	for width := 6; width >= 0 && len(list) > limit/2; width-- {
		list = foldAlike(list, width)
	}
	d.others = list
}

// foldAlike makes one of the delays that are alike: of the same power of two, and width bits after its first.
func foldAlike(list []delay, width int) []delay {
	kept := list[:0]
	for i, next := range list {
		last := len(kept) - 1
		longest := i+1 == len(list) || list[i+1].group != next.group
		if last < 0 || longest || kept[last].group != next.group ||
			likeness(kept[last].time, width) != likeness(next.time, width) || kept[last].more > 1<<31 || next.more > 1<<30 {
			kept = append(kept, next)
			continue
		}
		l := &kept[last]
		share := float64(next.n()) / float64(l.n()+next.n())
		l.time += time.Duration(share * float64(next.time-l.time))
		l.more += next.more + 1
	}
	clear(list[len(kept):])
	return kept
}

// likeness is the same for delays that are nearly the same. Those below a tenth of a
// millisecond are.
func likeness(t time.Duration, width int) int {
	const least = 1 << 17 // ns
	if t < least {
		return 0
	}
	power := bits.Len64(uint64(t))
	return power<<8 | int(uint64(t)>>(power-1-width))&(1<<width-1)
}
