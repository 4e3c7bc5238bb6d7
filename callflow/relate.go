package callflow

import (
	"slices"
	"time"

	"sipcap/sipmsg"
)

// RelationKind is how one call is related to another.
type RelationKind string

// The relations. Each has its counterpart at the other call.
const (
	Refers     RelationKind = "refers"      // a REFER in this call asks for the other
	ReferredBy RelationKind = "referred-by" // a REFER in the other asks for this call
	Replaces   RelationKind = "replaces"    // this call takes the other's place
	ReplacedBy RelationKind = "replaced-by" // the other call takes this one's place
)

// Relation ties a call to another that a transfer makes of it, or into which it makes it (RFC 3515,
// RFC 3891, RFC 3892).
type Relation struct {
	Kind   RelationKind
	Call   *Call    // the other one
	Header string   // that says so: Refer-To or Replaces
	Frame  FrameRef // of the REFER or INVITE that has it
}

// Related are the calls that a transfer ties to this one, in the order in which the capture
// tells of them. The slice is the call's own: read only.
func (c *Call) Related() []Relation {
	if c.extra == nil {
		return nil
	}
	return c.extra.related
}

const (
	// referredWithin is how long after a REFER the INVITE may come that names who referred it:
	// the time after which a REFER without an answer is given up (RFC 3515 §2.4.4, Timer F).
	referredWithin = 32 * time.Second
	// guessedWithin is the same for one that does not.
	guessedWithin = 5 * time.Second
	// relationLimit is how many relations a call keeps, and how many REFERs of a leg are looked at.
	relationLimit = 64
)

// spot is where a message stands.
type spot struct {
	call *Call
	leg  *Leg
	i    int
}

func (p spot) time() int64     { return p.leg.records[p.i].time }
func (p spot) frame() FrameRef { return p.leg.records[p.i].frame.ref() }

// relate ties the calls of transfers together. Calls are in the order of their first message.
func relate(calls []*Call) {
	r := relater{wanted: map[string][]claim{}, refers: map[uint64][]*refer{}}
	for _, c := range calls {
		for _, l := range c.Legs() {
			if l.initial.flags&flagTransfer != 0 {
				r.collect(c, l)
			}
		}
	}
	if len(r.wanted)+len(r.refers) == 0 {
		return
	}
	for _, c := range calls {
		for n, l := range c.Legs() {
			r.named(c, l)
			r.referred(c, n)
		}
	}
	r.finish()
}

// relater finds relations: first it collects what messages say, then who is meant.
type relater struct {
	wanted map[string][]claim  // what names a dialog, by its Call-ID
	refers map[uint64][]*refer // by the user that is to be called, in the order of time
	list   []*refer            // all, in order
}

// claim is a message that names a dialog to be replaced.
type claim struct {
	spot
	dialog  sipmsg.DialogID
	byRefer *refer // of a REFER; nil for an INVITE
}

// refer is a REFER, and the calls that may be what it asked for.
type refer struct {
	spot
	user       string // that is to be called
	by         string // who refers
	replaces   string // Call-ID of a dialog that the new call shall take the place of
	candidates []spot
	sure       bool // the candidates say that they were referred
}

// collect notes what the messages of a leg say of other calls.
func (r *relater) collect(c *Call, l *Leg) {
	n := 0
	for k := range l.transactions {
		t := &l.transactions[k]
		if t.Request < 0 || n >= relationLimit {
			continue
		}
		at := spot{c, l, int(t.Request)}
		switch {
		case t.Is(sipmsg.REFER) && !seenBefore(l, k):
			n++
			r.noteRefer(at)
		case t.Is(sipmsg.INVITE) && !t.InDialog && !seenBefore(l, k):
			if d, ok := sipmsg.ParseDialogID([]byte(l.Header(at.i, sipmsg.HeaderReplaces))); ok {
				r.want(claim{spot: at, dialog: d})
			}
		}
	}
}

// seenBefore tells whether transaction k is one that was captured on another hop before.
func seenBefore(l *Leg, k int) bool {
	t := &l.transactions[k]
	for i := max(0, k-indexTransactions); i < k; i++ {
		if o := &l.transactions[i]; o.method == t.method && o.CSeq == t.CSeq && o.fromTag == t.fromTag {
			return true
		}
	}
	return false
}

func (r *relater) want(c claim) {
	id := string(c.dialog.CallID)
	r.wanted[id] = append(r.wanted[id], c)
}

func (r *relater) noteRefer(at spot) {
	a, ok := sipmsg.ParseAddress([]byte(at.leg.Header(at.i, sipmsg.HeaderReferTo)))
	if !ok {
		return
	}
	f := &refer{spot: at, user: userOf(string(a.URI))}
	if by, ok := sipmsg.ParseAddress([]byte(at.leg.Header(at.i, sipmsg.HeaderReferredBy))); ok {
		f.by = userOf(string(by.URI))
	}
	if u, ok := a.ParseURI(); ok {
		if escaped, ok := u.Header("Replaces"); ok {
			if d, ok := sipmsg.ParseDialogID(sipmsg.AppendUnescaped(nil, escaped)); ok {
				f.replaces = string(d.CallID)
				r.want(claim{spot: at, dialog: d, byRefer: f})
			}
		}
	}
	r.list = append(r.list, f)
	if f.user != "" {
		k := userKey(f.user)
		r.refers[k] = append(r.refers[k], f)
	}
}

