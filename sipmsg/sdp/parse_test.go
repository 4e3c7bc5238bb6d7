package sdp

import (
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// sdpText makes a description of lines.
func sdpText(lines ...string) []byte {
	return []byte(strings.Join(lines, "\r\n") + "\r\n")
}

// parsed parses lines and fails when they are no description.
func parsed(t *testing.T, lines ...string) *Session {
	t.Helper()
	var s Session
	if !Parse(sdpText(lines...), &s) {
		t.Fatalf("Parse refused %q", lines)
	}
	return &s
}

// audio is the usual beginning of a description with one audio media.
func audio(more ...string) []string {
	return append([]string{"v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0"}, more...)
}

// typicalOffer is the offer of a desk phone, of 300 bytes.
var typicalOffer = sdpText(
	"v=0",
	"o=1001 8000 8000 IN IP4 192.168.10.21",
	"s=SIP Call",
	"c=IN IP4 192.168.10.21",
	"t=0 0",
	"m=audio 11784 RTP/AVP 8 0 9 18 101",
	"a=rtpmap:8 PCMA/8000",
	"a=rtpmap:0 PCMU/8000",
	"a=rtpmap:9 G722/8000",
	"a=rtpmap:18 G729/8000",
	"a=fmtp:18 annexb=no",
	"a=rtpmap:101 telephone-event/8000",
	"a=fmtp:101 0-15",
	"a=ptime:20",
	"a=sendrecv",
)

func TestParseTypicalOffer(t *testing.T) {
	var s Session
	if !Parse(typicalOffer, &s) {
		t.Fatal("Parse refused it")
	}
	o := s.Origin
	if got, want := fmt.Sprintf("%s %s %s %s %s %s", o.Username, o.SessionID, o.SessionVersion, o.NetType, o.AddrType, o.Address),
		"1001 8000 8000 IN IP4 192.168.10.21"; got != want {
		t.Errorf("origin: got %q, want %q", got, want)
	}
	if string(s.Version) != "0" || string(s.Name) != "SIP Call" {
		t.Errorf("got version %q and name %q", s.Version, s.Name)
	}
	if len(s.Media) != 1 {
		t.Fatalf("got %d media, want 1", len(s.Media))
	}
	m := &s.Media[0]
	if string(m.Type) != "audio" || m.Port != 11784 || m.Ports != 1 || string(m.Proto) != "RTP/AVP" || !m.RTP() || m.Secure() {
		t.Errorf("got %s %d/%d %s", m.Type, m.Port, m.Ports, m.Proto)
	}
	if got, want := m.CodecNames(), []string{"PCMA", "PCMU", "G722", "G729", "telephone-event"}; !slices.Equal(got, want) {
		t.Errorf("codecs: got %v, want %v", got, want)
	}
	if got := string(m.Codecs[3].FMTP); got != "annexb=no" {
		t.Errorf("fmtp of G729: got %q", got)
	}
	if m.PTime != 20*time.Millisecond || m.Direction != SendRecv || m.Hold() || s.Hold() {
		t.Errorf("got ptime %v, direction %v, hold %v", m.PTime, m.Direction, s.Hold())
	}
	if got, ok := m.AddrPort(); !ok || got != netip.MustParseAddrPort("192.168.10.21:11784") {
		t.Errorf("address: got %v %v", got, ok)
	}
}

func TestCodecs(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		want  string // name/clock/channels:fmtp of each
	}{
		{"static types need no rtpmap", []string{"m=audio 9000 RTP/AVP 0 3 4 8 9 13 15 18"},
			"PCMU/8000/1 GSM/8000/1 G723/8000/1 PCMA/8000/1 G722/8000/1 CN/8000/1 G728/8000/1 G729/8000/1"},
		{"static stereo", []string{"m=audio 9000 RTP/AVP 10 11"}, "L16/44100/2 L16/44100/1"},
		{"static video", []string{"m=video 9000 RTP/AVP 26 31 34"}, "JPEG/90000/1 H261/90000/1 H263/90000/1"},
		{"names as written", []string{"m=audio 9000 RTP/AVP 0 97", "a=rtpmap:0 pcmu/8000", "a=rtpmap:97 OPUS/48000/2"},
			"pcmu/8000/1 OPUS/48000/2"},
		{"rtpmap of a static number to something else", []string{"m=audio 9000 RTP/AVP 3", "a=rtpmap:3 X-NEW/16000"}, "X-NEW/16000/1"},
		{"dynamic without rtpmap", []string{"m=audio 9000 RTP/AVP 97"}, "/0/1"},
		{"reserved number without rtpmap", []string{"m=audio 9000 RTP/AVP 1 19 72"}, "/0/1 /0/1 /0/1"},
		{"rtpmap before its order", []string{"m=audio 9000 RTP/AVP 97 98", "a=rtpmap:98 B/8000", "a=rtpmap:97 A/8000"}, "A/8000/1 B/8000/1"},
		{"rtpmap of an unlisted format", []string{"m=audio 9000 RTP/AVP 8", "a=rtpmap:97 A/8000"}, "PCMA/8000/1"},
		{"the first rtpmap counts", []string{"m=audio 9000 RTP/AVP 97", "a=rtpmap:97 A/8000", "a=rtpmap:97 B/8000"}, "A/8000/1"},
		{"rtpmap with spaces", []string{"m=audio 9000 RTP/AVP  97 ", "a=rtpmap: 97   A / 8000 / 2 "}, "A/8000/2"},
		{"rtpmap in capitals", []string{"m=audio 9000 RTP/AVP 97", "A=RTPMAP:97 A/8000"}, "A/8000/1"},
		{"rtpmap without a clock", []string{"m=audio 9000 RTP/AVP 97", "a=rtpmap:97 A"}, "A/0/1"},
		{"rtpmap without a name", []string{"m=audio 9000 RTP/AVP 8", "a=rtpmap:8", "a=rtpmap:8 /8000"}, "PCMA/8000/1"},
		{"fmtp before rtpmap", []string{"m=audio 9000 RTP/AVP 97", "a=fmtp:97 mode=20; x=1", "a=rtpmap:97 iLBC/8000"}, "iLBC/8000/1:mode=20; x=1"},
		{"fmtp of another media", []string{"m=audio 9000 RTP/AVP 97", "m=video 9002 RTP/AVP 97", "a=fmtp:97 x"}, "/0/1"},
		{"absurd clock", []string{"m=audio 9000 RTP/AVP 97", "a=rtpmap:97 A/99999999999999999999/-1"}, "A/2147483647/1"},
		{"format that is no number", []string{"m=audio 9000 RTP/AVP x 8"}, "x/0/1 PCMA/8000/1"},
		{"T.38", []string{"m=image 9000 udptl t38"}, "t38/0/1"},
		{"MSRP", []string{"m=message 9000 TCP/MSRP *"}, "*/0/1"},
		{"data channel", []string{"m=application 9000 UDP/DTLS/SCTP webrtc-datachannel"}, "webrtc-datachannel/0/1"},
		{"a number that is no payload type", []string{"m=application 9000 TCP/BFCP 0"}, "0/0/1"},
		{"no formats", []string{"m=audio 9000 RTP/AVP"}, ""},
		{"nothing at all", []string{"m="}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := parsed(t, audio(tt.lines...)...)
			var got []string
			for _, c := range s.Media[0].Codecs {
				text := fmt.Sprintf("%s/%d/%d", c.Name, c.ClockRate, c.Channels)
				if c.FMTP != nil {
					text += ":" + string(c.FMTP)
				}
				got = append(got, text)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q", strings.Join(got, " "), tt.want)
			}
		})
	}
}

