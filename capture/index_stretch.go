package capture

import "encoding/binary"

// stretch is a number of frames of a file, one behind the other, of which none is of use, and what they add to
// the account. Their times do not go back.
type stretch struct {
	at, size int64  // of their records in the file
	number   uint64 // of the first frame
	frames   uint64
	bytes    uint64 // captured of them
	first    int64  // the time of the first frame, in ns since 1970
	last     int64

	snapped, firstSnapped uint64 // as FileInfo has them
	pauses                [2]gap // the two longest times between its frames, in their order
	skips                 []unused
}

// gap is time between a frame of a stretch and the one before it.
type gap struct {
	by     int64 // ns
	number uint64
}

// unused counts the frames that are of no use for one reason.
type unused struct {
	why   SkipReason
	count uint64
	first uint64 // the number of the first of them
}

// maxStretchSkips is how many reasons there may be in a stretch: more than there are.
const maxStretchSkips = 64

// appendTo appends the stretch, which is behind the stretch before in the file.
func (x *stretch) appendTo(b []byte, before *stretch) []byte {
	for _, v := range [...]uint64{
		uint64(x.at - before.at), uint64(x.size), x.number - before.number, x.frames, x.bytes,
		zigzag(x.first - before.last), uint64(x.last - x.first), x.snapped,
	} {
		b = binary.AppendUvarint(b, v)
	}
	if x.snapped > 0 {
		b = binary.AppendUvarint(b, x.firstSnapped-x.number)
	}
	for _, p := range x.pauses {
		if b = binary.AppendUvarint(b, uint64(p.by)); p.by > 0 {
			b = binary.AppendUvarint(b, p.number-x.number)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(x.skips)))
	for _, s := range x.skips {
		b = binary.AppendUvarint(b, uint64(len(s.why)))
		b = append(b, s.why...)
		b = binary.AppendUvarint(b, s.count)
		b = binary.AppendUvarint(b, s.first-x.number)
	}
	return b
}

// zigzag makes a small number of a small number with a sign.
func zigzag(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// decodeStretch takes the next stretch off b, which is behind the stretch before in the file. It reports false
// where b has none, or what cannot be. Its list of skips has the room of reuse.
func decodeStretch(b []byte, before *stretch, reuse []unused) (x stretch, rest []byte, ok bool) {
	x.skips, ok = reuse[:0], true
	next := func() uint64 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			b, ok = nil, false
			return 0
		}
		b = b[n:]
		return v
	}
	x.at, x.size, x.number = before.at+int64(next()), int64(next()), before.number+next()
	x.frames, x.bytes = next(), next()
	x.first = before.last + unzigzag(next())
	x.last = x.first + int64(next())
	if x.snapped = next(); x.snapped > 0 {
		x.firstSnapped = x.number + next()
	}
	for i := range x.pauses {
		if p := &x.pauses[i]; ok {
			if p.by = int64(next()); p.by > 0 {
				p.number = x.number + next()
			}
		}
	}
	n := next()
	if !ok || n > maxStretchSkips {
		return x, nil, false
	}
	for range n {
		length := next()
		if !ok || length > uint64(len(b)) {
			return x, nil, false
		}
		s := unused{why: reasonNamed(b[:length])}
		b = b[length:]
		s.count, s.first = next(), x.number+next()
		x.skips = append(x.skips, s)
	}
	return x, b, ok && x.at > before.at && x.size > 0 && x.frames > 0 && x.number > before.number && x.last >= x.first
}

// reasonNamed is the reason of a name. Most often it is one of this package's, or that of the frames before.
func reasonNamed(name []byte) SkipReason {
	for i := range reasons {
		if string(reasons[i].Reason) == string(name) {
			return reasons[i].Reason
		}
	}
	return SkipReason(name)
}
