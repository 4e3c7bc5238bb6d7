package sdp

// staticType is a payload type that RFC 3551 §6 binds to an encoding, so that it may stand
// in an m= line without an rtpmap.
type staticType struct {
	name     []byte
	clock    int
	channels int
}

// staticTypes holds the static payload types by number (RFC 3551 tables 4 and 5). The
// clock of G722 is 8000 although it samples at 16000: that is how the RFC has it.
var staticTypes = [35]staticType{
	0:  {[]byte("PCMU"), 8000, 1},
	3:  {[]byte("GSM"), 8000, 1},
	4:  {[]byte("G723"), 8000, 1},
	5:  {[]byte("DVI4"), 8000, 1},
	6:  {[]byte("DVI4"), 16000, 1},
	7:  {[]byte("LPC"), 8000, 1},
	8:  {[]byte("PCMA"), 8000, 1},
	9:  {[]byte("G722"), 8000, 1},
	10: {[]byte("L16"), 44100, 2},
	11: {[]byte("L16"), 44100, 1},
	12: {[]byte("QCELP"), 8000, 1},
	13: {[]byte("CN"), 8000, 1},
	14: {[]byte("MPA"), 90000, 1},
	15: {[]byte("G728"), 8000, 1},
	16: {[]byte("DVI4"), 11025, 1},
	17: {[]byte("DVI4"), 22050, 1},
	18: {[]byte("G729"), 8000, 1},
	25: {[]byte("CelB"), 90000, 1},
	26: {[]byte("JPEG"), 90000, 1},
	28: {[]byte("nv"), 90000, 1},
	31: {[]byte("H261"), 90000, 1},
	32: {[]byte("MPV"), 90000, 1},
	33: {[]byte("MP2T"), 90000, 1},
	34: {[]byte("H263"), 90000, 1},
}

// nameStatic gives a codec the name that RFC 3551 has for its payload type, if any.
func (c *Codec) nameStatic() {
	if c.PayloadType < 0 || c.PayloadType >= len(staticTypes) {
		return
	}
	if t := &staticTypes[c.PayloadType]; t.name != nil {
		// The capacity is cut so that nobody's append writes into the table.
		c.Name, c.ClockRate, c.Channels, c.Static = t.name[:len(t.name):len(t.name)], t.clock, t.channels, true
	}
}