func TestCodecTitleOfUnnamed(t *testing.T) {
	s := parsed(t, audio("m=audio 9000 RTP/AVP 97 8")...)
	if got, want := s.Media[0].CodecNames(), []string{"97", "PCMA"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAttributes(t *testing.T) {
	s := parsed(t,
		"v=0", "o=- 1 1 IN IP6 2001:db8::1", "s=-", "c=IN IP6 2001:db8::1", "b=AS:128", "t=0 0",
		"a=ice-lite", "a=ice-ufrag:sess", "a=fingerprint:sha-256 AA:BB", "a=setup:actpass", "a=recvonly", "a=maxptime:60",
		"m=audio 9000/2 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 203.0.113.9/127/3", "b=TIAS:64000", "b=RR:0", "b=X",
		"a=rtpmap:96 opus/48000/2", "a=ptime:2.5", "a=rtcp:9001 IN IP4 203.0.113.9", "a=rtcp-mux", "a=mid:0", "a=label:main",
		"a=candidate:1 1 UDP 2130706431 203.0.113.9 9000 typ host",
		"a=candidate:2 1 udp 1694498815 198.51.100.7 45664 typ srflx raddr 10.0.1.1 rport 8998 generation 0",
		"a=candidate:broken", "a=sendonly", "a=inactive",
		"m=video 0 RTP/AVP 31", "a=ice-ufrag:own", "a=fingerprint:sha-1 CC", "a=setup:active", "a=bundle-only", "a=unknown-thing:x")
	if !s.ICELite || s.Direction != RecvOnly || len(s.Bandwidths) != 1 || string(s.Bandwidths[0].Type) != "AS" || s.Bandwidths[0].Value != 128 {
		t.Errorf("session: got ice-lite %v, direction %v, bandwidths %v", s.ICELite, s.Direction, s.Bandwidths)
	}
	a, v := &s.Media[0], &s.Media[1]
	if a.Ports != 2 || !a.RTP() || !a.Secure() || a.Direction != SendOnly || a.PTime != 2500*time.Microsecond || a.MaxPTime != 60*time.Millisecond {
		t.Errorf("audio: got ports %d, direction %v, ptime %v %v", a.Ports, a.Direction, a.PTime, a.MaxPTime)
	}
	if got, ok := a.Connection.Addr(); !ok || got != netip.MustParseAddr("203.0.113.9") {
		t.Errorf("audio: got address %v %v", got, ok)
	}
	if !a.RTCPMux || a.RTCPPort != 9001 || string(a.MID) != "0" || string(a.Label) != "main" {
		t.Errorf("audio: got rtcp-mux %v, rtcp %d, mid %q, label %q", a.RTCPMux, a.RTCPPort, a.MID, a.Label)
	}
	if len(a.Bandwidths) != 2 || a.Bandwidths[0].Value != 64000 || string(a.Bandwidths[1].Type) != "RR" {
		t.Errorf("audio: got bandwidths %v", a.Bandwidths)
	}
	if string(a.ICEUfrag) != "sess" || string(a.Fingerprint.Hash) != "sha-256" || string(a.Fingerprint.Value) != "AA:BB" || string(a.Setup) != "actpass" {
		t.Errorf("audio does not have the session's: got %q %q %q", a.ICEUfrag, a.Fingerprint, a.Setup)
	}
	if string(v.ICEUfrag) != "own" || string(v.Fingerprint.Value) != "CC" || string(v.Setup) != "active" {
		t.Errorf("video does not have its own: got %q %q %q", v.ICEUfrag, v.Fingerprint, v.Setup)
	}
	if v.Direction != RecvOnly || !v.Active() || v.Port != 0 {
		t.Errorf("video: got direction %v, active %v", v.Direction, v.Active())
	}
	if got, ok := v.Connection.Addr(); !ok || got != netip.MustParseAddr("2001:db8::1") {
		t.Errorf("video: got address %v %v", got, ok)
	}
	if a.Candidates != 3 {
		t.Errorf("got %d candidates, want 3", a.Candidates)
	}
	var got []string
	for c := range s.Candidates(0) {
		addr, _ := c.AddrPort()
		got = append(got, fmt.Sprintf("%s %d %s %s %s<%s:%d", c.Foundation, c.Component, c.Transport, c.Type, addr, c.RelAddress, c.RelPort))
	}
	want := []string{"1 1 UDP host 203.0.113.9:9000<:0", "2 1 udp srflx 198.51.100.7:45664<10.0.1.1:8998"}
	if !slices.Equal(got, want) {
		t.Errorf("candidates: got %q, want %q", got, want)
	}
	if value, ok := s.Attribute(1, "Unknown-Thing"); !ok || string(value) != "x" {
		t.Errorf("Attribute: got %q %v, want x", value, ok)
	}
	if value, ok := s.Attribute(0, "rtcp-mux"); !ok || value != nil {
		t.Errorf("Attribute of a flag: got %q %v, want nil true", value, ok)
	}
	if _, ok := s.Attribute(-1, "rtcp-mux"); ok {
		t.Error("Attribute of the session gives a media's")
	}
	if value, ok := s.Attribute(-1, "setup"); !ok || string(value) != "actpass" {
		t.Errorf("Attribute of the session: got %q %v", value, ok)
	}
}

func TestDirt(t *testing.T) {
	const head = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
	tests := []struct {
		name string
		text string
	}{
		{"CRLF", head + "m=audio 9000 RTP/AVP 8\r\na=sendonly\r\n"},
		{"LF", strings.ReplaceAll(head, "\r\n", "\n") + "m=audio 9000 RTP/AVP 8\na=sendonly\n"},
		{"CR", strings.ReplaceAll(head, "\r\n", "\r") + "m=audio 9000 RTP/AVP 8\ra=sendonly\r"},
		{"mixed ends", head + "m=audio 9000 RTP/AVP 8\ra=sendonly\n"},
		{"no end of the last line", head + "m=audio 9000 RTP/AVP 8\r\na=sendonly"},
		{"blank lines", "\r\n\r\n" + head + "\r\nm=audio 9000 RTP/AVP 8\r\n\r\na=sendonly\r\n\r\n"},
		{"NULs at the end", head + "m=audio 9000 RTP/AVP 8\r\na=sendonly\x00\x00"},
		{"spaces around", " v=0 \r\n" + head + " m=audio  9000  RTP/AVP  8 \r\na = sendonly \r\n"},
		{"capitals", head + "M=audio 9000 RTP/AVP 8\r\nA=SENDONLY\r\n"},
		{"a line of nonsense", head + "nonsense\r\n=\r\n==\r\nm=audio 9000 RTP/AVP 8\r\n\x80\xff=1\r\na=sendonly\r\n"},
		{"no mandatory line but m", "m=audio 9000 RTP/AVP 8\r\nc=IN IP4 192.0.2.1\r\na=sendonly\r\n"},
		{"connection without net type", "v=0\r\nc=IP4 192.0.2.1\r\nm=audio 9000 RTP/AVP 8\r\na=sendonly\r\n"},
		{"a lone address", "v=0\r\nc=192.0.2.1\r\nm=audio 9000 RTP/AVP 8\r\na=sendonly\r\n"},
	}
	var s Session
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !Parse([]byte(tt.text), &s) {
				t.Fatal("Parse refused it")
			}
			if len(s.Media) != 1 {
				t.Fatalf("got %d media, want 1", len(s.Media))
			}
			m := &s.Media[0]
			addr, _ := m.AddrPort()
			if m.Direction != SendOnly || addr != netip.MustParseAddrPort("192.0.2.1:9000") || !slices.Equal(m.CodecNames(), []string{"PCMA"}) {
				t.Errorf("got %v %v %v", m.Direction, addr, m.CodecNames())
			}
		})
	}
}

