package callflow

// Dialog is a peer-to-peer relation within a leg (RFC 3261 §12), told by its tags. A fork gives a
// leg several. Indexes are into the leg's messages, -1 where there is none.
type Dialog struct {
	CallerTag string // From-tag of the initial INVITE
	CalleeTag string
	Early     int // the first provisional response with the callee's tag
	Confirmed int // the 2xx to the INVITE
	Ended     int // the BYE; or its response, where only that was captured

	callee uint16
}

// dialogLimit is how many dialogs of a leg are told apart.
const dialogLimit = 64

// Dialogs are the dialogs that responses to the leg's initial INVITEs made, in the order of
// capture.
func (l *Leg) Dialogs() []Dialog {
	hop := -1
	if near := l.nearest(l.initials(methodINVITE, KindCall, nil)); near >= 0 {
		hop = int(l.transactions[near].Hop)
	}
	return l.dialogs(l.releases(hop))
}

// dialogs are the dialogs, ended by these BYE.
func (l *Leg) dialogs(byes []int) []Dialog {
	var out []Dialog
	for i := range l.records {
		r := &l.records[i]
		if r.status <= 100 || r.status >= 300 || r.tx < 0 || r.toTag == 0 ||
			r.flags&(flagDuplicate|flagRetransmission) != 0 {
			continue
		}
		t := &l.transactions[r.tx]
		if t.method != methodINVITE || t.InDialog {
			continue
		}
		d := dialogOf(out, r.toTag)
		if d == nil {
			if len(out) == dialogLimit {
				continue
			}
			out = append(out, Dialog{
				CallerTag: l.tagOf(r.fromTag), CalleeTag: l.tagOf(r.toTag), callee: r.toTag,
				Early: -1, Confirmed: -1, Ended: -1,
			})
			d = &out[len(out)-1]
		}
		switch {
		case r.status >= 200 && d.Confirmed < 0:
			d.Confirmed = i
		case r.status < 200 && d.Early < 0:
			d.Early = i
		}
	}
	for _, bye := range byes {
		l.end(out, bye)
	}
	return out
}

// end notes message bye at the dialog that it ends.
func (l *Leg) end(dialogs []Dialog, bye int) {
	r := &l.records[bye]
	d := dialogOf(dialogs, r.toTag)
	if d == nil {
		d = dialogOf(dialogs, r.fromTag)
	}
	if d != nil && d.Ended < 0 {
		d.Ended = bye
	}
}

func dialogOf(dialogs []Dialog, callee uint16) *Dialog {
	for i := range dialogs {
		if dialogs[i].callee == callee {
			return &dialogs[i]
		}
	}
	return nil
}