// named ties a call to those that name leg l of it.
func (r *relater) named(c *Call, l *Leg) {
	for _, w := range r.wanted[l.CallID] {
		if w.call == c || l.records[0].time > w.time() || !l.hasTags(w.dialog) {
			continue
		}
		if w.byRefer != nil {
			tie(w.call, c, Refers, ReferredBy, "Refer-To", w.frame())
		} else {
			tie(w.call, c, Replaces, ReplacedBy, "Replaces", w.frame())
		}
	}
}

// hasTags tells whether a leg can be the dialog that is named: it has at least one of the tags.
func (l *Leg) hasTags(d sipmsg.DialogID) bool {
	_, to := l.findTag(d.ToTag)
	_, from := l.findTag(d.FromTag)
	return to || from
}

// referred looks for the REFERs that may have asked for leg n of a call.
func (r *relater) referred(c *Call, n int) {
	p, l := c.Part(n), c.Legs()[n]
	if len(r.refers) == 0 || p.Kind != KindCall || p.Attempts == 0 {
		return
	}
	i := l.invite()
	if i < 0 {
		return
	}
	at := spot{c, l, i}
	var looked []*refer
	for _, user := range [...]string{userOf(p.RequestURI()), userOf(p.To())} {
		if user == "" {
			continue
		}
		list := r.refers[userKey(user)]
		end, _ := slices.BinarySearchFunc(list, at.time(), func(f *refer, t int64) int {
			if f.time() <= t {
				return -1
			}
			return 1
		})
		for k := end - 1; k >= max(0, end-candidateLimit); k-- {
			if f := list[k]; f.call != c && sameUser(f.user, user) && !slices.Contains(looked, f) {
				looked = append(looked, f)
				f.consider(at, p)
			}
		}
	}
}

// invite is the leg's initial INVITE, -1 where it was not captured.
func (l *Leg) invite() int {
	n := l.nearest(l.initials(methodINVITE, KindCall, nil))
	if n < 0 {
		return -1
	}
	return int(l.transactions[n].Request)
}

// consider notes the call at a spot, which is to whom the REFER said, if it can be what the REFER asked for.
func (f *refer) consider(at spot, c *Call) {
	passed := at.time() - f.time()
	by, said := sipmsg.ParseAddress([]byte(at.leg.Header(at.i, sipmsg.HeaderReferredBy)))
	limit := guessedWithin
	if said {
		limit = referredWithin
		if user := userOf(string(by.URI)); f.by != "" && !sameUser(user, f.by) {
			return
		}
	}
	if d, ok := sipmsg.ParseDialogID([]byte(at.leg.Header(at.i, sipmsg.HeaderReplaces))); ok != (f.replaces != "") || ok && string(d.CallID) != f.replaces {
		return
	}
	if passed < 0 || passed > int64(limit) || !f.reached(c) {
		return
	}
	switch {
	case said && !f.sure:
		f.candidates, f.sure = f.candidates[:0], true
	case said != f.sure, len(f.candidates) > 1:
		return
	}
	if !slices.ContainsFunc(f.candidates, func(o spot) bool { return o.call == at.call }) {
		f.candidates = append(f.candidates, at)
	}
}

// reached tells whether a REFER was sent to the host that a call comes from.
func (f *refer) reached(c *Call) bool {
	cseq := f.leg.cseqOf(f.i)
	for k := range f.leg.transactions {
		t := &f.leg.transactions[k]
		if t.Is(sipmsg.REFER) && t.CSeq == cseq && f.leg.endpoints.at(t.Server).Addr() == c.Src().Addr() {
			return true
		}
	}
	return false
}

// finish ties each REFER to the one call that it can have asked for.
func (r *relater) finish() {
	for _, f := range r.list {
		if len(f.candidates) == 1 {
			tie(f.call, f.candidates[0].call, Refers, ReferredBy, "Refer-To", f.frame())
		}
	}
}

// tie relates two calls.
func tie(a, b *Call, kind, back RelationKind, header string, frame FrameRef) {
	if a == b {
		return
	}
	a.addRelation(Relation{kind, b, header, frame})
	b.addRelation(Relation{back, a, header, frame})
}

func (c *Call) addRelation(r Relation) {
	x := c.ownExtra()
	if len(x.related) >= relationLimit || slices.ContainsFunc(x.related, func(o Relation) bool { return o.Kind == r.Kind && o.Call == r.Call }) {
		return
	}
	x.related = append(slices.Clip(x.related), r)
}