func TestNotADescription(t *testing.T) {
	for _, text := range []string{"", "\r\n", "\x00\x00", "SIP/2.0 200 OK\r\n", "hello", "Signal=5\r\nDuration=160\r\n", "<?xml version=\"1.0\"?>",
		"a=sendrecv\r\n", "s=only a name\r\n", "\x80\x08\x00\x01"} {
		var s Session
		if Parse(typicalOffer, &s); Parse([]byte(text), &s) {
			t.Errorf("Parse took %q", text)
		}
		if len(s.Media) != 0 || s.Version != nil || s.raw != nil {
			t.Errorf("after %q the session is not empty", text)
		}
	}
}

func TestNothingStaysFromTheLastParse(t *testing.T) {
	var s Session
	if !Parse(sdpText(audio("a=ice-ufrag:x", "a=fingerprint:sha-1 AA", "b=AS:1", "a=sendonly", "m=audio 1 RTP/SAVP 97", "b=AS:2", "a=rtpmap:97 A/8000",
		"a=fmtp:97 x", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x", "a=ptime:20", "a=mid:1", "a=rtcp-mux", "m=video 2 RTP/AVP 31")...), &s) {
		t.Fatal("Parse refused it")
	}
	if !Parse(sdpText("v=0", "m=audio 3 RTP/AVP 97"), &s) {
		t.Fatal("Parse refused it")
	}
	var fresh Session
	Parse(sdpText("v=0", "m=audio 3 RTP/AVP 97"), &fresh)
	if got, want := fmt.Sprintf("%#v %+v", s, s.Summary()), fmt.Sprintf("%#v %+v", fresh, fresh.Summary()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	m := &s.Media[0]
	if len(s.Media) != 1 || len(s.Bandwidths) != 0 || len(m.Bandwidths) != 0 || len(m.Cryptos) != 0 || m.Codecs[0].FMTP != nil ||
		m.ICEUfrag != nil || m.Fingerprint.Value != nil || m.PTime != 0 || m.MID != nil || m.RTCPMux || s.Name != nil || s.Origin.Address != nil {
		t.Errorf("something stayed: %+v", *m)
	}
}

// TestResetCoversEveryField fills each field that is not storage, so that one that is
// added and forgotten in reset shows.
func TestResetCoversEveryField(t *testing.T) {
	var s Session
	v := reflect.ValueOf(&s).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); {
		case !v.Type().Field(i).IsExported():
		case f.Kind() == reflect.Bool:
			f.SetBool(true)
		case f.Kind() == reflect.Uint8:
			f.SetUint(1)
		case f.Kind() == reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
		case f.Kind() == reflect.Struct:
			for j := range f.NumField() {
				f.Field(j).SetBytes([]byte("x"))
			}
		default:
			t.Fatalf("%s: a kind of field that this test does not know", v.Type().Field(i).Name)
		}
	}
	s.reset()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() == reflect.Slice && f.Len() == 0 {
			continue // storage
		}
		if v.Type().Field(i).IsExported() && !f.IsZero() {
			t.Errorf("reset leaves %s", v.Type().Field(i).Name)
		}
	}
}

