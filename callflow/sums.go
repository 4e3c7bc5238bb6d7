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
func Sum(calls []*Call, stray Tally, capture *Capture) Sums {
	s := NewSumming(calls, capture)
	InParts(calls, func(part int, calls []*Call) bool {
		s.Add(part, calls)
		return true
	})
	return s.Sums(stray)
}

// Summing is [Sum] for who goes through the calls anyway.
type Summing struct {
	// Brief leaves response times out, which are of every message. It is set before the first call is added.
	Brief bool

	watch watch
	calls int

	lock  sync.Mutex
	parts []*sums
}

// NewSumming is for these calls, which are then added.
func NewSumming(calls []*Call, capture *Capture) *Summing {
	return &Summing{watch: newWatch(calls, capture), calls: len(calls)}
}

// Add adds some of the calls of a part, in order, as [InParts] has it: those of several parts may be added side by side.
func (s *Summing) Add(part int, calls []*Call) {
	p := s.part(part)
	for _, c := range calls {
		p.counter.add(c)
		p.measurer.add(c)
		if !s.Brief {
			p.responses.add(c, s.calls)
		}
		p.grouping.add(c)
	}
}

// part has the sums of a part.
func (s *Summing) part(i int) *sums {
	s.lock.Lock()
	defer s.lock.Unlock()
	for len(s.parts) <= i {
		s.parts = append(s.parts, &sums{counter: newCounter(), measurer: measurer{watch: s.watch}, grouping: newGrouping(s.calls / partsOf(s.calls))})
	}
	return s.parts[i]
}

// Sums is what there is to tell when all calls were added, and of the messages that belong to none.
func (s *Summing) Sums(stray Tally) Sums {
	s.part(0) // where there are no calls
	var out Sums
	measurers, responses, groupings := make([]*measurer, len(s.parts)), make([]*responses, len(s.parts)), make([]*grouping, len(s.parts))
	counter := newCounter()
	for i, p := range s.parts {
		counter.merge(p.counter)
		measurers[i], responses[i], groupings[i] = &p.measurer, &p.responses, p.grouping
	}
	var wg sync.WaitGroup
	wg.Go(func() { out.Metrics = metricsOf(measurers...) })
	wg.Go(func() { out.Responses = responseTimesOf(responses...) })
	wg.Go(func() { out.Dimensions = dimensionsOf(groupings...) })
	out.Counts = counter.with(stray)
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
