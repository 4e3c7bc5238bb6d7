package callflow

// initial is what a leg keeps of its initial request, and what else of the leg's would cost eight bytes elsewhere.
type initial struct {
	rank    uint8 // what it was taken from, the better the higher
	vias    uint8
	flags   flags // of any message of the leg
	end     ending
	shared  bool // other legs have its Call-ID too: see reuse.go
	pack    packState
	fromTag uint16
	client  uint16 // endpoints
	server  uint16
	cseq    uint32 // of the last attempt
	parties parties
	hash    uint32 // of the Call-ID, see legTable
	room    uint32 // where the leg grows, see packing; 0 for none
}

// parties are the URIs in From and To and the Request-URI, one behind the other.
type parties struct {
	text    string
	to, uri uint32 // where the second and the third begin
}

func (p *parties) fromURI() string    { return p.text[:p.to] }
func (p *parties) toURI() string      { return p.text[p.to:p.uri] }
func (p *parties) requestURI() string { return p.text[p.uri:] }

const (
	rankOther    uint8 = iota + 1 // a response to another request than INVITE: may be the callee's
	rankInDialog                  // likewise, but with a Request-URI
	rankResponse                  // From and To are those of the request
	rankInitial
	rankInvite
)

// ending is how the initial request ended so far.
type ending uint8

const (
	pending   ending = iota // not yet, or in an answered call that goes on
	challenge               // refused in a way after which the caller tries again
	refusal
	release
)

// over tells whether the call was released, or refused for good.
func (in *initial) over() bool { return in.end >= refusal }

// noteInitial keeps the parties of the leg's initial request, from the hop nearest the caller
// that has it. Where none was captured, what came first must do.
func (l *Leg) noteInitial(b *Builder, e *Event, f *facts, t *Transaction) {
	in := &l.initial
	rank := rankOf(f)
	if rank < in.rank || rank == in.rank && (rank < rankInitial || t.Vias >= in.vias) {
		l.noteAttempt(t)
		return
	}
	in.rank, in.vias, in.fromTag = rank, t.Vias, 0
	if rank >= rankResponse {
		in.fromTag = t.fromTag
	}
	in.client, in.server = t.Client, t.Server
	uri := e.Message.RequestURI
	if len(uri) == 0 {
		uri = []byte(in.parties.requestURI()) // a response has none, and takes nobody's
	}
	in.parties = b.text.parties(e.Message.FromURI(), e.Message.ToURI(), uri)
	l.noteAttempt(t)
}

// noteAttempt notes the number of an INVITE outside a dialog, where it is the caller's.
func (l *Leg) noteAttempt(t *Transaction) {
	if t.method == methodINVITE && !t.InDialog && t.fromTag == l.initial.fromTag {
		l.initial.cseq = max(l.initial.cseq, t.CSeq)
	}
}

func rankOf(f *facts) uint8 {
	switch {
	case !f.request && f.id == methodINVITE:
		return rankResponse
	case !f.request:
		return rankOther
	case len(f.toTag) > 0, f.id == methodACK, f.id == methodCANCEL, f.id == methodBYE:
		return rankInDialog
	case f.id == methodINVITE:
		return rankInvite
	}
	return rankInitial
}

// noteInDialog takes back what a response told of the caller, where its request, which was
// captured after it, shows that it answers a re-INVITE.
func (l *Leg) noteInDialog(t *Transaction) {
	if in := &l.initial; t.InDialog && t.method == methodINVITE && in.rank == rankResponse && in.fromTag == t.fromTag {
		in.rank, in.fromTag = rankOther, 0
	}
}

// noteFinal notes how an INVITE outside a dialog ended, where it is the caller's: a B2BUA that
// keeps the Call-ID has others behind it.
func (l *Leg) noteFinal(t *Transaction, r *record) {
	switch {
	case l.initial.fromTag != t.fromTag:
	case r.status < 300:
		l.initial.end = pending
	case retried(int(r.status)):
		l.initial.end = challenge
	default:
		l.initial.end = refusal
	}
}

// noteRelease notes a BYE, or the 2xx to one, where it is of the caller's dialog.
func (l *Leg) noteRelease(r *record) {
	if in := &l.initial; in.fromTag == 0 || in.fromTag == r.fromTag || in.fromTag == r.toTag {
		in.end = release
	}
}
