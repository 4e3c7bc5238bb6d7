package capture

import (
	"fmt"

	"golang.org/x/net/bpf"
)

// prefilter is the program that the kernel runs on each frame before it is captured: it lets
// through what may carry SIP or say something about it, and leaves media where it is. That is UDP,
// TCP and SCTP from or to one of the ports, every IP fragment, ICMP errors, and IPv6 with
// extension headers, which are rare. Up to two VLAN tags may stand before IP, whether in the
// frame or taken off by the card. SIP within tunnels does not pass.
//
// cooked is for sockets that give frames without their link layer's header.
func prefilter(ports []PortRange, cooked bool, snap int) ([]bpf.RawInstruction, error) {
	var p program
	p.link(cooked)

	p.label("IPv4")
	p.add(bpf.LoadIndirect{Off: 6, Size: 2})
	p.jump(bpf.JumpBitsSet, 0x3fff, "accept", "") // more fragments, or an offset
	p.add(bpf.LoadIndirect{Off: 9, Size: 1})
	p.jump(bpf.JumpEqual, 1, "ICMP", "")
	p.transport("IPv4 ports")
	p.label("IPv4 ports")
	p.add(bpf.LoadIndirect{Off: 0, Size: 1}, bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: 15},
		bpf.ALUOpConstant{Op: bpf.ALUOpShiftLeft, Val: 2}, bpf.ALUOpX{Op: bpf.ALUOpAdd}, bpf.TAX{})
	p.always("ports")

	p.label("ICMP")
	p.add(bpf.LoadIndirect{Off: 0, Size: 1}, bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: 15},
		bpf.ALUOpConstant{Op: bpf.ALUOpShiftLeft, Val: 2}, bpf.ALUOpX{Op: bpf.ALUOpAdd}, bpf.TAX{},
		bpf.LoadIndirect{Off: 0, Size: 1})
	for _, kind := range []uint32{3, 4, 11} {
		p.jump(bpf.JumpEqual, kind, "accept", "")
	}
	p.jump(bpf.JumpEqual, 12, "accept", "refuse")

	p.label("IPv6")
	p.add(bpf.LoadIndirect{Off: 6, Size: 1})
	for _, extension := range []uint32{0, 43, 44, 51, 60, 135} {
		p.jump(bpf.JumpEqual, extension, "accept", "")
	}
	p.jump(bpf.JumpEqual, 58, "ICMPv6", "")
	p.transport("IPv6 ports")
	p.label("ICMPv6")
	p.add(bpf.LoadIndirect{Off: 40, Size: 1})
	p.jump(bpf.JumpGreaterOrEqual, 128, "refuse", "accept")
	p.label("IPv6 ports")
	p.add(bpf.TXA{}, bpf.ALUOpConstant{Op: bpf.ALUOpAdd, Val: 40}, bpf.TAX{})

	p.label("ports")
	for _, side := range []uint32{0, 2} {
		p.add(bpf.LoadIndirect{Off: side, Size: 2})
		for i, r := range ports {
			if r.First == r.Last {
				p.jump(bpf.JumpEqual, uint32(r.First), "accept", "")
				continue
			}
			next := fmt.Sprint("port", side, i)
			p.jump(bpf.JumpGreaterOrEqual, uint32(r.First), "", next)
			p.jump(bpf.JumpGreaterThan, uint32(r.Last), next, "accept")
			p.label(next)
		}
	}
	p.label("refuse")
	p.add(bpf.RetConstant{Val: 0})
	p.label("accept")
	p.add(bpf.RetConstant{Val: uint32(snap)})
	return p.assemble()
}

// packetOutgoing is the kernel's mark of a frame that this host sends (PACKET_OUTGOING).
const packetOutgoing = 4

