package callflow

import "sync"

// Sums is what [Count], [Measure], [MeasureResponses] and [Dimensions] say of the same calls.
type Sums struct {
	Counts     Counts
	Metrics    Metrics
	Responses  ResponseTimes
	Dimensions []Dimension
}

// Sum goes through calls once, on all cores, for all that is to be told of them together. stray are the messages that belong
// to none; the capture may be nil.
func Sum(calls []*Call, stray Tally, capture *Capture) Sums { return sum(calls, stray, capture, false) }

// SumBriefly is [Sum] without response times, which are of every message.
func SumBriefly(calls []*Call, stray Tally, capture *Capture) Sums {
	return sum(calls, stray, capture, true)
}

func sum(calls []*Call, stray Tally, capture *Capture, brief bool) Sums {
	watch := newWatch(calls, capture)
	parts := InParts(calls, func(part []*Call) *sums {
		s := &sums{counter: newCounter(), measurer: measurer{watch: watch}, grouping: newGrouping(len(part))}
		for _, c := range part {
			s.counter.add(c)
			s.measurer.add(c)
			if !brief {
				s.responses.add(c, len(calls))
			}
			s.grouping.add(c)
		}
		return s
	})
	var out Sums
	measurers, responses, groupings := make([]*measurer, len(parts)), make([]*responses, len(parts)), make([]*grouping, len(parts))
	for i, p := range parts {
		if i > 0 {
			parts[0].counter.merge(p.counter)
		}
		measurers[i], responses[i], groupings[i] = &p.measurer, &p.responses, p.grouping
	}
	var wg sync.WaitGroup
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