func TestOrigin(t *testing.T) {
	tests := []struct{ line, username, version, address string }{
		{"o=- 3724394400 3724394405 IN IP4 198.51.100.1", "-", "3724394405", "198.51.100.1"},
		{"o=Cisco Systems SIP GW 9022 5010 IN IP4 10.0.0.1", "Cisco Systems SIP GW", "5010", "10.0.0.1"},
		{"o=alice 1 2 IN IP6 2001:db8::5", "alice", "2", "2001:db8::5"},
		{"o= 1 2 IN IP4 10.0.0.1", "", "2", "10.0.0.1"},
		{"o=10.0.0.1", "", "", "10.0.0.1"},
		{"o=", "", "", ""},
	}
	for _, tt := range tests {
		o := parsed(t, "v=0", tt.line).Origin
		if string(o.Username) != tt.username || string(o.SessionVersion) != tt.version || string(o.Address) != tt.address {
			t.Errorf("%s: got %q %q %q", tt.line, o.Username, o.SessionVersion, o.Address)
		}
	}
	a, b, c := parsed(t, "v=0", tests[0].line).Origin, parsed(t, "v=0", tests[0].line).Origin, parsed(t, "v=0", tests[2].line).Origin
	if !a.Same(b) || a.Same(c) {
		t.Errorf("Same: got %v %v, want true false", a.Same(b), a.Same(c))
	}
}

