package ingest

import (
	"sync"

	"sipcap/sipmsg"
)

// learner is a source that leaves out packets by their ports, until it is told of more ports.
type learner interface {
	LeavesOut(port uint16) bool
	AddPort(port uint16) error
}

// ports are those that SIP names for messages that are still to come, and that the source would leave out. What
// is sent from or to a hop passes when one of the two ports is known, so that these are looked for: those of other
// hops, and that of a caller which the callee will talk to past the proxies.
type ports struct {
	source learner

	mutex sync.Mutex // for the two goroutines that learn and tell
	seen  map[uint16]bool
	added []uint16
}

const (
	// maxLearned is how many ports are added to those of the source: each costs the kernel time for each packet,
	// and what names them is the network.
	maxLearned = 32
	// leastPort is the first that is added. Below are those of other protocols, of which there may be much.
	leastPort = 1024
)

// learn takes the ports that a message names.
func (p *ports) learn(m *sipmsg.Message) {
	vias, before := 0, 0
	for v := range m.Vias() {
		// The last one is that of who sent the request first.
		if vias++; vias > 1 {
			p.add(before)
		}
		before = v.Port
	}
	routed := false
	for a := range m.RecordRoutes() {
		routed = true
		p.addURI(&a)
	}
	for a := range m.Routes() {
		p.addURI(&a)
	}
	// Proxies that do not record their route have the callee talk to the caller's Contact.
	if vias > 1 && !routed && m.Method == sipmsg.INVITE && begins(m) {
		for a := range m.Contacts() {
			p.addURI(&a)
		}
	}
}

// begins tells whether a request is outside of a dialog.
func begins(m *sipmsg.Message) bool {
	to, ok := m.To()
	return ok && len(to.Tag()) == 0
}

func (p *ports) addURI(a *sipmsg.Address) {
	if u, ok := sipmsg.ParseURI(a.URI); ok {
		p.add(u.Port)
	}
}

func (p *ports) add(n int) {
	port := uint16(n)
	if n < leastPort || n > 65535 || !p.source.LeavesOut(port) {
		return
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.seen[port] {
		return
	}
	if p.seen == nil {
		p.seen = make(map[uint16]bool)
	}
	p.seen[port] = true
	if len(p.added) < maxLearned && p.source.AddPort(port) == nil {
		p.added = append(p.added, port)
	}
}

// told are the ports that were added, and how many were named but not.
func (p *ports) told() (added []uint16, others int) {
	if p == nil {
		return nil, 0
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.added[:len(p.added):len(p.added)], len(p.seen) - len(p.added)
}
