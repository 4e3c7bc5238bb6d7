package callflow

import (
	"runtime"
	"sync"
)

// partCalls is how many calls make another goroutine worth its while.
const partCalls = 4096

// partsOf is in how many parts so many calls are gone through.
func partsOf(calls int) int { return max(1, min(runtime.GOMAXPROCS(0), calls/partCalls)) }

// InParts has all cores look at calls, each at a part, and returns what there is to say of each of these, in order: of the one part
// where there are no calls. Parts are numbered from 0 on.
func InParts[T any](calls []*Call, look func(part int, calls []*Call) T) []T {
	parts := make([]T, partsOf(len(calls)))
	var wg sync.WaitGroup
	for i := range parts {
		part := calls[i*len(calls)/len(parts) : (i+1)*len(calls)/len(parts)]
		if i == len(parts)-1 {
			parts[i] = look(i, part)
			break
		}
		wg.Go(func() { parts[i] = look(i, part) })
	}
	wg.Wait()
	return parts
}
