package callflow

import "sipcap/sipmsg"

// initial is what a leg keeps of its initial request, and two more bytes of the leg's that
// would cost eight elsewhere.
type initial struct {
	rank     uint8 // what it was taken from, the better the higher
	vias     uint8
	flags    flags // of any message of the leg
	over     bool  // the call was released, or refused for good: see begunAnew
	from, to string
	uri      string
}

const (
	rankResponse uint8 = iota + 1 // From and To are those of the request
	rankInDialog                  // the parties may be the other way round
	rankInitial
)

// noteInitial keeps the parties of the leg's initial request, from the hop nearest the caller
// that has it. Where none was captured, what came first must do.
func (l *Leg) noteInitial(b *Builder, e *Event, f *facts, t *Transaction) {
	rank := rankInDialog
	switch {
	case !f.request:
		rank = rankResponse
	case len(f.toTag) == 0 && f.method != sipmsg.ACK && f.method != sipmsg.CANCEL && f.method != sipmsg.BYE:
		rank = rankInitial
	}
	if rank < l.initial.rank || rank == l.initial.rank && (rank != rankInitial || t.Vias >= l.initial.vias) {
		return
	}
	in := &l.initial
	in.rank, in.vias = rank, t.Vias
	in.from, in.to, in.uri = b.text.copy(f.from), b.text.copy(f.to), b.text.copy(e.Message.RequestURI)
}

// begunAnew tells whether a request begins another call under the Call-ID of one that is
// over, as load generators do: an initial INVITE with a From-tag of its own.
func (l *Leg) begunAnew(f *facts) bool {
	if !f.request || f.method != sipmsg.INVITE || len(f.toTag) != 0 || len(f.fromTag) == 0 {
		return false
	}
	_, known := findBytes(&l.tags, f.fromTag)
	return !known
}
