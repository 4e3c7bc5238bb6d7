package sdp

// Limits of what one description may make a Session hold.
const (
	maxMedia   = 64
	maxFormats = 128 // of one media; there are no more payload types
)

// Parse reads a session description into s, using its storage again. It reports false,
// and leaves s empty, when b is not a session description: when its first line that is not
// blank is not of the form x=, or when it has neither a v= nor an m= line.
//
// s borrows b: it is valid as long as b does not change.
func Parse(b []byte, s *Session) bool {
	s.reset()
	if !looksLikeSDP(b) {
		return false
	}
	s.raw = b
	cur := &s.def
	known := false
	for rest := b; len(rest) > 0; {
		start := len(b) - len(rest)
		var text []byte
		text, rest = cutLine(rest)
		typ, value := splitLine(text)
		switch typ {
		case 'v':
			known = true
			s.Version = value
		case 'o':
			s.Origin = parseOrigin(value)
		case 's':
			s.Name = value
		case 'c':
			if cur.Connection.Address == nil {
				cur.Connection = parseConnection(value)
			}
		case 'b':
			if bw, ok := parseBandwidth(value); ok {
				cur.Bandwidths = append(cur.Bandwidths, bw)
			}
		case 'm':
			known = true
			cur = s.addMedia()
			cur.start = start
			if !cur.parse(value) {
				s.Overlong = true
			}
		case 'a':
			name, value := attribute(value)
			if equalFold(name, "ice-lite") {
				s.ICELite = true
			} else {
				cur.parseAttribute(name, value)
			}
		}
	}
	if !known {
		s.reset()
		return false
	}
	s.inherit()
	return true
}

// reset empties s and keeps its storage. It goes field by field because a copy of the
// whole, which holds two Media, is a tenth of the time of a Parse.
func (s *Session) reset() {
	s.Version, s.Origin, s.Name = nil, Origin{}, nil
	s.Connection, s.Direction, s.Bandwidths = Connection{}, NoDirection, nil
	s.ICELite, s.Overlong = false, false
	s.Media = s.Media[:0]
	s.raw = nil
	s.def.reset()
}

func (m *Media) reset() {
	*m = Media{Codecs: m.Codecs[:0], Bandwidths: m.Bandwidths[:0], Cryptos: m.Cryptos[:0]}
}

// looksLikeSDP tells cheaply what cannot be a description.
func looksLikeSDP(b []byte) bool {
	for len(b) > 0 && (isSpace(b[0]) || b[0] == '\r' || b[0] == '\n' || b[0] == 0) {
		b = b[1:]
	}
	text, _ := cutLine(b)
	typ, _ := splitLine(text)
	return typ != 0
}

// addMedia appends an empty media, with the storage of one that stood there before. Above
// the limit it returns one that is not in the list.
func (s *Session) addMedia() *Media {
	n := len(s.Media)
	if n == maxMedia {
		s.Overlong = true
		s.extra.reset()
		return &s.extra
	}
	if n < cap(s.Media) {
		s.Media = s.Media[:n+1]
	} else {
		s.Media = append(s.Media, Media{})
	}
	m := &s.Media[n]
	m.reset()
	return m
}

// inherit hands down what the session says to each media that says nothing itself.
func (s *Session) inherit() {
	d := &s.def
	s.Connection, s.Direction, s.Bandwidths = d.Connection, d.Direction, d.Bandwidths
	for i := range s.Media {
		m := &s.Media[i]
		if m.Connection.Address == nil {
			m.Connection = d.Connection
		}
		if m.Direction == NoDirection {
			m.Direction = d.Direction
		}
		if m.Direction == NoDirection {
			m.Direction = SendRecv
		}
		if m.PTime == 0 {
			m.PTime = d.PTime
		}
		if m.MaxPTime == 0 {
			m.MaxPTime = d.MaxPTime
		}
		if m.Fingerprint.Value == nil {
			m.Fingerprint = d.Fingerprint
		}
		if m.Setup == nil {
			m.Setup = d.Setup
		}
		if m.ICEUfrag == nil {
			m.ICEUfrag = d.ICEUfrag
		}
	}
}

// parseOrigin reads an o= line from its end, because there are user names with spaces.
func parseOrigin(value []byte) (o Origin) {
	if o, ok := plainOrigin(value); ok {
		return o
	}
	return spacedOrigin(value)
}

// spacedOrigin is parseOrigin where there may be any number of spaces.
func spacedOrigin(value []byte) (o Origin) {
	value, o.Address = lastField(value)
	value, o.AddrType = lastField(value)
	value, o.NetType = lastField(value)
	value, o.SessionVersion = lastField(value)
	value, o.SessionID = lastField(value)
	o.Username = trim(value)
	return o
}

// plainOrigin is parseOrigin for what nearly all write: single spaces between the fields.
func plainOrigin(value []byte) (o Origin, ok bool) {
	const usual = " IN IP4 "
	address := lastWord(value)
	if address < len(usual) || address == len(value) || string(value[address-len(usual):address]) != usual {
		return o, false
	}
	rest := value[:address-len(usual)]
	version := lastWord(rest)
	if version < 2 || version == len(rest) || rest[version-1] != ' ' {
		return o, false
	}
	id := lastWord(rest[:version-1])
	if id < 2 || id == version-1 || rest[id-1] != ' ' || rest[0] <= ' ' || rest[id-2] <= ' ' {
		return o, false
	}
	o.Username, o.SessionID, o.SessionVersion = rest[:id-1:id-1], rest[id:version-1:version-1], rest[version:len(rest):len(rest)]
	o.NetType, o.AddrType, o.Address = value[address-7:address-5:address-5], value[address-4:address-1:address-1], value[address:len(value):len(value)]
	return o, true
}

// lastWord is where the last run of visible characters in b begins.
func lastWord(b []byte) int {
	i := len(b)
	for i > 0 && b[i-1] > ' ' {
		i--
	}
	return i
}

// parseConnection reads a c= line. Where the types are missing it takes a lone address.
func parseConnection(value []byte) (c Connection) {
	first, rest := field(value)
	second, rest := field(rest)
	third, _ := field(rest)
	switch {
	case len(third) > 0:
		c.NetType, c.AddrType, c.Address = first, second, third
	case len(second) > 0:
		c.AddrType, c.Address = first, second
	default:
		c.Address = first
	}
	c.Address, _ = cut(c.Address, '/') // TTL and number of addresses
	return c
}

func parseBandwidth(value []byte) (bw Bandwidth, ok bool) {
	typ, n := cut(value, ':')
	bw.Type = trim(typ)
	bw.Value, ok = number(trim(n))
	return bw, ok && len(bw.Type) > 0
}
