package capture

import (
	"cmp"
	"errors"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// file is one of the inputs that are merged. It is opened to read its first frame, may be
// closed again while its time has not come, and is opened a second time then.
type file struct {
	index uint32 // its place in the list of inputs
	name  string
	stdin io.Reader     // read instead of the file of that name, where not nil
	from  opener        // likewise: a file in an archive
	again bool          // can be opened twice: a regular file
	live  bool          // may keep one waiting: no regular file
	keep  bool          // keep a copy of what can be opened only once
	spool *spool        // that copy
	size  int64         // compressed; 0 when not known
	read  *atomic.Int64 // compressed bytes of all files
	waits func()        // called before more is read of what may keep one waiting

	in       *opened
	count    *countingReader
	handle   io.Closer
	frame    frame // the next one
	number   uint64
	ended    bool
	last     time.Time
	info     FileInfo
	account  account
	maxFrame int
	keys     []Secret // once the file is closed

	begun     bool      // there is a first frame
	begin     time.Time // its time
	described bool      // frames are read to be written again
	unopened  error     // from opening it again

	interfaces liveContainer // not nil for interfaces
	idle       *Idle         // there is no frame for now

	indexing  *indexing // not nil where an index is wanted
	keysGiven int       // of its secrets, by NewSecrets
	silence   silence

	follow  *follower // not nil where a directory is followed that the file is in
	path    string    // where the file is, if name does not tell
	growing bool      // it may grow while it is read
	nothing bool      // this stands for no file
}

// open opens the file and reads up to its first frame. The error is for the caller to wrap.
func (f *file) open() error {
	in, err := f.reader()
	if err != nil {
		return err
	}
	return f.openFrom(in)
}

// openFrom is open with what there is to be read.
func (f *file) openFrom(in io.Reader) (err error) {
	f.count = &countingReader{r: in, total: f.read}
	var before func()
	if f.live {
		before = f.waits
	}
	f.in, err = openContainer(f.count, f.maxFrame, before)
	if err != nil {
		f.close()
		f.count.forget()
		return err
	}
	if ng, ok := f.in.container.(*pcapngReader); ok && f.described {
		ng.details = &ngDetails{}
	}
	f.info.Format, f.info.Compression = f.in.format(), string(f.in.compression)
	f.number, f.ended = 0, false
	f.advance()
	f.begun, f.begin = !f.ended, f.frame.time
	return nil
}

func (f *file) reader() (io.Reader, error) {
	if f.stdin != nil {
		s, isFile := f.stdin.(*os.File)
		if isFile {
			f.size = regularSize(s)
		}
		if from, ok := here(f.stdin); ok && (!isFile || f.size > 0) {
			f.from, f.stdin, f.again = from, nil, true
			return f.from.open()
		}
		f.live = f.size == 0
		return f.kept(f.stdin), nil
	}
	if f.from != nil {
		in, err := f.from.open()
		if err != nil {
			return nil, err
		}
		f.handle = in
		return in, nil
	}
	h, err := os.Open(cmp.Or(f.path, f.name))
	if err != nil {
		return nil, err
	}
	f.handle = h
	if f.follow != nil {
		if f.live = f.growing; f.live {
			return &growingFile{h, f.follow}, nil
		}
		return h, nil
	}
	f.size = regularSize(h)
	f.again = f.size > 0
	if !f.again {
		f.live = true
		return f.kept(h), nil
	}
	return h, nil
}

// kept is what can be read only once, with a copy made of it where that is wanted.
func (f *file) kept(r io.Reader) io.Reader {
	if !f.keep {
		return r
	}
	f.spool = newSpool(r)
	return f.spool
}

// regularSize returns 0 for what is no regular file, so has no size.
func regularSize(h *os.File) int64 {
	info, err := h.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}

// advance reads the next frame into f.frame, or notes the end.
func (f *file) advance() {
	err := f.in.next(&f.frame)
	if err == nil {
		if f.idle != nil {
			f.idle, f.silence = nil, silence{}
		}
		f.number++
		if f.frame.time.IsZero() { // a Simple Packet Block has no time: the one before it is the best guess
			f.frame.time = f.last
		}
		return
	}
	if f.idle, _ = errors.AsType[*Idle](err); f.idle != nil {
		f.frame.data = nil
		if f.interfaces == nil {
			f.idle = &Idle{f.silence.until(f.last, f.idle.Now)}
		}
		return
	}
	f.ended = true
	f.frame = frame{}
	if f.growing && f.follow.isStopped() {
		err = io.EOF // it may be in the middle of a packet that is being written
	}
	f.noteDamage(err)
	f.info.LinkTypes, f.keys = f.links(), f.secrets()
	f.tell(&f.info)
	f.close()
	f.in = nil // and with it the buffers
}

// now is what time it is in the file.
func (f *file) now() time.Time {
	if f.idle != nil {
		return f.idle.Now
	}
	return f.frame.time
}

// noteDamage keeps what the container found wrong, both on the way and at the end.
func (f *file) noteDamage(end error) {
	var all damages
	if ng, ok := f.in.container.(*pcapngReader); ok {
		all = ng.damages
	}
	if d, ok := end.(*damage); ok {
		all.add(d.what, d.offset)
	} else if end != io.EOF {
		all.add("cannot be read on: "+end.Error(), 0)
	}
	f.info.Damage = all.String()
	f.info.Truncated = f.info.Damage != ""
}

// used accounts for the current frame. newest tells that it is later than all that were read.
func (f *file) used(v verdict, newest bool) {
	f.account.add(v, FrameRef{f.index, f.number})
	f.info.Bytes += uint64(len(f.frame.data))
	if int64(f.frame.length) > int64(len(f.frame.data)) && !f.frame.damaged {
		if f.info.Snapped++; f.info.Snapped == 1 {
			f.info.FirstSnapped = f.number
		}
	}
	t := f.frame.time
	if t.IsZero() {
		return
	}
	switch {
	case newest, t.After(f.info.Last):
		if f.info.Last = t; f.info.First.IsZero() {
			f.info.First = t
		}
	case t.Before(f.last):
		f.info.BackInTime++
		if back := f.last.Sub(t); back > f.info.FarthestBack.By {
			f.info.FarthestBack = Step{back, FrameRef{f.index, f.number}}
		}
		if t.Before(f.info.First) {
			f.info.First = t
		}
	}
	f.last = t
}

// sleep closes the file until its first frame is due. It does nothing where the file could
// not be opened a second time.
func (f *file) sleep() {
	if !f.again || f.ended {
		return
	}
	f.info.LinkTypes, f.keys = f.links(), f.secrets()
	f.close()
	f.count.forget()
	f.frame.data = nil
	f.in = nil
}

// wake opens the file again. What cannot be opened any more is told as damage.
func (f *file) wake() {
	if f.in != nil || f.ended {
		return
	}
	if err := f.open(); err != nil {
		f.ended, f.unopened = true, cannotOpen("", err).Err
		f.info.Damage = f.unopened.Error() + " when it was opened again"
		f.info.Truncated = true
	}
}

func (f *file) close() {
	if f.in != nil {
		f.in.close()
	}
	if f.handle != nil {
		f.handle.Close()
		f.handle = nil
	}
}

// links returns the names of the file's link layers, in the order of their first declaration.
func (f *file) links() []string {
	if f.in == nil {
		return f.info.LinkTypes
	}
	var names []string
	for _, l := range f.in.links() {
		names = append(names, l.name)
	}
	return names
}

// tell notes what the file, as far as it was read, says of itself.
func (f *file) tell(info *FileInfo) {
	if f.in == nil { // noted at its end
		return
	}
	switch c := f.in.container.(type) {
	case *pcapngReader:
		info.Dropped, info.Received, info.Comment, info.Filter = c.dropped(), c.received(), c.comment, c.filter
	case interface{ dropped() uint64 }: // snoop, and interfaces
		info.Dropped = c.dropped()
	}
}

// secrets returns the keys that the file carries, as far as it was read.
func (f *file) secrets() []Secret {
	if f.in == nil {
		return f.keys
	}
	if ng, ok := f.in.container.(*pcapngReader); ok {
		return ng.secrets
	}
	return nil
}

// countingReader counts the compressed bytes, for Progress.
type countingReader struct {
	r     io.Reader
	n     int64
	total *atomic.Int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.total.Add(int64(n))
	return n, err
}

// skip passes over the next n bytes without reading them, and reports an error where that cannot be.
func (c *countingReader) skip(n int64) error {
	s, ok := c.r.(io.Seeker)
	if !ok {
		return errors.ErrUnsupported
	}
	if _, err := s.Seek(n, io.SeekCurrent); err != nil {
		return err
	}
	c.n += n
	c.total.Add(n)
	return nil
}

// forget takes back what it counted: the bytes will be read again.
func (c *countingReader) forget() { c.total.Add(-c.n) }
