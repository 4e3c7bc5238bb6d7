package callflow

import (
	"sipcap/sipmsg"
)

// Which headers of which messages a leg keeps, for rules and views. Everything else stays in
// the capture. To keep another: add it to the list of the messages that it matters in.
var (
	keptOfFailures = []sipmsg.HeaderID{sipmsg.HeaderReason, sipmsg.HeaderWarning, sipmsg.HeaderRetryAfter,
		sipmsg.HeaderContact, sipmsg.HeaderUnsupported, sipmsg.HeaderRequire, sipmsg.HeaderMinSE, sipmsg.HeaderMinExpires, sipmsg.HeaderServer}
	keptOfReleases    = []sipmsg.HeaderID{sipmsg.HeaderReason}
	keptOfInvites     = []sipmsg.HeaderID{sipmsg.HeaderRequire, sipmsg.HeaderSessionExpires, sipmsg.HeaderReplaces, sipmsg.HeaderReferredBy}
	keptOfRefers      = []sipmsg.HeaderID{sipmsg.HeaderReferTo, sipmsg.HeaderReferredBy}
	keptOfAnswers     = []sipmsg.HeaderID{sipmsg.HeaderContact, sipmsg.HeaderRequire, sipmsg.HeaderSessionExpires}
	keptOfProvisional = []sipmsg.HeaderID{sipmsg.HeaderRSeq}
)

// valueLimit is how much of a header's value is kept.
const valueLimit = 512

// keep keeps what is needed of message i besides its record.
func (l *Leg) keep(b *Builder, e *Event, f *facts, i int32) {
	m, r := e.Message, &l.records[i]
	if r.flags&flagRetransmission != 0 {
		if o := l.originalOf(int(i)); o >= 0 {
			r.sdp = l.records[o].sdp
			return
		}
	}
	l.keepSDP(b, m, i)
	l.keepNamed(e, f, i)
	l.keepAgent(b, m, r)
	if r.status == 0 {
		l.keepAuth(b, m, i)
	}
	switch {
	case r.status >= 300:
		l.keepHeaders(b, m, i, keptOfFailures)
		l.keepReason(b, m, i)
		if r.status == 401 || r.status == 407 {
			l.keepAuth(b, m, i)
		}
	case r.status >= 200:
		switch r.method {
		case methodINVITE, methodUPDATE:
			l.keepHeaders(b, m, i, keptOfAnswers)
		case methodREGISTER:
			l.keepRegistered(b, m, i)
		case methodSUBSCRIBE, methodPUBLISH:
			l.keepSubscription(b, m, i)
		}
		l.keepReason(b, m, i)
	case r.status > 100:
		l.keepHeaders(b, m, i, keptOfProvisional)
		l.keepReason(b, m, i)
	case r.method == methodBYE, r.method == methodCANCEL:
		l.keepHeaders(b, m, i, keptOfReleases)
	case r.method == methodINVITE, r.method == methodUPDATE:
		l.keepHeaders(b, m, i, keptOfInvites)
		if r.method == methodINVITE && r.toTag == 0 {
			l.keepIdentifiers(b, m)
			if m.Get(sipmsg.HeaderReplaces) != nil || m.Get(sipmsg.HeaderReferredBy) != nil {
				l.initial.flags |= flagTransfer
			}
		}
	case r.method == methodREGISTER:
		l.keepRegister(b, m, i)
	case r.method == methodSUBSCRIBE, r.method == methodNOTIFY, r.method == methodPUBLISH:
		l.keepSubscription(b, m, i)
	case r.method == methodREFER:
		l.keepHeaders(b, m, i, keptOfRefers)
		l.initial.flags |= flagTransfer
	}
}

func (l *Leg) keepHeaders(b *Builder, m *sipmsg.Message, i int32, ids []sipmsg.HeaderID) {
	for _, id := range ids {
		if v := m.Get(id); len(v) > 0 {
			l.keepValue(b, i, id, v)
		}
	}
}

func (l *Leg) keepValue(b *Builder, i int32, id sipmsg.HeaderID, v []byte) {
	v = v[:min(len(v), valueLimit)]
	value := ""
	if id == sipmsg.HeaderContact {
		value = b.text.copy(v) // hardly one like another
	} else {
		value = b.words.intern(v)
	}
	l.kept = append(l.kept, kept{i, id, value})
}

// keepReason keeps a phrase that is not the standard one of its code.
func (l *Leg) keepReason(b *Builder, m *sipmsg.Message, i int32) {
	if len(m.Reason) > 0 && sipmsg.StatusPhrase(m.Status) != string(m.Reason) {
		l.keepValue(b, i, headerReasonPhrase, m.Reason)
	}
}

// headerReasonPhrase is under what id a reason phrase is kept: it is no header.
const headerReasonPhrase = sipmsg.HeaderOther

// keepAgent keeps how the endpoint that made a message names itself. A request with one Via
// comes from its maker; what a proxy passes on names another than its sender. Two endpoints may
// have the same name.
func (l *Leg) keepAgent(b *Builder, m *sipmsg.Message, r *record) {
	id := sipmsg.HeaderUserAgent
	name := m.Get(id)
	if name == nil && r.status != 0 {
		name = m.Get(sipmsg.HeaderServer)
	}
	if len(name) == 0 {
		return
	}
	name = name[:min(len(name), valueLimit)]
	vias := l.viasOf(r)
	for k := range l.agents {
		a := &l.agents[k]
		switch {
		case a.name != string(name):
		case a.endpoint == r.src, r.status == 0 && vias != 1:
			return
		case r.status == 0 && !a.response && a.vias != 1:
			a.endpoint, a.vias = r.src, 1
			return
		case r.status != 0 && a.response:
			if vias > a.vias { // farther from the client: nearer to the one that answered
				a.endpoint, a.vias = r.src, vias
			}
			return
		}
	}
	if len(l.agents) < agentLimit {
		l.agents = append(l.agents, agent{endpoint: r.src, vias: vias, response: r.status != 0, name: b.words.intern(name)})
	}
}

// agentLimit is how many names of endpoints a leg keeps.
const agentLimit = 32
