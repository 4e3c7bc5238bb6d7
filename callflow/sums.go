package callflow

import (
	"runtime"
	"sync"
)

// Sums is what [Count], [Measure], [MeasureResponses] and [Dimensions] say of the same calls.
type Sums struct {
	Counts     Counts
	Metrics    Metrics
	Responses  ResponseTimes
	Dimensions []Dimension
}

// sumsShare is how many calls make another goroutine worth its while.
const sumsShare = 4096

// Sum goes through calls once, on all cores, for all that is to be told of them together. stray are the messages that belong
// to none; the capture may be nil.
func Sum(calls []*Call, stray Tally, capture *Capture) Sums {
	watch := newWatch(calls, capture)
	parts := make([]*sums, max(1, min(runtime.GOMAXPROCS(0), len(calls)/sumsShare)))
	var wg sync.WaitGroup
	for i := range parts {
		part := calls[i*len(calls)/len(parts) : (i+1)*len(calls)/len(parts)]
		wg.Go(func() { parts[i] = sumUp(part, watch, len(calls)) })
	}
	wg.Wait()

	var out Sums
	measurers, responses, groupings := make([]*measurer, len(parts)), make([]*responses, len(parts)), make([]*grouping, len(parts))
	for i, p := range parts {
		if i > 0 {
			parts[0].counter.merge(p.counter)
		}
		measurers[i], responses[i], groupings[i] = &p.measurer, &p.responses, p.grouping
	}
	wg.Go(func() { out.Metrics = metricsOf(measurers...) })
	wg.Go(func() { out.Responses = responseTimesOf(responses...) })
	wg.Go(func() { out.Dimensions = dimensionsOf(groupings...) })
	out.Counts = parts[0].counter.with(stray)
	wg.Wait()
	return out
}

// sums are those of a part of the calls.
type sums struct {
	counter   *counter
	measurer  measurer
	responses responses
	grouping  *grouping
}

func sumUp(calls []*Call, w watch, all int) *sums {
	s := &sums{counter: newCounter(), measurer: measurer{watch: w}, grouping: newGrouping(calls)}
	for _, c := range calls {
		s.counter.add(c)
		s.measurer.add(c)
		s.responses.add(c, all)
		s.grouping.add(c)
	}
	return s
}
