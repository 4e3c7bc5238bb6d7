package capture

import (
	"errors"
	"slices"
	"sync"
)

// errPortsFixed is why a port is not added.
var errPortsFixed = errors.New("the source takes no more ports")

// openPorts are the ports that a live source captures, where it leaves out others.
type openPorts struct {
	mutex  sync.Mutex
	ranges []PortRange
	set    func([]PortRange) error // nil where they cannot be changed, or all are captured
}

// portSetter is a live container whose ports can be changed while it is read, with no frame lost.
type portSetter interface{ setPorts([]PortRange) error }

// LeavesOut tells whether a live source leaves out packets that are neither from nor to this port or another that it knows,
// and AddPort would change that. It may be called from any goroutine.
func (s *Source) LeavesOut(port uint16) bool {
	p := &s.ports
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.set != nil && !slices.ContainsFunc(p.ranges, func(r PortRange) bool { return r.First <= port && port <= r.Last })
}

// AddPort has a live source capture packets from and to one more port, from now on. It may be called from any
// goroutine, until the source is closed.
func (s *Source) AddPort(port uint16) error {
	p := &s.ports
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.set == nil {
		return errPortsFixed
	}
	more := append(slices.Clone(p.ranges), PortRange{port, port})
	if err := p.set(more); err != nil {
		return err
	}
	p.ranges = more
	return nil
}
