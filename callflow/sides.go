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

// shared are the same sides of another leg, or else a copy.
func (p *packing) shared(s *sides) *sides {
	k := s.key()
	have := p.sides[k]
	if have != nil && slices.Equal(have.endpoints.list, s.endpoints.list) && have.sameHops(s) && slices.Equal(have.agents, s.agents) {
		return have
	}
	c := s.copy()
	c.agents = p.sharedAgents(s.agents)
	if have != nil || len(p.sides) < wordLimit {
		if p.sides == nil {
			p.sides = make(map[uint64]*sides)
		}
		p.sides[k] = c
	}
	return c
}

// sharedAgents are the same agents of other sides, or else a copy: there are many phones, of few kinds.
func (p *packing) sharedAgents(agents []agent) []agent {
	key := p.key[:0]
	for i := range agents {
		a := &agents[i]
		key = append(key, byte(a.endpoint), byte(a.endpoint>>8), a.vias)
		if a.response {
			key = append(key, 'r')
		}
		key = append(append(key, a.name...), 0)
	}
	p.key = key
	if have, ok := p.agents[string(key)]; ok && slices.Equal(have, agents) {
		return have
	}
	agents = slices.Clip(slices.Clone(agents))
	if len(p.agents) < wordLimit {
		if p.agents == nil {
			p.agents = make(map[string][]agent)
		}
		p.agents[string(key)] = agents
	}
	return agents
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

// copy copies all but the agents.
func (s *sides) copy() *sides {
	var c *sides
	if len(s.endpoints.list) == 2 {
		b := &sidesBlock{}
		c = &b.sides
		c.endpoints.list = b.endpoints[:]
		copy(c.endpoints.list, s.endpoints.list)
	} else {
		c = &sides{}
		c.endpoints.list = slices.Clip(slices.Clone(s.endpoints.list))
	}
	c.endpoints.index = maps.Clone(s.endpoints.index)
	if s.hops != nil {
		c.hops = &table[Hop]{list: slices.Clip(slices.Clone(s.hops.list)), index: maps.Clone(s.hops.index)}
	}
	return c
}
