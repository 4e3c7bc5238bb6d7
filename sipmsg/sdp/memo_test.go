package sdp

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// phone is what one phone says of its session in a call.
func phone(session int, ip string, port int, more ...string) []byte {
	return sdpText(append([]string{
		"v=0", fmt.Sprintf("o=- %d 1 IN IP4 %s", session, ip), "s=-", "c=IN IP4 " + ip, "t=0 0",
		fmt.Sprintf("m=audio %d RTP/AVP 8 0", port), "a=sendrecv",
	}, more...)...)
}

// find is what a memo says of a description, which it is then told.
func find(m *Memo[string], b []byte) string {
	o, made, ok := m.Find(b)
	if ok {
		return fmt.Sprintf("%s %s %v %v", made, o.Origin().SessionID, o.IP, o.Ports)
	}
	var s Session
	if Parse(b, &s) {
		m.Keep(&s, s.String())
	}
	if o == nil {
		return "not plain"
	}
	return "new"
}

func TestMemo(t *testing.T) {
	tests := []struct {
		name string
		seen []byte // twice
		more []byte // then this
		want string
	}{
		{"another call", phone(1, "192.0.2.1", 4000), phone(22, "192.0.2.77", 65535), "audio PCMA PCMU 22 [192 0 2 77] [65535 0]"},
		{"one line more", phone(1, "192.0.2.1", 4000), phone(1, "192.0.2.1", 4000, "a=ptime:20"), "new"},
		{"switched off", phone(1, "192.0.2.1", 4000), phone(1, "192.0.2.1", 0), "new"},
		{"switched off again", phone(1, "192.0.2.1", 0), phone(2, "192.0.2.2", 0), "audio PCMA PCMU 2 [192 0 2 2] [0 0]"},
		{"with video", phone(1, "192.0.2.1", 4000, "m=video 4002 RTP/AVP 34"), phone(2, "192.0.2.2", 5000, "m=video 555 RTP/AVP 34"),
			"audio PCMA PCMU; video H263 2 [192 0 2 2] [5000 555]"},
		{"with video refused", phone(1, "192.0.2.1", 4000, "m=video 0 RTP/AVP 34"), phone(2, "192.0.2.2", 5000, "m=video 0 RTP/AVP 34"),
			"audio PCMA PCMU; video H263 2 [192 0 2 2] [5000 0]"},
		{"video refused or not", phone(1, "192.0.2.1", 4000, "m=video 0 RTP/AVP 34"), phone(2, "192.0.2.2", 5000, "m=video 6 RTP/AVP 34"), "new"},
		{"its own address", phone(1, "192.0.2.1", 4000, "c=IN IP4 192.0.2.1"), phone(2, "192.0.2.2", 5000, "c=IN IP4 192.0.2.2"), "audio PCMA PCMU 2 [192 0 2 2] [5000 0]"},
		{"two addresses", phone(1, "192.0.2.1", 4000, "c=IN IP4 192.0.2.1"), phone(2, "192.0.2.2", 5000, "c=IN IP4 192.0.2.1"), "not plain"},
		{"three media", nil, phone(1, "192.0.2.1", 4000, "m=video 0 RTP/AVP 34", "m=image 0 udptl t38"), "not plain"},
		{"held as of old", phone(1, "192.0.2.1", 4000), phone(1, "0.0.0.0", 4000), "not plain"},
		{"zero before", nil, phone(1, "192.0.02.1", 4000), "not plain"},
		{"no address", nil, phone(1, "192.0.2", 4000), "not plain"},
		{"too large", nil, phone(1, "192.0.2.256", 4000), "not plain"},
		{"a name", nil, phone(1, "media.example.net", 4000), "not plain"},
		{"multicast", nil, phone(1, "224.0.2.1/127", 4000), "not plain"},
		{"IPv6", nil, bytes.ReplaceAll(phone(1, "2001:db8::1", 4000), []byte("IP4"), []byte("IP6")), "not plain"},
		{"no port", nil, phone(1, "192.0.2.1", 65536), "not plain"},
		{"several ports", nil, bytes.Replace(phone(1, "192.0.2.1", 4000), []byte("4000"), []byte("4000/2"), 1), "not plain"},
		{"no media", nil, sdpText("v=0", "c=IN IP4 192.0.2.1"), "not plain"},
		{"without an address", nil, sdpText("v=0", "m=audio 4000 RTP/AVP 0"), "not plain"},
		{"no line", nil, phone(1, "192.0.2.1", 4000, "sendrecv"), "not plain"},
		{"spaces", nil, phone(1, "192.0.2.1", 4000, " a=sendonly"), "not plain"},
		{"capitals", nil, phone(1, "192.0.2.1", 4000, "M=video 1 RTP/AVP 34"), "not plain"},
		{"LF", bytes.ReplaceAll(phone(1, "192.0.2.1", 4000), []byte("\r"), nil), bytes.ReplaceAll(phone(2, "192.0.2.2", 5000), []byte("\r"), nil), "audio PCMA PCMU 2 [192 0 2 2] [5000 0]"},
		{"a line after CR alone", phone(1, "192.0.2.1", 4000, "a=x\rm=video 4002 RTP/AVP 34"), phone(2, "192.0.2.2", 5000, "a=x\rm=video 555 RTP/AVP 34"),
			"audio PCMA PCMU; video H263 2 [192 0 2 2] [5000 555]"},
		{"long", nil, phone(1, "192.0.2.1", 4000, "a="+strings.Repeat("x", outlineLimit)), "not plain"},
		{"key", phone(1, "192.0.2.1", 4000, "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"+secretKey), phone(1, "192.0.2.1", 4000, "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"+secretKey), "new"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m Memo[string]
			if tt.seen != nil {
				for range 2 {
					if got := find(&m, tt.seen); got != "new" {
						t.Errorf("seen for the first times: got %q, want new", got)
					}
				}
			}
			if got := find(&m, tt.more); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestMemoHoldsNoKeys: what holds a key is not kept, however often it comes.
func TestMemoHoldsNoKeys(t *testing.T) {
	for _, line := range []string{"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + secretKey, "a=ice-pwd:" + secretKey, "k=clear:" + secretKey, "a=key-mgmt:mikey " + secretKey} {
		var m Memo[string]
		for range 4 {
			find(&m, phone(1, "192.0.2.1", 4000, line))
		}
		if kept(&m) > 0 {
			t.Errorf("%s is kept", line)
		}
	}
}

// TestMemoIsBounded: more kinds of descriptions than there is room for take each other's place, and none is
// taken for another.
func TestMemoIsBounded(t *testing.T) {
	var m Memo[string]
	const room = 2 * memoSets
	for n := range 3 * room {
		name := "x" + strconv.Itoa(n)
		body := phone(n, "192.0.2.1", 4000, "m=audio 4002 RTP/AVP "+name)
		find(&m, body)
		find(&m, body)
		if got, want := find(&m, body), "audio PCMA PCMU; audio "+name+" "; !strings.HasPrefix(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	if n := kept(&m); n < room/2 || n > room {
		t.Errorf("%d kept, want at most %d, and half of them", n, room)
	}
}

// TestMemoByTurns: two kinds of descriptions, as of an offer and its answer, are both remembered wherever their places are.
func TestMemoByTurns(t *testing.T) {
	for range 8 * memoSets { // each with a seed of its own
		var m Memo[string]
		offer, answer := phone(1, "192.0.2.1", 4000), phone(2, "192.0.2.2", 4000, "a=ptime:20")
		for range 2 {
			find(&m, offer)
			find(&m, answer)
		}
		for range 2 {
			for _, b := range [][]byte{offer, answer} {
				if _, _, ok := m.Find(b); !ok {
					t.Fatalf("forgotten: %s", b)
				}
			}
		}
	}
}

// kept is how many descriptions a memo has something made of.
func kept(m *Memo[string]) (n int) {
	for i := range m.sets {
		for _, s := range m.sets[i].slots {
			if s.text != "" || s.made != "" {
				n++
			}
		}
	}
	return n
}

func TestMemoAllocatesNothing(t *testing.T) {
	var m Memo[string]
	bodies := [][]byte{phone(1, "192.0.2.1", 4000), phone(1, "192.0.2.1", 4000), phone(22, "192.0.2.77", 4002)}
	for _, b := range bodies {
		find(&m, b)
	}
	if n := testing.AllocsPerRun(100, func() { m.Find(bodies[2]) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzMemo: a description that is found is what Parse would make of it, whatever origin, address and ports
// were kept with the words that it has in common with another.
func FuzzMemo(f *testing.F) {
	f.Add(typicalOffer, uint32(0x0a000001), uint16(4000), uint16(0))
	f.Add(phone(1, "192.0.2.1", 4000, "m=video 4002 RTP/AVP 34", "c=IN IP4 192.0.2.1", "a=inactive"), uint32(1), uint16(1), uint16(65535))
	f.Add([]byte("v=0\no=a b 1  2 IN IP4 1.2.3.4 \ns= \nc=IN IP4 1.2.3.4\n\na=ice-ufrag:x\nm=audio 9 RTP/AVP 0 97\rm=image 0 udptl t38\no=- 1 1 IN IP4 x"), uint32(7), uint16(8), uint16(9))
	f.Fuzz(func(t *testing.T, in []byte, ip uint32, audio, video uint16) {
		var s, same, other Session
		var m, fresh Memo[int]
		var usual, any Outline
		if usual.usualHead(in) && (!any.section(in) || !reflect.DeepEqual(usual, any)) {
			t.Fatalf("%q begins as usual: got %+v, want %+v", in, usual, any)
		}
		for range 2 {
			if _, _, ok := m.Find(in); ok {
				t.Fatal("known before it was kept")
			}
			if Parse(in, &s) {
				m.Keep(&s, len(s.Media))
			}
		}
		o, made, ok := m.Find(in)
		if !ok {
			if o == nil && m.open || o != nil && !s.secret() {
				t.Fatalf("plain, and not kept: %q", in)
			}
			return
		}
		if made != len(s.Media) || o.media > made {
			t.Fatalf("%d media found, want %d", made, len(s.Media))
		}
		checkOutline(t, &s, o)
		text := variant(in, &s, [4]byte{byte(ip >> 24), byte(ip >> 16), byte(ip >> 8), byte(ip)}, audio, video)
		o, _, ok = m.Find(text)
		if !ok {
			if o, _, _ := fresh.Find(text); o != nil {
				t.Fatalf("%q is not known for %q", text, in)
			}
			return // the new address or port is none of a plain description
		}
		if !Parse(text, &other) {
			t.Fatalf("known, and no description: %q", text)
		}
		checkOutline(t, &other, o)
		// But for what the outline tells, both are the same.
		Parse(in, &same)
		for i := range other.Media {
			other.Media[i].Port, other.Media[i].Connection.Address = same.Media[i].Port, same.Media[i].Connection.Address
			other.Media[i].start = same.Media[i].start
		}
		if !reflect.DeepEqual(other.Media, same.Media) || other.Direction != same.Direction || other.ICELite != same.ICELite || other.Overlong != same.Overlong {
			t.Fatalf("%q and %q are taken for the same:\n%+v\n%+v", in, text, same.Media, other.Media)
		}
	})
}

// checkOutline holds an outline to what Parse makes of the description.
func checkOutline(t *testing.T, s *Session, o *Outline) {
	t.Helper()
	if origin := o.Origin(); !origin.Same(s.Origin) {
		t.Fatalf("origin: got %q, want %q", origin, s.Origin)
	}
	for i := range s.Media {
		m := &s.Media[i]
		if i >= OutlineMedia || int(o.Ports[i]) != m.Port {
			t.Fatalf("media %d: got ports %v, want %d", i, o.Ports, m.Port)
		}
		addr, ok := m.Connection.Addr()
		if m.Connection.Address != nil && (!ok || !addr.Is4() || addr.As4() != o.IP || m.Connection.Unspecified()) {
			t.Fatalf("media %d: got address %v, want %q", i, o.IP, m.Connection.Address)
		}
	}
}

// variant is a plain description with another origin, address and ports, where it has ports.
func variant(in []byte, s *Session, ip [4]byte, ports ...uint16) []byte {
	var out []byte
	for l := range s.Lines() {
		line := in[l.Offset : l.Offset+l.Length]
		text, _ := cutLine(line)
		switch end := line[len(text):]; l.Type {
		case 'o':
			out = append(append(out, "o=somebody 47 11 IN IP4 192.0.2.99"...), end...)
		case 'c':
			out = append(fmt.Appendf(out, "c=IN IP4 %d.%d.%d.%d", ip[0], ip[1], ip[2], ip[3]), end...)
		case 'm':
			typ, rest, _ := strings.Cut(string(text), " ")
			port, rest, _ := strings.Cut(rest, " ")
			if port != "0" && l.Media < len(ports) {
				port = strconv.Itoa(max(1, int(ports[l.Media])))
			}
			out = append(append(out, typ+" "+port+" "+rest...), end...)
		default:
			out = append(out, line...)
		}
	}
	return out
}