func TestAddr(t *testing.T) {
	tests := []struct {
		address     string
		want        string // "" for none
		unspecified bool
	}{
		{"192.0.2.1", "192.0.2.1", false},
		{"224.2.36.42/127", "224.2.36.42", false},
		{"0.0.0.0", "0.0.0.0", true},
		{"255.255.255.255", "255.255.255.255", false},
		{"256.0.0.1", "", false},
		{"1.2.3", "", false},
		{"1.2.3.4.", "", false},
		{"1.2.3.4.5", "", false},
		{"1..2.3", "", false},
		{"2001:db8::1", "2001:db8::1", false},
		{"FF1E:03AD::7F2E:172A:1E24/3", "ff1e:3ad::7f2e:172a:1e24", false},
		{"::", "::", true},
		{"::ffff:192.0.2.1", "::ffff:192.0.2.1", false},
		{"fe80::1%eth0", "fe80::1%eth0", false},
		{"pbx.example.com", "", false},
	}
	for _, tt := range tests {
		c := parsed(t, "v=0", "c=IN IP4 "+tt.address).Connection
		got, ok := c.Addr()
		if ok != (tt.want != "") || ok && got.String() != tt.want {
			t.Errorf("%s: got %v %v, want %q", tt.address, got, ok, tt.want)
		}
		if got := c.Unspecified(); got != tt.unspecified {
			t.Errorf("%s: got unspecified %v", tt.address, got)
		}
	}
}

