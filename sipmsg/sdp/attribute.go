package sdp

import "time"

// parse reads the value of an m= line: type, port, protocol and formats. What is missing
// stays empty. It reports false when there were more formats than are kept.
func (m *Media) parse(value []byte) bool {
	var port []byte
	m.Type, value = field(value)
	port, value = field(value)
	m.Proto, value = field(value)
	port, ports := cut(port, '/')
	m.Port, _ = number(port)
	m.Ports = 1
	if n, ok := number(ports); ok {
		m.Ports = n
	}
	rtp := m.RTP()
	for {
		var format []byte
		format, value = field(value)
		if len(format) == 0 {
			return true
		}
		if len(m.Codecs) == maxFormats {
			return false
		}
		c := Codec{PayloadType: -1, Channels: 1, format: format}
		if !rtp {
			c.Name = format
		} else if n, ok := number(format); ok {
			c.PayloadType = n
			c.nameStatic()
		} else {
			c.Name = format
		}
		m.Codecs = append(m.Codecs, c)
	}
}

// parseAttribute takes what it knows of an a= line. Names are taken in any case; of an
// attribute that may stand once only the first counts.
//
// To read another attribute: 1. give Media a field with its RFC; 2. add a case here;
// 3. if it holds for the whole session, hand it down in inherit; 4. if it carries a
// secret, name it in secret.go and keep it out of the field; 5. add a row to
// TestAttributes.
func (m *Media) parseAttribute(name, value []byte) {
	var buf [16]byte // the longest name below is shorter
	if len(name) > len(buf) {
		return
	}
	for i, c := range name {
		buf[i] = lower(c)
	}
	switch string(buf[:len(name)]) {
	case "rtpmap":
		m.parseRTPMap(value)
	case "fmtp":
		format, params := field(value)
		if c := m.codec(format); c != nil && c.FMTP == nil {
			c.FMTP = trim(params)
		}
	case "sendrecv":
		m.direct(SendRecv)
	case "sendonly":
		m.direct(SendOnly)
	case "recvonly":
		m.direct(RecvOnly)
	case "inactive":
		m.direct(Inactive)
	case "ptime":
		once(&m.PTime, milliseconds(value))
	case "maxptime":
		once(&m.MaxPTime, milliseconds(value))
	case "rtcp":
		port, _ := field(value)
		n, _ := number(port)
		once(&m.RTCPPort, n)
	case "rtcp-mux":
		m.RTCPMux = true
	case "mid":
		first(&m.MID, value)
	case "label":
		first(&m.Label, value)
	case "crypto":
		if c, ok := parseCrypto(value); ok {
			m.Cryptos = append(m.Cryptos, c)
		}
	case "fingerprint":
		hash, rest := field(value)
		if digest, _ := field(rest); len(digest) > 0 && m.Fingerprint.Value == nil {
			m.Fingerprint = Fingerprint{Hash: hash, Value: digest}
		}
	case "setup":
		first(&m.Setup, value)
	case "ice-ufrag":
		first(&m.ICEUfrag, value)
	case "candidate":
		m.Candidates++
	case "bundle-only":
		m.BundleOnly = true
	}
}

func once[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func first(field *[]byte, value []byte) {
	if *field == nil && len(value) > 0 {
		*field = value
	}
}

func (m *Media) direct(d Direction) { once(&m.Direction, d) }

// parseRTPMap reads "format name/clock/channels" (RFC 8866 §6.6). One for a format that
// is not in the m= line has no effect.
func (m *Media) parseRTPMap(value []byte) {
	format, rest := field(value)
	c := m.codec(format)
	if c == nil || c.Name != nil && !c.Static {
		return
	}
	name, clock := cut(trim(rest), '/')
	clock, channels := cut(clock, '/')
	if name = trim(name); len(name) == 0 {
		return
	}
	c.Name, c.Static, c.Channels = name, false, 1
	c.ClockRate, _ = number(trim(clock))
	if n, ok := number(trim(channels)); ok {
		c.Channels = n
	}
}

// codec returns the codec of a format, nil when the m= line does not list it.
func (m *Media) codec(format []byte) *Codec {
	for i := range m.Codecs {
		if string(m.Codecs[i].format) == string(format) {
			return &m.Codecs[i]
		}
	}
	return nil
}

// milliseconds reads a number of milliseconds that may have a fraction, and gives 0 for
// what is none.
func milliseconds(value []byte) time.Duration {
	whole, fraction := cut(value, '.')
	n, ok := number(whole)
	if !ok {
		return 0
	}
	d := time.Duration(n) * time.Millisecond
	if len(fraction) > 3 {
		fraction = fraction[:3]
	}
	if f, ok := number(fraction); ok {
		unit := time.Millisecond
		for range fraction {
			unit /= 10
		}
		d += time.Duration(f) * unit
	}
	return d
}
