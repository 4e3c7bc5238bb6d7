package main

import (
	"fmt"
	"net/netip"
	"strconv"
)

// A call is what its messages have in common. It is made from its number alone, whenever
// one of its frames is due, so that no call need be kept.
type call struct {
	number           uint32
	script           uint8 // index in scripts
	caller, callee   netip.AddrPort
	from, to         string // user parts
	agents           [2]string
	id               string
	ports            [2]uint16 // RTP, of caller and callee
	byCallee         bool      // who sends the BYE
	sessionID, nonce uint64
}

const (
	phones = 2000
	sbcs   = 4
	domain = "voice.example.net"
)

var phoneAgents = []string{"snomD785/10.1.169.12", "Yealink SIP-T46U 108.86.0.20", "Grandstream GXP2170 1.0.11.64", "baresip v1.0.0 (x86_64/linux)"}

// newCall makes the call of that number.
func newCall(number uint32) call {
	random := mix(uint64(number))
	phone := random() % phones
	sbc := random() % sbcs
	c := call{
		number: number,
		caller: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 20, byte(phone / 200), byte(10 + phone%200)}), 5060),
		callee: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 1, 2, byte(9 + sbc)}), 5060),
		from:   strconv.FormatUint(1001+phone, 10),
		to:     "+4930" + strconv.FormatUint(1000000+random()%9000000, 10),
		agents: [2]string{phoneAgents[phone%uint64(len(phoneAgents))], "Voice SBC 8.2"},
		ports:  [2]uint16{uint16(10000 + 2*(random()%5000)), uint16(30000 + 2*(random()%15000))},
	}
	c.sessionID, c.nonce = random()>>16, random()
	c.byCallee = random()%5 < 2
	if random()%10 < 3 { // comes in: the SBC calls the phone
		c.caller, c.callee = c.callee, c.caller
		c.from, c.to = c.to, c.from
		c.agents[0], c.agents[1] = c.agents[1], c.agents[0]
		c.ports[0], c.ports[1] = c.ports[1], c.ports[0]
	}
	c.id = fmt.Sprintf("%016x%08x@%s", random(), number, c.caller.Addr())
	return c
}

// mediaPath is where an RTP packet of that direction comes from and goes to.
func (c *call) mediaPath(direction int16) (src, dst netip.AddrPort) {
	src = netip.AddrPortFrom(c.caller.Addr(), c.ports[0])
	dst = netip.AddrPortFrom(c.callee.Addr(), c.ports[1])
	if direction == rtpBackward {
		return dst, src
	}
	return src, dst
}

// mix is splitmix64 from a seed: a few good random numbers without state to keep.
func mix(seed uint64) func() uint64 {
	state := seed * 0x9e3779b97f4a7c15
	return func() uint64 {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
}
