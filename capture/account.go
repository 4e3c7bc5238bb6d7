package capture

import "slices"

// SkipReason says why a frame gave no [Packet]. The ids are stable; [SkipReasons] lists them.
type SkipReason string

// The reasons for which a frame is skipped.
const (
	SkipLinkType      SkipReason = "link-type"
	SkipFiltered      SkipReason = "filtered"
	SkipNotIP         SkipReason = "not-ip"
	SkipIPFragment    SkipReason = "ip-fragment"
	SkipTCP           SkipReason = "tcp"
	SkipICMP          SkipReason = "icmp"
	SkipSCTP          SkipReason = "sctp"
	SkipOtherProtocol SkipReason = "other-protocol"
	SkipEmpty         SkipReason = "empty"
	SkipTooDeep       SkipReason = "too-deep"
	SkipCutShort      SkipReason = "cut-short"
	SkipMalformed     SkipReason = "malformed"
	SkipDamaged       SkipReason = "damaged"
)

// Skip counts the frames skipped for one reason, and says where the first one is.
type Skip struct {
	Count uint64
	First FrameRef
}

// SkipInfo documents a reason in a sentence.
type SkipInfo struct {
	Reason SkipReason
	Doc    string
}

// SkipReasons returns every reason with its documentation, in the order in which decoding
// meets them.
func SkipReasons() []SkipInfo {
	return slices.Clone(reasons[1:])
}

// verdict is what became of a frame: delivered, held, or the index of a reason in the table
// below. It is an index rather than a SkipReason so that counting is an array access.
type verdict uint8

const (
	delivered verdict = iota
	skipLinkType
	skipFiltered
	skipNotIP
	skipIPFragment
	skipTCP
	skipICMP
	skipSCTP
	skipOtherProtocol
	skipEmpty
	skipTooDeep
	skipCutShort
	skipMalformed
	skipDamaged
	verdicts // how many there are

	held  = verdicts     // no verdict yet: part of a packet to come
	ended = verdicts + 1 // there are no more frames
	idle  = verdicts + 2 // there is none for now
)

// reasons is the one table of reasons. To add one: 1. a SkipReason constant, 2. a verdict
// at the same place, 3. a row here.
var reasons = [verdicts]SkipInfo{
	skipLinkType:      {SkipLinkType, "the link layer is one that is not decoded; the file's link types tell which"},
	skipFiltered:      {SkipFiltered, "the capture filter leaves it out"},
	skipNotIP:         {SkipNotIP, "the frame, or the tunnel in it, carries no IP: ARP, spanning tree, LLDP and the like"},
	skipIPFragment:    {SkipIPFragment, "a fragment of an IP packet of which others are missing, the first among them"},
	skipTCP:           {SkipTCP, "a TCP segment that brought no bytes, or none that were not there before, or those of a stream that is of no use"},
	skipICMP:          {SkipICMP, "ICMP or ICMPv6 that quotes no UDP, TCP or SCTP packet"},
	skipSCTP:          {SkipSCTP, "an SCTP packet that gave no payload"},
	skipOtherProtocol: {SkipOtherProtocol, "IP that carries another protocol: encrypted ESP, OSPF, IGMP and the like"},
	skipEmpty:         {SkipEmpty, "a datagram without payload, or a frame without bytes"},
	skipTooDeep:       {SkipTooDeep, "more VLAN tags or tunnels within each other than are decoded"},
	skipCutShort:      {SkipCutShort, "the snap length cut the headers or all of the payload"},
	skipMalformed:     {SkipMalformed, "the headers contradict themselves or end too early, though nothing was cut"},
	skipDamaged:       {SkipDamaged, "the file's record of the frame contradicts itself, or names an interface that the file does not describe"},
}

// account counts what became of frames.
type account struct {
	frames  uint64
	skipped [verdicts]Skip
}

// add counts a frame.
func (a *account) add(v verdict, ref FrameRef) {
	a.frames++
	if v != held {
		a.settle(v, ref)
	}
}

// settle counts the verdict on a frame that was counted as held.
func (a *account) settle(v verdict, ref FrameRef) {
	if v == delivered || v == held {
		return
	}
	a.addSkip(v, Skip{1, ref})
}

// addSkip counts frames that were skipped for one reason; the first of them is given.
func (a *account) addSkip(v verdict, n Skip) {
	s := &a.skipped[v]
	if s.Count == 0 || s.First.File == n.First.File && n.First.Number < s.First.Number {
		s.First = n.First
	}
	s.Count += n.Count
}

// verdictOf is the verdict of a reason, delivered where that is none of this package's.
func verdictOf(why SkipReason) verdict {
	for v := range reasons {
		if reasons[v].Reason == why && why != "" {
			return verdict(v)
		}
	}
	return delivered
}

// bySkipReason returns the reasons that occurred; nil when none did.
func (a *account) bySkipReason() map[SkipReason]Skip {
	var m map[SkipReason]Skip
	for v, s := range a.skipped {
		if s.Count == 0 {
			continue
		}
		if m == nil {
			m = make(map[SkipReason]Skip)
		}
		m[reasons[v].Reason] = s
	}
	return m
}
