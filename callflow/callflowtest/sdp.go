package callflowtest

import (
	"fmt"
	"net/netip"
	"strings"
)

// payloadTypes are the numbers of the codecs that a ladder can name.
var payloadTypes = map[string]string{
	"PCMU": "0 PCMU/8000", "GSM": "3 GSM/8000", "PCMA": "8 PCMA/8000", "G722": "9 G722/8000", "G729": "18 G729/8000",
	"AMR": "96 AMR/8000", "AMR-WB": "97 AMR-WB/16000", "iLBC": "98 iLBC/8000", "H264": "99 H264/90000", "VP8": "100 VP8/90000",
	"telephone-event": "101 telephone-event/8000", "opus": "111 opus/48000/2",
}

// description is what a session description tells besides its streams.
type description struct {
	origin    string         // user, session and version of the o= line, with slashes between
	media     netip.AddrPort // of the first stream
	direction string         // of each, where there is one
	ice       bool
}

// sdpOf writes a session description.
func sdpOf(streams string, d description) (string, error) {
	var b strings.Builder
	addr := d.media.Addr()
	family := "IP4"
	if addr.Is6() {
		family = "IP6"
	}
	fmt.Fprintf(&b, "v=0\r\no=%s IN %[3]s %[2]s\r\ns=-\r\nc=IN %[3]s %[2]s\r\nt=0 0\r\n", strings.ReplaceAll(d.origin, "/", " "), addr, family)
	for i, stream := range strings.Split(streams, "/") {
		port := int(d.media.Port()) + 2*i
		stream, refused := strings.CutPrefix(stream, "!")
		if refused {
			port = 0
		}
		kind, codecs, ok := strings.Cut(stream, ":")
		if !ok {
			kind, codecs = "audio", stream
		}
		var numbers, maps strings.Builder
		for _, codec := range strings.Split(codecs, ",") {
			known, ok := payloadTypes[codec]
			if !ok {
				return "", fmt.Errorf("sdp=%s: codec %s is not in the table", streams, codec)
			}
			number, _, _ := strings.Cut(known, " ")
			numbers.WriteString(" " + number)
			maps.WriteString("a=rtpmap:" + known + "\r\n")
		}
		fmt.Fprintf(&b, "m=%s %d RTP/AVP%s\r\n%s", kind, port, &numbers, &maps)
		if d.ice {
			fmt.Fprintf(&b, "a=ice-ufrag:user\r\na=candidate:1 1 UDP 2130706431 %s %d typ host\r\n", addr, port)
		}
		if d.direction != "" {
			b.WriteString("a=" + d.direction + "\r\n")
		}
	}
	return b.String(), nil
}
