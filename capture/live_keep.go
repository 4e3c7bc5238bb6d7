package capture

import "strings"

// OnFrame has f called, from Next, with each frame of a source that passes the capture filter, so that it
// can be written; those whose record is damaged are left out. The frame is valid during the call, but for its Origin, which stays. skipped tells that no packet
// comes of it; of others one may come yet, or one of no use.
//
// Of a file, comments are left out, and names; see [Config].Described.
func (s *Source) OnFrame(f func(frame *Frame, skipped bool)) { s.onFrame = f }

// kept is a file's current frame, for OnFrame.
func (s *Source) kept(f *file, ref FrameRef) *Frame {
	k := &Frame{Ref: ref, Time: f.frame.time, Data: f.frame.data, Length: f.frame.length}
	c, whole := f.in.container.(completer)
	if ng, ok := c.(*pcapngReader); ok {
		whole = ng.details != nil
	}
	if whole {
		c.complete(k)
		k.Comments, k.names = nil, nil // of any size, and still growing
	} else {
		k.Origin = s.origin(f)
	}
	return k
}

// origin is where frames were captured of which no file tells. Of several interfaces the frames do
// not tell which it was.
func (s *Source) origin(f *file) *Origin {
	o := s.origins[f.frame.link]
	if o == nil {
		o = &Origin{LinkType: f.frame.link.number}
		if f.interfaces != nil && !strings.Contains(f.name, ", ") {
			o.Name = f.name
		}
		if s.origins == nil {
			s.origins = make(map[*linkLayer]*Origin)
		}
		s.origins[f.frame.link] = o
	}
	return o
}
