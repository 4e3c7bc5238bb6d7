package callflow

import (
	"encoding/binary"
	"maps"
	"net/netip"
	"slices"
)

// sides are between whom a leg runs: the same for many.
type sides struct {
	endpoints table[netip.AddrPort]
	hops      *table[Hop] // nil where there is one, that of the leg's first transaction
	agents    []agent
}

// key tells sides apart, nearly.
func (s *sides) key() uint64 {
	const factor = 0x9e3779b97f4a7c15
	key := uint64(len(s.agents))
	for i := range s.endpoints.list[:min(len(s.endpoints.list), 2)] {
		e := &s.endpoints.list[i]
		b := e.Addr().As16()
		key = (key ^ binary.BigEndian.Uint64(b[8:])) * factor
		key = (key ^ key>>32 ^ uint64(e.Port())) * factor
		key ^= key >> 32
	}
	return key
}

// sidesTable has sides that were there before, each in the place that its key names: what comes to the same place takes it.
type sidesTable struct {
	list []keptSides
	puts int // since it has its size
}

// keptSides are sides beside their key: those with another are not looked at.
type keptSides struct {
	key uint64
	*sides
}

// The size of a sidesTable: it grows as long as there are more sides than places.
const (
	fewSides  = 1 << 8
	manySides = 1 << 14
)

// place is the place of a key.
func (t *sidesTable) place(key uint64) *keptSides { return &t.list[key&uint64(len(t.list)-1)] }

// grow makes room for as many again.
func (t *sidesTable) grow() {
	before := t.list
	t.list, t.puts = make([]keptSides, max(2*len(before), fewSides)), 0
	for _, s := range before {
		if s.sides != nil {
			*t.place(s.key) = s
			t.puts++
		}
	}
}

// shared are the same sides of another leg, or else a copy.
func (p *packing) shared(s *sides) *sides {
	t := &p.sides
	if t.puts >= len(t.list) && len(t.list) < manySides {
		t.grow()
	}
	key := s.key()
	have := t.place(key)
	if have.key == key && have.sides != nil && slices.Equal(have.endpoints.list, s.endpoints.list) && have.sameHops(s) && slices.Equal(have.agents, s.agents) {
		return have.sides
	}
	c := s.copyTo(&p.blocks.cut(1)[0])
	c.agents = p.sharedAgents(s.agents)
	*have = keptSides{key, c}
	t.puts++
	return c
}

// agentsTable has lists of agents likewise: there are many phones, of few kinds.
type agentsTable [1 << 8][]agent

// sharedAgents are the same agents of other sides, or else a copy.
func (p *packing) sharedAgents(agents []agent) []agent {
	if len(agents) == 0 {
		return nil
	}
	key := uint(0)
	for i := range agents {
		name := agents[i].name
		key = 31*key + uint(len(name))<<4 + uint(name[0]) + uint(name[len(name)/2]) + uint(name[len(name)-1])
	}
	place := &p.agents[key%uint(len(p.agents))]
	if !slices.Equal(*place, agents) {
		*place = slices.Clip(slices.Clone(agents))
	}
	return *place
}

// sameHops tells whether sides with the same endpoints have the same hops, as far as they keep them.
func (s *sides) sameHops(o *sides) bool {
	if s.hops == nil || o.hops == nil {
		return s.hops == o.hops
	}
	return slices.Equal(s.hops.list, o.hops.list)
}

// sidesBlock has the endpoints of nearly all sides beside them: those of another leg are compared with them.
type sidesBlock struct {
	sides     sides
	endpoints [2]netip.AddrPort
}

// copyTo copies all but the agents into a block.
func (s *sides) copyTo(b *sidesBlock) *sides {
	c := &b.sides
	if len(s.endpoints.list) == len(b.endpoints) {
		c.endpoints.list = b.endpoints[:]
		copy(c.endpoints.list, s.endpoints.list)
	} else {
		c.endpoints.list = slices.Clip(slices.Clone(s.endpoints.list))
	}
	c.endpoints.index = maps.Clone(s.endpoints.index)
	if s.hops != nil {
		c.hops = &table[Hop]{list: slices.Clip(slices.Clone(s.hops.list)), index: maps.Clone(s.hops.index)}
	}
	return c
}
