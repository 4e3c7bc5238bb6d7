package compare

import (
	"bytes"
	"fmt"
	"strings"

	"sipcap/sipmsg/sdp"
)

// volatileAttributes differ in every description: keys, addresses of candidates, identifiers.
var volatileAttributes = []string{"candidate", "crypto", "end-of-candidates", "fingerprint", "ice-options", "ice-pwd", "ice-ufrag", "identity",
	"key-mgmt", "msid", "msid-semantic", "remote-candidates", "rtcp", "ssrc", "ssrc-group"}

// lineText is a line as it is compared, "" where it is not. Payload types are called by the name
// of their codec, since their numbers are chosen anew; ports and the identifiers of o= are left out.
func lineText(s *sdp.Session, l sdp.Line) string {
	switch l.Type {
	case 0, 'v', 't', 'k':
		return ""
	case 'o':
		return "o=" + string(s.Origin.Username) + " " + string(s.Origin.Address)
	case 'm':
		return mediaText(&s.Media[l.Media])
	case 'a':
		return attributeText(s, l)
	}
	return fmt.Sprintf("%c=%s", l.Type, oneLine(l.Value))
}

func mediaText(m *sdp.Media) string {
	text := fmt.Sprintf("m=%s %s", m.Type, m.Proto)
	if m.Port == 0 {
		text = fmt.Sprintf("m=%s port 0 %s", m.Type, m.Proto)
	}
	for i := range m.Codecs {
		text += " " + codecName(&m.Codecs[i])
	}
	return text
}

func codecName(c *sdp.Codec) string {
	switch {
	case len(c.Name) > 0:
		return string(c.Name)
	case c.PayloadType >= 0:
		return fmt.Sprint(c.PayloadType)
	}
	return "?"
}

func attributeText(s *sdp.Session, l sdp.Line) string {
	name, value, _ := l.Attribute()
	for _, v := range volatileAttributes {
		if strings.EqualFold(v, string(name)) {
			return ""
		}
	}
	switch {
	case value == nil:
		return "a=" + string(name)
	case l.Media < 0:
	case bytes.EqualFold(name, []byte("rtpmap")):
		_, codec, _ := strings.Cut(oneLine(value), " ")
		return "a=rtpmap:" + codec
	case bytes.EqualFold(name, []byte("fmtp")), bytes.EqualFold(name, []byte("rtcp-fb")):
		number, rest, _ := strings.Cut(oneLine(value), " ")
		for i := range s.Media[l.Media].Codecs {
			if c := &s.Media[l.Media].Codecs[i]; fmt.Sprint(c.PayloadType) == number {
				number = codecName(c)
				break
			}
		}
		return "a=" + string(name) + ":" + number + " " + rest
	}
	return "a=" + string(name) + ":" + oneLine(value)
}