func TestLimits(t *testing.T) {
	var s Session
	if !Parse([]byte("v=0\n"+strings.Repeat("m=audio 1 RTP/AVP 0\na=x\n", 300)), &s) {
		t.Fatal("Parse refused many media")
	}
	if len(s.Media) != maxMedia || !s.Overlong {
		t.Errorf("got %d media, overlong %v", len(s.Media), s.Overlong)
	}
	last := 0
	for l := range s.Lines() {
		last = l.Media
	}
	if last != 299 {
		t.Errorf("Lines: got media %d last, want 299", last)
	}
	if !Parse([]byte("m=audio 1 RTP/AVP"+strings.Repeat(" 0", 300)), &s) {
		t.Fatal("Parse refused many formats")
	}
	if got := len(s.Media[0].Codecs); got != maxFormats || !s.Overlong {
		t.Errorf("got %d formats, overlong %v", got, s.Overlong)
	}
}

func TestParseDoesNotAllocate(t *testing.T) {
	webrtc := sdpText(audio("a=ice-lite", "b=AS:100", "m=audio 9 UDP/TLS/RTP/SAVPF 111 0", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 useinbandfec=1",
		"a=fingerprint:sha-256 AA:BB", "a=setup:active", "a=ice-ufrag:F7gI", "a=ice-pwd:x9cml/YzichV2+XlhiMu8g", "a=candidate:1 1 UDP 1 192.0.2.1 1 typ host",
		"m=video 9 RTP/SAVP 96", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR", "b=TIAS:1")...)
	var s Session
	for _, text := range [][]byte{typicalOffer, webrtc} {
		Parse(text, &s) // grows the storage
		if got := testing.AllocsPerRun(100, func() { Parse(text, &s) }); got != 0 {
			t.Errorf("got %v allocations for %.40q, want 0", got, text)
		}
		if got := testing.AllocsPerRun(100, func() { s.Hold(); s.Media[0].AddrPort(); s.Attribute(0, "none") }); got != 0 {
			t.Errorf("accessors: got %v allocations, want 0", got)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	var s Session
	b.SetBytes(int64(len(typicalOffer)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(typicalOffer, &s)
	}
}
