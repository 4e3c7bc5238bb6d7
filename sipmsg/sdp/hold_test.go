package sdp

import "testing"

func TestHold(t *testing.T) {
	const a, v = "m=audio 9000 RTP/AVP 8", "m=video 9002 RTP/AVP 31"
	tests := []struct {
		name  string
		lines []string
		want  bool
	}{
		{"nothing said", audio(a), false},
		{"sendrecv", audio(a, "a=sendrecv"), false},
		{"sendonly", audio(a, "a=sendonly"), true},
		{"inactive", audio(a, "a=inactive"), true},
		{"recvonly is the other's hold", audio(a, "a=recvonly"), false},
		{"for the session", audio("a=sendonly", a), true},
		{"for the session, not for the media", audio("a=sendonly", a, "a=sendrecv"), false},
		{"null address of RFC 2543", audio(a, "c=IN IP4 0.0.0.0"), true},
		{"null address of the session", []string{"v=0", "c=IN IP4 0.0.0.0", a}, true},
		{"null address of the session, not of the media", []string{"v=0", "c=IN IP4 0.0.0.0", a, "c=IN IP4 192.0.2.1"}, false},
		{"null address of IPv6", audio(a, "c=IN IP6 ::"), true},
		{"null address while ICE gathers", audio("m=audio 9 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 0.0.0.0", "a=ice-ufrag:abcd"), false},
		{"sendonly with ICE", audio("m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=ice-ufrag:abcd", "a=sendonly"), true},
		{"refused", audio("m=audio 0 RTP/AVP 8", "a=inactive"), false},
		{"audio held, video refused", audio(a, "a=sendonly", "m=video 0 RTP/AVP 31"), true},
		{"audio held, video not", audio(a, "a=sendonly", v), true},
		{"video held, audio not", audio(v, "a=inactive", a), false},
		{"one audio of two", audio(a, "a=sendonly", a), false},
		{"video alone", audio(v, "a=inactive"), true},
		{"no media", audio(), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := parsed(t, tt.lines...).Hold(); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestKindsOfMedia(t *testing.T) {
	tests := []struct {
		line             string
		rtp, secure, t38 bool
	}{
		{"m=audio 9000 RTP/AVP 8", true, false, false},
		{"m=audio 9000 rtp/savp 8", true, true, false},
		{"m=audio 9000 RTP/AVPF 8", true, false, false},
		{"m=audio 9000 RTP/SAVPF 8", true, true, false},
		{"m=audio 9000 UDP/TLS/RTP/SAVPF 8", true, true, false},
		{"m=audio 9000 TCP/DTLS/RTP/SAVP 8", true, true, false},
		{"m=audio 9000 TCP/RTP/AVP 8", true, false, false},
		{"m=image 9000 udptl t38", false, false, true},
		{"m=image 9000 UDPTL T38", false, false, true},
		{"m=IMAGE 9000 TCP t38", false, false, true},
		{"m=image 9000 UDP/TLS/UDPTL t38", false, true, true},
		{"m=image 0 udptl t38", false, false, true},
		{"m=image 9000 RTP/AVP 26", true, false, false},
		{"m=audio 9000 RTP/AVP 97", true, false, false},
		{"m=message 9000 TCP/TLS/MSRP *", false, true, false},
		{"m=application 9000 UDP/BFCP *", false, false, false},
		{"m=audio 9000", false, false, false},
	}
	for _, tt := range tests {
		m := &parsed(t, "v=0", tt.line).Media[0]
		if m.RTP() != tt.rtp || m.Secure() != tt.secure || m.T38() != tt.t38 {
			t.Errorf("%s: got RTP %v, secure %v, T.38 %v", tt.line, m.RTP(), m.Secure(), m.T38())
		}
	}
}

func TestDirection(t *testing.T) {
	for d, want := range map[Direction]struct {
		name            string
		sends, receives bool
		reverse         Direction
	}{
		NoDirection:    {"", false, false, NoDirection},
		SendRecv:       {"sendrecv", true, true, SendRecv},
		SendOnly:       {"sendonly", true, false, RecvOnly},
		RecvOnly:       {"recvonly", false, true, SendOnly},
		Inactive:       {"inactive", false, false, Inactive},
		Direction(200): {"", false, false, Direction(200)},
	} {
		if d.String() != want.name || d.Sends() != want.sends || d.Receives() != want.receives || d.Reverse() != want.reverse {
			t.Errorf("%d: got %q %v %v %v", d, d, d.Sends(), d.Receives(), d.Reverse())
		}
	}
}
