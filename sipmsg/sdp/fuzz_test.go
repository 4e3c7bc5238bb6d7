package sdp

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
	"unsafe"
)

// FuzzParse holds Parse to what the package promises of any input: spans inside it, every
// byte in exactly one line, no effect of what was parsed before, nothing above the limits.
func FuzzParse(f *testing.F) {
	f.Add(typicalOffer)
	f.Add([]byte("v=0\no=- 1 1 IN IP6 ::1\nc=IN IP6 ::1\nm=audio 9/2 UDP/TLS/RTP/SAVPF 111 0\na=rtpmap:111 opus/48000/2\na=candidate:1 1 UDP 1 10.0.0.1 9 typ host raddr 1.1.1.1 rport 1\na=fingerprint:sha-1 AA\nm=image 0 udptl t38\n"))
	f.Add([]byte("m=audio 1 RTP/SAVP 0\ra=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc|2^20\r\nk=base64:x\na=ptime:2.5\nb=AS:1\n\n=\n"))
	f.Add([]byte("v=0\r\nm=audio 1 RTP/AVP 0\r\na=sendonly\r\nc=IN IP4 0.0.0.0\r\n\x00"))
	f.Add([]byte("v=0\no=Two Words 1 2 IN IP4 10.0.0.1\na=sendonly\nm=audio 9000 RTP/AVP 8 97 101\na=rtpmap:97 A / 8000 / 2\na=fmtp:101 0-15\n\nm=message 1 TCP/MSRP *\na=key-mgmt:mikey abc\n"))
	f.Add([]byte("v=0\nm=video 0 RTP/AVP 31\na=bundle-only\na=inactive\nm=audio 1 RTP/AVP 0 0 0\nm=audio\nm=\na=crypto 1 x inline:abc\n i = inline:abc"))
	f.Add([]byte("v=0\no=a\tb 1\x00 2 IN IP4 10.0.0.1\no=-  1 1 IN IP4 h\no= 1 1 IN IP4 h\no=a 1 1 IN IP4\nm=audio 1 RTP/AVP 0"))
	var used Session
	f.Fuzz(func(t *testing.T, in []byte) {
		before := bytes.Clone(in)
		var s Session
		ok := Parse(in, &s)
		if again := Parse(in, &used); again != ok || plain(&used) != plain(&s) {
			t.Fatalf("a used Session differs from a new one: %v %v", again, ok)
		}
		if !bytes.Equal(in, before) {
			t.Fatal("Parse changed the input")
		}
		if !ok {
			if plain(&s) != plain(new(Session)) || s.raw != nil {
				t.Fatal("refused, and yet not empty")
			}
			return
		}
		if len(s.Media) > maxMedia {
			t.Fatalf("%d media", len(s.Media))
		}
		checkSpans(t, in, reflect.ValueOf(&s).Elem())
		checkLines(t, in, &s)
		for i := range s.Media {
			m := &s.Media[i]
			if len(m.Codecs) > maxFormats || m.Port < 0 || m.PTime < 0 || m.MaxPTime < 0 || m.Direction == NoDirection {
				t.Fatalf("media %d: %+v", i, m)
			}
			if len(m.CodecNames()) != len(m.Codecs) {
				t.Fatalf("media %d: %d names for %d codecs", i, len(m.CodecNames()), len(m.Codecs))
			}
			n := 0
			for c := range s.Candidates(i) {
				c.AddrPort()
				n++
			}
			if n > m.Candidates {
				t.Fatalf("media %d: %d candidates read of %d", i, n, m.Candidates)
			}
		}
		checkSelf(t, &s)
	})
}

// checkLines: the lines follow one another and together are the input.
func checkLines(t *testing.T, in []byte, s *Session) {
	at, media := 0, -1
	for l := range s.Lines() {
		if l.Offset != at || l.Length <= 0 {
			t.Fatalf("a line at %d of %d bytes, want it at %d", l.Offset, l.Length, at)
		}
		at += l.Length
		if at > len(in) || !bytes.Contains(in[l.Offset:at], l.Value) {
			t.Fatalf("value %q is not in its line", l.Value)
		}
		if l.Type == 'm' {
			media++
		}
		if o, ok := plainOrigin(l.Value); ok && !reflect.DeepEqual(o, spacedOrigin(l.Value)) {
			t.Fatalf("origin %q, want %q", o, spacedOrigin(l.Value))
		}
		if l.Media != media {
			t.Fatalf("line of media %d, want %d", l.Media, media)
		}
		if bytes.Contains(bytes.ToLower(l.Value), []byte("inline:")) {
			t.Fatalf("a key is shown: %q", l.Value)
		}
	}
	if at != len(in) {
		t.Fatalf("lines end at %d of %d", at, len(in))
	}
	if want := min(media+1, maxMedia); len(s.Media) != want {
		t.Fatalf("%d media, want %d", len(s.Media), want)
	}
}

// checkSelf: an offer has every format in common with itself, and hold agrees with the
// parts.
func checkSelf(t *testing.T, s *Session) {
	c := Compare(s, s)
	for i := range c.Streams {
		g := &c.Streams[i]
		if g.Off != !s.Media[i].Active() {
			t.Fatalf("stream %d: off %v", i, g.Off)
		}
		if !g.Off && (g.Refused || len(g.Common) != len(s.Media[i].Codecs) || g.ProtoDiffers) {
			t.Fatalf("stream %d differs from itself: %+v", i, g)
		}
	}
	byOfferer, _ := c.Hold()
	if byOfferer != s.Hold() {
		t.Fatalf("held by offerer %v, hold %v", byOfferer, s.Hold())
	}
}

// checkSpans: every byte slice that can be reached lies in the input, but for the names of
// static payload types.
func checkSpans(t *testing.T, in []byte, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Codec]() && v.FieldByName("Static").Bool() {
			return
		}
		for i := range v.NumField() {
			checkSpans(t, in, v.Field(i))
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			for i := range v.Len() {
				checkSpans(t, in, v.Index(i))
			}
			return
		}
		if v.Len() == 0 {
			return
		}
		start := uintptr(unsafe.Pointer(unsafe.SliceData(in)))
		if p := v.Pointer(); p < start || p+uintptr(v.Len()) > start+uintptr(len(in)) {
			t.Fatalf("%q is not in the input", v.Bytes())
		}
	}
}

// plain gives what can be seen of a session, for comparing.
func plain(s *Session) string {
	text := fmt.Sprintf("%q %q %q %v %v %v %v\n", s.Version, s.Name, s.Origin, s.Connection, s.Direction, s.ICELite, s.Overlong)
	for i := range s.Media {
		text += fmt.Sprintf("%+v\n", s.Media[i])
	}
	return text + fmt.Sprint(s.Bandwidths)
}
