package ingest

import (
	"cmp"
	"slices"

	"sipcap/callflow"
	"sipcap/capture"
)

// reason says why a packet that capture decoded is not used.
type reason uint8

const (
	notSIP reason = iota
	keepAlive
	deflated
	noKey
	unclear
	otherICMP
	reasons
)

// reasonTable has the reasons as they are told. To add one: 1. a reason above, 2. a row here, 3. a text in
// callflow/report's head.go.
var reasonTable = [reasons]capture.SkipInfo{
	notSIP:    {Reason: "not-sip", Doc: "a datagram that does not begin as a SIP message: media, DNS and everything else"},
	keepAlive: {Reason: "keep-alive", Doc: "CR, LF and NUL alone, or a WebSocket's ping and pong, which keep a way through NAT open (RFC 5626 §3.5.1)"},
	deflated:  {Reason: "websocket-deflate", Doc: "WebSocket messages that are compressed (RFC 7692), which is not undone"},
	noKey:     {Reason: "tls-no-key", Doc: "TLS that could be SIP and was not decrypted: no key log has its secrets, its handshake was not captured, or bytes are missing (--keylog)"},
	unclear:   {Reason: "icmp-unclear", Doc: "an ICMP error about a SIP message that is not in the capture, or cannot be told from those of other calls"},
	otherICMP: {Reason: capture.SkipICMP}, // about other traffic than SIP
}

// SkipReasons returns every reason for which a frame is skipped, by capture or here.
func SkipReasons() []capture.SkipInfo {
	return append(capture.SkipReasons(), reasonTable[:otherICMP]...)
}

// account counts what became of the frames of each file.
type account struct {
	files []fileAccount
	refs  []capture.FrameRef // of the last packet
}

type fileAccount struct {
	used    uint64
	skipped [reasons]skipped
}

// skipped counts frames, and says which is the first.
type skipped struct{ count, first uint64 }

func (a *account) file(f capture.FrameRef) *fileAccount {
	for int(f.File) >= len(a.files) {
		a.files = append(a.files, fileAccount{})
	}
	return &a.files[f.File]
}

// use counts frames as used.
func (a *account) use(frames ...capture.FrameRef) {
	for _, f := range frames {
		a.file(f).used++
	}
}

// skip counts frames as skipped.
func (a *account) skip(why reason, frames ...capture.FrameRef) {
	for _, f := range frames {
		a.skipMany(why, 1, f)
	}
}

// skipMany counts frames of one file as skipped, of which the first is given.
func (a *account) skipMany(why reason, n uint64, first capture.FrameRef) {
	s := &a.file(first).skipped[why]
	if s.count == 0 || first.Number < s.first {
		s.first = first.Number
	}
	s.count += n
}

// retract counts frames that were used as skipped, as another account has them.
func (a *account) retract(o *account) {
	for i := range o.files {
		f := a.file(capture.FrameRef{File: uint32(i)})
		for why, s := range o.files[i].skipped {
			if s.count == 0 {
				continue
			}
			f.used -= s.count
			own := &f.skipped[why]
			if own.count == 0 || s.first < own.first {
				own.first = s.first
			}
			own.count += s.count
		}
	}
}

// usePacket counts the frames that a packet adds to the account as used.
func (a *account) usePacket(p *capture.Packet) {
	if p.InOneFrame() {
		a.file(p.Frame).used++
		return
	}
	a.use(a.of(p)...)
}

// skipPacket counts them as skipped.
func (a *account) skipPacket(why reason, p *capture.Packet) {
	if p.InOneFrame() {
		a.skipMany(why, 1, p.Frame)
		return
	}
	a.skip(why, a.of(p)...)
}

// of returns the frames that a packet adds to the account, valid until it is called again.
func (a *account) of(p *capture.Packet) []capture.FrameRef {
	a.refs = p.AppendFrames(a.refs[:0])
	return a.refs
}

// ofFile tells what became of a file's frames.
func (a *account) ofFile(file int) (used uint64, list []callflow.Skipped) {
	if file >= len(a.files) {
		return 0, nil
	}
	for why, s := range a.files[file].skipped {
		if s.count > 0 {
			first := callflow.FrameRef{File: uint32(file), Number: s.first}
			list = append(list, callflow.Skipped{Reason: string(reasonTable[why].Reason), Count: s.count, First: first})
		}
	}
	return a.files[file].used, list
}

// skippedBefore are the frames that capture skipped.
func skippedBefore(reasons map[capture.SkipReason]capture.Skip) (list []callflow.Skipped) {
	for why, s := range reasons {
		list = append(list, callflow.Skipped{Reason: string(why), Count: s.Count, First: callflow.FrameRef(s.First)})
	}
	return list
}

// sum puts together what was skipped for the same reason, and sorts the reasons.
func sum(list []callflow.Skipped) []callflow.Skipped {
	slices.SortFunc(list, func(a, b callflow.Skipped) int {
		return cmp.Or(cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.First.File, b.First.File), cmp.Compare(a.First.Number, b.First.Number))
	})
	out := list[:0]
	for _, s := range list {
		if n := len(out); n > 0 && out[n-1].Reason == s.Reason {
			out[n-1].Count += s.Count
			continue
		}
		out = append(out, s)
	}
	return out
}
