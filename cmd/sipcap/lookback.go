package main

import (
	"sync"

	"sipcap/capture"
	"sipcap/sipmsg"
)

// lookback holds the frames that were read last, of what may be SIP: it is not known yet which calls will
// fail. The oldest go when there is no more room.
type lookback struct {
	limit int64 // of bytes

	mu      sync.Mutex // frames come from who reads, calls from who watches
	parcels []*parcel  // the oldest first
	frames  int        // in all of them
	bytes   int64      // that parcels have room for
	at      map[capture.FrameRef]place
	last    capture.FrameRef // that a packet of use came of
}

// place is where a frame is.
type place struct {
	parcel *parcel
	index  int
}

// placeCost is what finding a frame takes, about.
const placeCost = 64

// add takes a frame.
func (l *lookback) add(f *capture.Frame) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.parcels); n == 0 || !l.parcels[n-1].add(f) {
		if int64(len(f.Data)) > l.limit/2 {
			return // there is no room for anything else
		}
		l.begin(len(f.Data))
		l.parcels[len(l.parcels)-1].add(f)
	}
	newest := l.parcels[len(l.parcels)-1]
	if l.at == nil {
		l.at = make(map[capture.FrameRef]place)
	}
	l.at[f.Ref] = place{newest, len(newest.frames) - 1}
	l.frames++
}

// begin makes room for a frame of so many bytes, in a parcel of the oldest or in another one.
func (l *lookback) begin(size int) {
	var free *parcel
	for len(l.parcels) > 0 && l.bytes+int64(max(size, parcelBytes))+int64(l.frames)*(frameCost+placeCost) > l.limit {
		free = l.forget()
	}
	if free == nil || cap(free.bytes) != parcelBytes || size > parcelBytes {
		free = newParcel(size)
	}
	l.parcels = append(l.parcels, free)
	l.bytes += int64(cap(free.bytes))
}

// forget lets go of the oldest parcel's frames.
func (l *lookback) forget() *parcel {
	oldest := l.parcels[0]
	l.parcels = append(l.parcels[:0], l.parcels[1:]...)
	for i := range oldest.frames {
		ref := oldest.frames[i].Ref
		if l.at[ref].parcel == oldest { // else the number came again
			delete(l.at, ref)
		}
	}
	l.frames -= len(oldest.frames)
	l.bytes -= int64(cap(oldest.bytes))
	oldest.reset()
	return oldest
}

// packet tells what became of the last frame. If that is no SIP, it goes at once: media would leave no
// room for anything else.
func (l *lookback) packet(p *capture.Packet) {
	if p.ICMP != nil || p.Stream != 0 || p.End || sipmsg.Sniff(p.Payload) {
		l.mu.Lock()
		l.last = p.Frame
		l.mu.Unlock()
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if p.Frame == l.last || len(l.parcels) == 0 { // it has more than one message
		return
	}
	newest := l.parcels[len(l.parcels)-1]
	if n := len(newest.frames); n > 0 && newest.frames[n-1].Ref == p.Frame {
		newest.drop()
		delete(l.at, p.Frame)
		l.frames--
	}
}

// take copies the frames of refs that are still there, each once and in the order of capture, and tells how
// many are not.
func (l *lookback) take(refs []capture.FrameRef) (frames []capture.Frame, gone int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	size := 0
	for _, ref := range refs {
		p, ok := l.at[ref]
		if !ok {
			gone++
			continue
		}
		frames = append(frames, p.parcel.frames[p.index])
		size += len(p.parcel.frames[p.index].Data)
	}
	bytes := make([]byte, 0, size)
	for i := range frames {
		from := len(bytes)
		bytes = append(bytes, frames[i].Data...)
		frames[i].Data = bytes[from:len(bytes):len(bytes)]
	}
	return frames, gone
}