// link finds the IP header and leaves its place in X.
func (p *program) link(cooked bool) {
	p.add(bpf.LoadConstant{Dst: bpf.RegX, Val: 0})
	ethertype := bpf.Instruction(bpf.LoadExtension{Num: bpf.ExtProto})
	if !cooked {
		ethertype = bpf.LoadAbsolute{Off: 12, Size: 2}
		p.add(bpf.LoadConstant{Dst: bpf.RegX, Val: 14})
	} else {
		// What goes out begins with IP, also where it has a tag.
		p.add(bpf.LoadExtension{Num: bpf.ExtType})
		p.jump(bpf.JumpEqual, packetOutgoing, "", "received")
		p.add(bpf.LoadAbsolute{Off: 0, Size: 1}, bpf.ALUOpConstant{Op: bpf.ALUOpShiftRight, Val: 4})
		p.jump(bpf.JumpEqual, 4, "IPv4", "")
		p.jump(bpf.JumpEqual, 6, "IPv6", "refuse")
		p.label("received")
	}
	p.add(ethertype)
	for tag := range 3 {
		here := fmt.Sprint("tag", tag)
		p.jump(bpf.JumpEqual, 0x0800, "IPv4", "")
		p.jump(bpf.JumpEqual, 0x86dd, "IPv6", "")
		if tag == 2 {
			p.always("refuse")
			return
		}
		for _, t := range []uint32{0x8100, 0x88a8} {
			p.jump(bpf.JumpEqual, t, here, "")
		}
		p.jump(bpf.JumpEqual, 0x9100, "", "refuse")
		p.label(here)
		p.add(bpf.LoadIndirect{Off: 2, Size: 2}) // what is tagged
		p.add(bpf.StoreScratch{Src: bpf.RegA, N: 0}, bpf.TXA{}, bpf.ALUOpConstant{Op: bpf.ALUOpAdd, Val: 4}, bpf.TAX{},
			bpf.LoadScratch{Dst: bpf.RegA, N: 0})
	}
}

// transport goes on at ports where the protocol in A has ports, and refuses others.
func (p *program) transport(ports string) {
	for _, protocol := range []uint32{17, 6} {
		p.jump(bpf.JumpEqual, protocol, ports, "")
	}
	p.jump(bpf.JumpEqual, 132, ports, "refuse")
}

// program is instructions with jumps to labels, which lie ahead.
type program struct {
	code   []bpf.Instruction
	jumps  []pendingJump
	labels map[string]int
}

type pendingJump struct {
	at        int
	cond      bpf.JumpTest
	value     uint32
	then, not string // "" is the next instruction
	always    bool   // go to then
}

func (p *program) add(code ...bpf.Instruction) { p.code = append(p.code, code...) }

// label names the next instruction.
func (p *program) label(name string) {
	if p.labels == nil {
		p.labels = make(map[string]int)
	}
	p.labels[name] = len(p.code)
}

// jump goes to then where A compares to value, and to not otherwise.
func (p *program) jump(cond bpf.JumpTest, value uint32, then, not string) {
	p.jumps = append(p.jumps, pendingJump{at: len(p.code), cond: cond, value: value, then: then, not: not})
	p.add(nil)
}

// always goes to a label.
func (p *program) always(label string) {
	p.jumps = append(p.jumps, pendingJump{at: len(p.code), then: label, always: true})
	p.add(nil)
}

// assemble sets the jumps.
func (p *program) assemble() ([]bpf.RawInstruction, error) {
	for _, j := range p.jumps {
		then, not := p.distance(j.at, j.then), p.distance(j.at, j.not)
		if j.always {
			p.code[j.at] = bpf.Jump{Skip: uint32(then)}
			continue
		}
		if min(then, not) < 0 || max(then, not) > 255 {
			return nil, fmt.Errorf("a filter for so many ports is too long")
		}
		p.code[j.at] = bpf.JumpIf{Cond: j.cond, Val: j.value, SkipTrue: uint8(then), SkipFalse: uint8(not)}
	}
	return bpf.Assemble(p.code)
}

func (p *program) distance(from int, label string) int {
	if label == "" {
		return 0
	}
	return p.labels[label] - from - 1
}
