package main

import (
	"bytes"
	"fmt"
	"testing"

	"sipcap/capture"
)

// numbered is a frame with a number, of so many bytes that tell it.
func numbered(n uint64, size int) *capture.Frame {
	f := keptFrame(ringStart, size)
	f.Ref.Number = n
	for i := range f.Data {
		f.Data[i] = byte(n)
	}
	return f
}

func refsTo(n uint64) []capture.FrameRef {
	var refs []capture.FrameRef
	for i := range n {
		refs = append(refs, capture.FrameRef{Number: i + 1})
	}
	return refs
}

// A look-back keeps to its limit: the oldest frames go, and those that are there are what they were.
func TestLookbackKeepsToItsLimit(t *testing.T) {
	for _, sizes := range [][]int{{60}, {1500}, {100, 1400, 9000, 60}, {parcelBytes + 1, 60}, {0}} {
		t.Run(fmt.Sprint(sizes), func(t *testing.T) {
			l := lookback{limit: 4 << 20}
			n := uint64(40_000)
			if sizes[0] > parcelBytes {
				n = 1000
			}
			for i := range n {
				l.add(numbered(i+1, sizes[int(i)%len(sizes)]))
				if got := l.bytes + int64(l.frames)*(frameCost+placeCost); got > l.limit+parcelFrames*(frameCost+placeCost) {
					t.Fatalf("%d bytes after %d frames, of %d", got, i+1, l.limit)
				}
			}
			if len(l.at) != l.frames {
				t.Errorf("%d places for %d frames", len(l.at), l.frames)
			}
			frames, gone := l.take(refsTo(n))
			if uint64(gone+len(frames)) != n || gone == 0 || len(frames) < 10 {
				t.Fatalf("%d frames, %d gone, want %d together", len(frames), gone, n)
			}
			for i, f := range frames {
				number := uint64(gone + i + 1)
				if f.Ref.Number != number || !bytes.Equal(f.Data, numbered(number, sizes[(gone+i)%len(sizes)]).Data) {
					t.Fatalf("frame %d is %d, with %d bytes", number, f.Ref.Number, len(f.Data))
				}
			}
		})
	}
}

// What is taken stays as it is, though its place is used again.
func TestLookbackTakesCopies(t *testing.T) {
	l := lookback{limit: 1 << 20}
	l.add(numbered(1, 100))
	frames, _ := l.take(refsTo(1))
	for i := range uint64(20_000) {
		l.add(numbered(i+2, 100))
	}
	if len(frames) != 1 || !bytes.Equal(frames[0].Data, numbered(1, 100).Data) {
		t.Errorf("got %+v", frames)
	}
}

// Media takes no room from SIP; fragments and segments, of which nothing is known yet, stay.
func TestLookbackLeavesMediaOut(t *testing.T) {
	l := lookback{limit: 1 << 20}
	const sip = "OPTIONS sip:a SIP/2.0\r\n\r\n"
	packet := func(n uint64, payload string) *capture.Packet {
		return &capture.Packet{Frame: capture.FrameRef{Number: n}, Payload: []byte(payload)}
	}
	var n uint64
	next := func(payload string) {
		n++
		l.add(numbered(n, 200))
		if payload != "" {
			l.packet(packet(n, payload))
		}
	}
	next("")  // a fragment
	next(sip) // that is whole with the second one
	l.packet(packet(n, "something else that came with it"))
	next("")
	l.packet(&capture.Packet{Frame: capture.FrameRef{Number: n}, Stream: 1, Payload: []byte("a piece")})
	for range 50_000 {
		next("\x80\x00media")
	}
	next("") // which is not known to be anything
	if frames, gone := l.take(refsTo(n)); len(frames) != 4 || frames[3].Ref.Number != n {
		t.Errorf("%d frames, %d gone", len(frames), gone)
	}
	if l.frames != 4 || len(l.at) != 4 {
		t.Errorf("%d frames, %d places", l.frames, len(l.at))
	}
}

// A number that comes again, as of a ring's later files, is that of the frame that came last.
func TestLookbackNumbersAgain(t *testing.T) {
	l := lookback{limit: 1 << 20}
	l.add(numbered(1, 100))
	l.add(numbered(1, 300))
	frames, gone := l.take(refsTo(1))
	if gone != 0 || len(frames) != 1 || len(frames[0].Data) != 300 {
		t.Errorf("%d gone, got %+v", gone, frames)
	}
}
