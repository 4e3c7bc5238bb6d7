package decrypt

import (
	"encoding/binary"
	"path/filepath"
	"reflect"
	"testing"

	ct "sipcap/capture/capturetest"
)

// FuzzConnection feeds two directions as a script says, whole and byte by byte: the same must
// come out, every byte once and in order, and no more be held than the limit.
//
// A step of the script is a byte, whose lowest bit is the direction, and two for a length:
// bytes to feed that follow, bytes that are missing, or nothing for the other steps.
func FuzzConnection(f *testing.F) {
	var log string
	for _, r := range recordings {
		keys, tapes := readRecording(f, filepath.Join("testdata", "openssl", r.name+".txt"))
		log += keys
		for _, tape := range tapes {
			f.Add(scriptOf(tape, -1), false)
			f.Add(scriptOf(tape, 5), true)
		}
	}
	f.Fuzz(func(t *testing.T, script []byte, late bool) {
		whole, bytewise := run(t, script, log, late, 1<<16), run(t, script, log, late, 1)
		if !reflect.DeepEqual(whole, bytewise) {
			t.Errorf("whole %+v\nbyte by byte %+v", whole, bytewise)
		}
	})
}

// The steps of a script; any other feeds.
const (
	stepGap = 2 * (iota + 1)
	stepUnknownGap
	stepClose
	stepKeys
)

// scriptOf writes a tape as a script, with a gap instead of one of the writes.
func scriptOf(wire ct.Wire, missing int) []byte {
	var script []byte
	for i, w := range wire {
		step := byte(w.Dir)
		if i == missing {
			step |= stepGap
		}
		script = binary.BigEndian.AppendUint16(append(script, step), uint16(len(w.Bytes)))
		if i != missing {
			script = append(script, w.Bytes...)
		}
	}
	return script
}

// run plays a script, n bytes at a time.
func run(t *testing.T, script []byte, log string, late bool, n int) *heard {
	const limit = 4 << 10
	keys := &Keys{}
	if !late {
		keys = keysOf(log)
	}
	c := &Connection{Keys: keys, MaxHeld: limit}
	h := &heard{}
	var fed [2]int64
	var closed [2]bool
	for len(script) >= 3 {
		dir, step, length := int(script[0]&1), script[0]&^1, int(binary.BigEndian.Uint16(script[1:]))
		script = script[3:]
		switch {
		case step == stepKeys:
			keys.Write([]byte(log))
			c.Retry()
			h.hear(t, c)
			continue
		case closed[dir]:
			continue
		case step == stepClose:
			closed[dir] = true
			c.Close(dir)
		case step == stepGap:
			c.Gap(dir, int64(length))
			fed[dir] += int64(length)
		case step == stepUnknownGap:
			c.Gap(dir, 0)
		default:
			length = min(length, len(script))
			for b := script[:length]; len(b) > 0; b = b[min(n, len(b)):] {
				c.Feed(dir, b[:min(n, len(b))])
				h.hear(t, c)
			}
			fed[dir] += int64(length)
			script = script[length:]
		}
		h.hear(t, c)
		if got := c.heldBytes + len(c.sides[0].buf) + len(c.sides[1].buf); got > 3*limit+2*maxRecord {
			t.Fatalf("holds %d bytes", got)
		}
	}
	for dir := range 2 {
		c.Close(dir)
		h.hear(t, c)
	}
	c.GiveUp()
	h.hear(t, c)
	if h.end != fed {
		t.Errorf("pieces end at %d, want %d", h.end, fed)
	}
	return h
}
