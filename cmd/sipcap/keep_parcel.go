package main

import "sipcap/capture"

// parcel holds frames with a copy of their bytes, which capture uses again for the next ones.
type parcel struct {
	frames []capture.Frame // whose Data is in bytes
	bytes  []byte
}

const (
	parcelBytes  = 128 << 10
	parcelFrames = 512
	// frameCost is what a frame takes beside its bytes, about.
	frameCost  = 144
	parcelCost = parcelBytes + parcelFrames*frameCost
)

// newParcel has room for a frame of so many bytes at least.
func newParcel(least int) *parcel { return &parcel{bytes: make([]byte, 0, max(least, parcelBytes))} }

// add copies a frame, and reports false where there is no room for it.
func (c *parcel) add(f *capture.Frame) bool {
	from := len(c.bytes)
	if len(c.frames) == parcelFrames || from+len(f.Data) > cap(c.bytes) {
		return false
	}
	c.bytes = append(c.bytes, f.Data...)
	kept := *f
	kept.Data = c.bytes[from:len(c.bytes):len(c.bytes)]
	c.frames = append(c.frames, kept)
	return true
}

// drop takes the last frame back.
func (c *parcel) drop() {
	last := len(c.frames) - 1
	c.bytes = c.bytes[:len(c.bytes)-len(c.frames[last].Data)]
	c.frames[last] = capture.Frame{}
	c.frames = c.frames[:last]
}

// cost is the memory that the parcel takes, about.
func (c *parcel) cost() int64 { return int64(cap(c.bytes)) + parcelFrames*frameCost }

// reset makes room for other frames.
func (c *parcel) reset() {
	clear(c.frames)
	c.frames, c.bytes = c.frames[:0], c.bytes[:0]
}
