package callflow

import (
	"reflect"
	"strings"
	"testing"

	"sipcap/sipmsg/sdp"
)

// TestDescribe: whatever the addresses of a session description, they are those that it names, also
// where another description has the same streams.
func TestDescribe(t *testing.T) {
	const v4, v6, other = "c=IN IP4 192.0.2.1\r\n", "c=IN IP6 2001:db8::1\r\n", "c=IN IP4 192.0.2.77\r\n"
	b := NewBuilder()
	for _, c := range []struct {
		name, session, want string
		alone               bool // it shares nothing with others
	}{
		{name: "one", session: v4 + "m=audio 4000 RTP/AVP 0\r\n", want: "192.0.2.1:4000"},
		{name: "another port", session: v4 + "m=audio 4002 RTP/AVP 0\r\n", want: "192.0.2.1:4002"},
		{name: "two", session: v4 + "m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 34\r\n", want: "192.0.2.1:4000 192.0.2.1:4002"},
		{name: "the second refused", session: v4 + "m=audio 4000 RTP/AVP 0\r\nm=video 0 RTP/AVP 34\r\n", want: "192.0.2.1:4000 -"},
		{name: "IPv6", session: v6 + "m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 34\r\n", want: "[2001:db8::1]:4000 [2001:db8::1]:4002"},
		{name: "two addresses", session: v4 + "m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 34\r\n" + other, want: "192.0.2.1:4000 192.0.2.77:4002", alone: true},
		{name: "IPv4 and IPv6", session: v4 + "m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 34\r\n" + v6, want: "192.0.2.1:4000 [2001:db8::1]:4002", alone: true},
		{name: "three", session: v4 + strings.Repeat("m=audio 4000 RTP/AVP 0\r\n", 3), want: "192.0.2.1:4000 192.0.2.1:4000 192.0.2.1:4000", alone: true},
		{name: "a third without", session: v4 + "m=audio 4000 RTP/AVP 0\r\nm=video 0 RTP/AVP 34\r\nm=image 0 udptl t38\r\n", want: "192.0.2.1:4000 - -"},
		{name: "a host name", session: "c=IN IP4 media.example.net\r\nm=audio 4000 RTP/AVP 0\r\n", want: "-"},
		{name: "no media", session: "s=x\r\n"},
	} {
		var s sdp.Session
		if !sdp.Parse([]byte("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\n"+c.session), &s) {
			t.Fatalf("%s: not parsed", c.name)
		}
		first, again := b.describe(&s), b.describe(&s)
		if shared := first.streams == again.streams; shared == c.alone {
			t.Errorf("%s: got streams shared %v, want %v", c.name, shared, !c.alone)
		}
		for _, d := range []SDP{first, again} {
			var got []string
			for i := range d.Streams() {
				if a := d.Addr(i); a.IsValid() {
					got = append(got, a.String())
				} else {
					got = append(got, "-")
				}
			}
			if text := strings.Join(got, " "); text != c.want {
				t.Errorf("%s: got %s, want %s", c.name, text, c.want)
			}
		}
	}
	one, other4 := sdp.Session{}, sdp.Session{}
	sdp.Parse([]byte("v=0\r\n"+v4+"m=audio 4000 RTP/AVP 8 0\r\n"), &one)
	sdp.Parse([]byte("v=0\r\n"+other+"m=audio 5000 RTP/AVP 8 0\r\n"), &other4)
	if b.describe(&one).streams != b.describe(&other4).streams {
		t.Error("descriptions that differ in addresses alone share nothing")
	}
	sdp.Parse([]byte("v=0\r\n"+v4+"m=audio 4000 RTP/AVP 0 8\r\n"), &other4)
	if b.describe(&one).streams == b.describe(&other4).streams {
		t.Error("lists of codecs in another order are taken for the same")
	}
}

// FuzzDescription: what is known of a description without parsing it is what parsing it gives.
func FuzzDescription(f *testing.F) {
	const phone = "v=0\r\no=- 1700000000 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
	f.Add([]byte(phone), []byte(strings.ReplaceAll(phone, "192.0.2.1", "198.51.100.7")))
	f.Add([]byte(phone+"a=sendonly\r\nm=video 0 RTP/AVP 34\r\n"), []byte(strings.ReplaceAll(phone, "4000", "40000")+"a=sendonly\r\nm=video 0 RTP/AVP 34\r\n"))
	f.Add([]byte(phone+"a=ice-ufrag:x\r\nm=video 4002 RTP/AVP 34\r\n"), []byte(phone+"a=ice-ufrag:x\r\nm=video 4004 RTP/AVP 34\r\n"))
	f.Add([]byte("v=0\nm=audio 4000 RTP/AVP 0\nm=audio 4002 RTP/AVP 0\nc=IN IP4 192.0.2.1\n"), []byte("v=0\no=x 53655765 2353687637 IN IP4 h\nc=IN IP4 0.0.0.0\nm=audio 4000 RTP/AVP 0\n"))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		b := NewBuilder()
		for _, body := range [][]byte{one, one, two, one, two, two} {
			got, ok := b.descriptionOf(body, true)
			var s sdp.Session
			if parsed := sdp.Parse(body, &s); ok != parsed {
				t.Fatalf("%q is a description: got %v, want %v", body, ok, parsed)
			}
			if !ok {
				continue
			}
			want := NewBuilder().describe(&s)
			if got.origin != originKey(s.Origin) || got.media != want.media || !reflect.DeepEqual(got.streams, want.streams) {
				t.Fatalf("%q: got %+v %+v, want %+v %+v", body, got, got.streams, want, want.streams)
			}
		}
	})
}
