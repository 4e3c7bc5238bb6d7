package capture

import "time"

// frame is a record of a capture file: the bytes of a frame, and when it was seen.
type frame struct {
	time   time.Time // zero where the file does not tell
	data   []byte    // valid until the container's next frame
	length uint32    // on the wire; more than len(data) where the snap length cut
	fcs    int       // bytes of frame check sequence at the end, as the file says
	link   *linkLayer
	big    bool // the file's byte order is big-endian
	// damaged tells that the record contradicts itself: it counts, but is not decoded.
	damaged bool
}

// container reads the frames of one capture file, in its order.
type container interface {
	// next fills f. It returns io.EOF at the end, and *damage where the rest of the file
	// cannot be used.
	next(f *frame) error
	// format is the container's name, as it is told to people.
	format() string
	// links returns the link layers that the file has declared so far.
	links() []*linkLayer
}
