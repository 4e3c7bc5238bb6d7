package capture

import "time"

// merge is a heap of the files that have a frame, the one with the earliest first. Where
// times are equal the order of the inputs decides, and within a file the file does: its own
// frames keep their order even where their times do not.
type merge struct {
	files []*file
}

func (m *merge) init(files []*file) {
	for _, f := range files {
		if !f.ended {
			m.files = append(m.files, f)
		}
	}
	for i := len(m.files)/2 - 1; i >= 0; i-- {
		m.down(i)
	}
}

// first returns the file whose frame is next, nil when there is none.
func (m *merge) first() *file {
	for len(m.files) > 0 {
		f := m.files[0]
		if f.in == nil {
			f.wake()
		}
		if !f.ended {
			return f
		}
		m.fix()
	}
	return nil
}

// fix puts the first file in its new place, after it moved on.
func (m *merge) fix() {
	if len(m.files) == 1 && !m.files[0].ended {
		return
	}
	m.move()
}

func (m *merge) move() {
	if len(m.files) == 0 {
		return
	}
	if last := len(m.files) - 1; m.files[0].ended {
		m.files[0] = m.files[last]
		m.files[last] = nil
		m.files = m.files[:last]
	}
	m.down(0)
}

// alone tells whether all files but the first have nothing up to a time, that time included.
func (m *merge) alone(until time.Time) bool {
	for i := 1; i < min(len(m.files), 3); i++ {
		if !m.files[i].frame.time.After(until) {
			return false
		}
	}
	return true
}

func (m *merge) less(i, j int) bool {
	a, b := m.files[i], m.files[j]
	if c := a.frame.time.Compare(b.frame.time); c != 0 {
		return c < 0
	}
	return a.index < b.index
}

func (m *merge) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(m.files) {
			return
		}
		if right := child + 1; right < len(m.files) && m.less(right, child) {
			child = right
		}
		if !m.less(child, i) {
			return
		}
		m.files[i], m.files[child] = m.files[child], m.files[i]
		i = child
	}
}
