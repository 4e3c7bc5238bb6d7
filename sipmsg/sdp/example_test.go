package sdp_test

import (
	"bytes"
	"fmt"
	"strings"

	"sipcap/sipmsg/sdp"
)

var offer = []byte("v=0\r\n" +
	"o=alice 2890844526 2890844526 IN IP4 192.0.2.10\r\n" +
	"s=-\r\n" +
	"c=IN IP4 192.0.2.10\r\n" +
	"t=0 0\r\n" +
	"m=audio 49170 RTP/AVP 8 0 101\r\n" +
	"a=rtpmap:101 telephone-event/8000\r\n" +
	"m=video 51372 RTP/AVP 31\r\n")

var answer = []byte("v=0\r\n" +
	"o=bob 2808844564 2808844564 IN IP4 198.51.100.7\r\n" +
	"s=-\r\n" +
	"c=IN IP4 198.51.100.7\r\n" +
	"t=0 0\r\n" +
	"m=audio 3456 RTP/AVP 0 101\r\n" +
	"a=rtpmap:101 telephone-event/8000\r\n" +
	"a=sendonly\r\n" +
	"m=video 0 RTP/AVP 31\r\n")

func Example() {
	var s sdp.Session
	if !sdp.Parse(offer, &s) {
		return
	}
	for _, st := range s.Summary() {
		fmt.Println(st.Type, st.Addr, strings.Join(st.Codecs, " "), st.Direction)
	}
	// Output:
	// audio 192.0.2.10:49170 PCMA PCMU sendrecv
	// video 192.0.2.10:51372 H261 sendrecv
}

func ExampleCompare() {
	var o, a sdp.Session
	if !sdp.Parse(offer, &o) || !sdp.Parse(answer, &a) {
		return
	}
	c := sdp.Compare(&o, &a)
	for i := range c.Streams {
		g := &c.Streams[i]
		codec, _ := g.Codec()
		fmt.Printf("%s refused=%v codec=%q %v\n", g.Offer.Type, g.Refused, codec.Name, g.Direction)
	}
	_, held := c.Hold()
	fmt.Println("held by the answerer:", held)
	// Output:
	// audio refused=false codec="PCMU" recvonly
	// video refused=true codec="" inactive
	// held by the answerer: true
}

// What came twice is known the third time, whatever its addresses and ports.
func ExampleMemo() {
	var memo sdp.Memo[[]sdp.Stream]
	var s sdp.Session
	for _, port := range []string{"49170", "49174", "49178"} {
		body := bytes.Replace(offer, []byte("49170"), []byte(port), 1)
		o, streams, known := memo.Find(body)
		if !known && sdp.Parse(body, &s) {
			streams = s.Summary()
			memo.Keep(&s, streams)
		}
		fmt.Println(streams[0].Codecs, o.IP, o.Ports, known)
	}
	// Output:
	// [PCMA PCMU] [192 0 2 10] [49170 51372] false
	// [PCMA PCMU] [192 0 2 10] [49174 51372] false
	// [PCMA PCMU] [192 0 2 10] [49178 51372] true
}
