package capture

import "strings"

// OnFrame has f called, from Next, with each frame of a live source that passes the capture filter, so that it
// can be written. The frame is valid during the call.
func (s *Source) OnFrame(f func(*Frame)) { s.onFrame = f }

// origin is where the frames of a live source were captured. Of several interfaces the frames do
// not tell which it was.
func (s *Source) origin(f *file) *Origin {
	o := s.origins[f.frame.link]
	if o == nil {
		o = &Origin{LinkType: f.frame.link.number}
		if !strings.Contains(f.name, ", ") {
			o.Name = f.name
		}
		if s.origins == nil {
			s.origins = make(map[*linkLayer]*Origin)
		}
		s.origins[f.frame.link] = o
	}
	return o
}
