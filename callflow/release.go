package callflow

import (
	"cmp"
	"slices"
)

// releases are the BYE of a leg in order of time, each once: as the hop nearest the caller saw
// it, and its response where only that was captured. Those with the caller's tag go before
// others, which a B2BUA that keeps the Call-ID sends on its far side.
func (l *Leg) releases(hop int) []int {
	var byes []int32
	for i := range l.transactions {
		if l.transactions[i].method == methodBYE {
			byes = append(byes, int32(i))
		}
	}
	if len(byes) < 2 {
		return l.evidences(byes)
	}
	slices.SortStableFunc(byes, func(a, b int32) int {
		s, t := &l.transactions[a], &l.transactions[b]
		return cmp.Or(cmp.Compare(l.strangers(s), l.strangers(t)), cmp.Compare(l.began(s), l.began(t)),
			cmp.Compare(l.side(s), l.side(t)))
	})
	out := byes[:0]
	for _, i := range byes {
		t := &l.transactions[i]
		same := -1 // the same BYE on another hop
		for k := len(out) - 1; k >= 0 && k >= len(out)-hopReach; k-- {
			if o := &l.transactions[out[k]]; o.fromTag == t.fromTag && o.CSeq == t.CSeq && l.toTag(o) == l.toTag(t) {
				same = k
				break
			}
		}
		switch {
		case same < 0:
			out = append(out, i)
		case int(t.Hop) == hop && int(l.transactions[out[same]].Hop) != hop:
			out[same] = i
		}
	}
	return l.evidences(out)
}

// hopReach is how far back the same request on another hop is looked for.
const hopReach = 16

func (l *Leg) evidences(transactions []int32) []int {
	var out []int
	for _, i := range transactions {
		out = append(out, l.evidence(&l.transactions[i]))
	}
	return out
}

func (l *Leg) toTag(t *Transaction) uint16 { return l.records[l.evidence(t)].toTag }

// strangers is 1 for a BYE that has not the caller's tag, where that is known.
func (l *Leg) strangers(t *Transaction) int {
	caller := l.callerTag()
	if r := &l.records[l.evidence(t)]; caller == 0 || r.fromTag == caller || r.toTag == caller {
		return 0
	}
	return 1
}

// side is 0 for a request of the caller's, 1 for another: of two at the same time it is the first.
func (l *Leg) side(t *Transaction) int {
	if caller := l.callerTag(); caller != 0 && t.fromTag == caller {
		return 0
	}
	return 1
}

// release is the BYE that ended the call, or its response, where only that was captured; -1 where
// there is none. Where a fork confirmed several dialogs, a BYE ends only its own: the call is
// over when all are. hop is the one nearest the caller, -1 where it is not known.
func (l *Leg) release(hop int) int {
	twice := l.answeredTwice()
	if bye, n := l.firstBYE(); n == 0 || n == 1 && !twice {
		return bye
	}
	byes := l.releases(hop)
	if !twice {
		return byes[0] // whatever its tags: some middleboxes change them
	}
	dialogs := l.dialogs(byes)
	confirmed, open, last := 0, false, -1
	for _, d := range dialogs {
		if d.Confirmed >= 0 {
			confirmed++
			open = open || d.Ended < 0
			if d.Ended >= 0 && (last < 0 || l.records[d.Ended].time >= l.records[last].time) {
				last = d.Ended
			}
		}
	}
	switch {
	case confirmed < 2:
		return byes[0]
	case open:
		return -1
	}
	return last
}

// firstBYE is the first BYE of the leg, or its response, -1 where there is none, and how many there
// are on all hops.
func (l *Leg) firstBYE() (bye, n int) {
	bye = -1
	for i := range l.transactions {
		if t := &l.transactions[i]; t.method == methodBYE {
			if n == 0 {
				bye = l.evidence(t)
			}
			n++
		}
	}
	return bye, n
}

// answeredTwice tells whether 2xx with several To-tags answered INVITEs outside a dialog.
func (l *Leg) answeredTwice() bool {
	finals := 0
	for i := range l.transactions {
		if t := &l.transactions[i]; t.initialInvite() {
			finals += int(t.Finals)
		}
	}
	if finals < 2 && l.initial.flags&flagDuplicate == 0 {
		return false
	}
	var tag uint16
	for i := range l.records {
		r := &l.records[i]
		if r.status/100 != 2 || r.tx < 0 || r.toTag == 0 {
			continue
		}
		if t := &l.transactions[r.tx]; !t.initialInvite() {
			continue
		}
		if tag != 0 && tag != r.toTag {
			return true
		}
		tag = r.toTag
	}
	return false
}

// endedBy is whose BYE message i belongs to: the caller's has the From-tag of the initial
// request. Where both sides have the same tag, addresses tell them apart.
func (l *Leg) endedBy(c *Call, i int) Party {
	caller, r := l.callerTag(), &l.records[i]
	byCaller, byCallee := caller == r.fromTag, caller == r.toTag
	if r.flags&flagRequest == 0 && r.tx >= 0 {
		byCaller = caller == l.transactions[r.tx].fromTag
	}
	if byCaller && byCallee {
		src, dst := r.src, r.dst
		if r.flags&flagRequest == 0 {
			src, dst = dst, src
		}
		byCaller, byCallee = l.endpoints.at(src).Addr() == c.Src().Addr(), l.endpoints.at(dst).Addr() == c.Src().Addr()
	}
	switch {
	case caller == 0 || r.fromTag == 0 || byCaller == byCallee:
		return UnknownParty
	case byCaller:
		return Caller
	}
	return Callee
}

// callerTag is the From-tag of the initial INVITE, 0 where neither it nor a response to it was captured.
func (l *Leg) callerTag() uint16 {
	if l.initial.rank == rankInDialog || l.initial.rank == 0 {
		return 0
	}
	return l.initial.fromTag
}
