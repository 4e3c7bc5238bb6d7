package callflow

// A record has room for what nearly all messages are like. The rest of the others is here.

const (
	longMessage = 1<<16 - 1
	farBack     = 1<<16 - 1
)

// recordRest has what did not fit the records of messages, by their index.
type recordRest struct {
	lengths   map[int32]uint32 // of long messages
	originals map[int32]int32  // of those that repeat one far back
	cseqs     map[int32]uint32 // of duplicates that belong to no transaction
}

// put notes a value of message i in a map that is made for it.
func put[V any](m *map[int32]V, i int32, v V) {
	if *m == nil {
		*m = make(map[int32]V)
	}
	(*m)[i] = v
}

func (l *Leg) setLength(r *record, i int32, n int) {
	r.length = uint16(min(n, longMessage))
	if r.length == longMessage {
		put(&l.makeRare().records.lengths, i, uint32(n))
	}
}

// lengthOf is the length of message i in bytes.
func (l *Leg) lengthOf(i int) int {
	n := l.records[i].length
	if n == longMessage {
		return int(l.rarities().records.lengths[int32(i)])
	}
	return int(n)
}

// setOriginal notes that message i repeats an earlier one.
func (l *Leg) setOriginal(r *record, i, original int32) {
	r.back = uint16(min(i-original, farBack))
	if r.back == farBack {
		put(&l.makeRare().records.originals, i, original)
	}
}

// originalOf is the message that message i repeats, -1 where it repeats none.
func (l *Leg) originalOf(i int) int32 {
	switch back := l.records[i].back; back {
	case 0:
		return -1
	case farBack:
		return l.rarities().records.originals[int32(i)]
	default:
		return int32(i) - int32(back)
	}
}

// cseqOf is the CSeq number of message i: that of its transaction.
func (l *Leg) cseqOf(i int) uint32 {
	if t := l.records[i].tx; t >= 0 {
		return l.transactions[t].CSeq
	}
	return l.rarities().records.cseqs[int32(i)]
}

// viasOf is how many Via a message had: a response has those of its request.
func (l *Leg) viasOf(r *record) uint8 {
	if r.tx < 0 {
		return 0
	}
	return l.transactions[r.tx].Vias
}

// size is about what it takes in memory.
func (r *recordRest) size() int64 {
	return int64(len(r.lengths)+len(r.originals)+len(r.cseqs)) * mapEntry
}
