package capture

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/gopacket/layers"
)

// FuzzReassembly sends parts of one packet, as three bytes each tell, and compares with a
// model that keeps a flag for each byte.
func FuzzReassembly(f *testing.F) {
	f.Add([]byte{0, 4, 1, 4, 4, 1, 8, 4, 0})                      // in order
	f.Add([]byte{8, 4, 0, 0, 4, 1, 4, 4, 1})                      // the last first
	f.Add([]byte{0, 4, 1, 0, 4, 1, 4, 4, 0, 4, 4, 0})             // each twice
	f.Add([]byte{2, 2, 1, 1, 4, 1, 0, 1, 1, 4, 3, 0})             // overlapping
	f.Add([]byte{0, 2, 1, 4, 2, 1, 8, 2, 1, 2, 2, 1, 6, 6, 0})    // gaps filled, and more than that
	f.Add([]byte{0, 4, 3, 4, 4, 3, 0, 4, 1, 4, 4, 0, 4, 4, 2, 9}) // from two files
	f.Fuzz(func(t *testing.T, script []byte) {
		r := reassembly{timeout: time.Second, limit: 1 << 30}
		d := &decoder{}
		var model []*slowPacket
		for n := 0; len(script) >= 3; n, script = n+1, script[3:] {
			offset, length := int(script[0]%32)*8, int(script[1]%8+1)*8
			more, file := script[2]&1 != 0, uint32(script[2]>>1&1)
			b := bytes.Repeat([]byte{byte(n)}, length)
			d.pkt.Frame = FrameRef{file, uint64(n + 1)}
			p := r.add(fragmentKey{}, fragment{offset: offset, more: more}, &ipHeader{protocol: layers.IPProtocolUDP}, b, d)

			var q *slowPacket
			model, q = slowAdd(model, offset, more, file, b)
			if p.whole() != q.whole() {
				t.Fatalf("part %d: whole %t, the model says %t", n, p.whole(), q.whole())
			}
			if !p.whole() {
				continue
			}
			if !bytes.Equal(p.buf, q.bytes[:q.total]) {
				t.Fatalf("part %d: %v, the model says %v", n, p.buf, q.bytes[:q.total])
			}
			r.finish(p)
			q.done = true
		}
		for r.oldest != nil {
			r.drop()
		}
		if r.held != 0 || len(r.byKey) != 0 || r.newest != nil {
			t.Errorf("%d bytes held, %d keys left", r.held, len(r.byKey))
		}
	})
}

// slowPacket is partial, made to be obvious.
type slowPacket struct {
	bytes [1024]byte
	there [1024]bool
	total int
	parts int
	file  uint32
	done  bool
}

func (p *slowPacket) whole() bool {
	for i := range p.total {
		if !p.there[i] {
			return false
		}
	}
	return p.total > 0
}

func (p *slowPacket) lacks(offset, end int) bool {
	for i := offset; i < end; i++ {
		if !p.there[i] {
			return true
		}
	}
	return false
}

func (p *slowPacket) agrees(end int, more bool) bool {
	if p.total > 0 && (end > p.total || !more && end != p.total) {
		return false
	}
	for i := end; i < len(p.there); i++ {
		if p.there[i] && !more {
			return false
		}
	}
	return true
}

// slowAdd gives the part to the packet that wants it most, newest first.
func slowAdd(packets []*slowPacket, offset int, more bool, file uint32, b []byte) ([]*slowPacket, *slowPacket) {
	end := offset + len(b)
	var best *slowPacket
	for i := len(packets) - 1; i >= max(0, len(packets)-maxCopies); i-- { // no more are looked at
		p := packets[i]
		if p.done || p.parts >= maxParts || !p.lacks(offset, end) || !p.agrees(end, more) {
			continue
		}
		if best == nil || p.file == file && best.file != file || (p.file == file) == (best.file == file) && p.parts > best.parts {
			best = p
		}
	}
	if best == nil {
		best = &slowPacket{}
		packets = append(packets, best)
	}
	for i, c := range b {
		if !best.there[offset+i] {
			best.there[offset+i], best.bytes[offset+i] = true, c
		}
	}
	if !more {
		best.total = end
	}
	best.parts++
	best.file = file
	return packets, best
}
