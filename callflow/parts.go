package callflow

import (
	"runtime"
	"sync"
)

// partCalls is how many calls make another goroutine worth its while.
const partCalls = 4096

// InParts has all cores look at calls, each at a part, and returns what there is to say of each of these, in order: of the one part
// where there are no calls.
func InParts[T any](calls []*Call, look func([]*Call) T) []T {
	parts := make([]T, max(1, min(runtime.GOMAXPROCS(0), len(calls)/partCalls)))
	var wg sync.WaitGroup
	for i := range parts {
		part := calls[i*len(calls)/len(parts) : (i+1)*len(calls)/len(parts)]
		if i == len(parts)-1 {
			parts[i] = look(part)
			break
		}
		wg.Go(func() { parts[i] = look(part) })
	}
	wg.Wait()
	return parts
}
