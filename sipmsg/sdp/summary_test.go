package sdp

import (
	"fmt"
	"net/netip"
	"reflect"
	"testing"
	"time"
)

func TestSummary(t *testing.T) {
	text := sdpText(audio(
		"m=audio 9000 RTP/SAVP 8 97 98 101 13", "a=rtpmap:97 opus/48000/2", "a=rtpmap:101 telephone-event/8000", "a=ptime:30", "a=sendonly",
		"m=video 0 RTP/AVP 31",
		"m=image 9004 udptl t38", "c=IN IP4 fax.example.com")...)
	var s Session
	Parse(text, &s)
	got := s.Summary()
	for i := range text {
		text[i] = 'x' // what is kept must not hang on the bytes
	}
	want := []Stream{
		{Type: "audio", Codecs: []string{"PCMA", "opus", "98"}, Events: true, Direction: SendOnly, Active: true, Hold: true, Secure: true,
			Addr: netip.MustParseAddrPort("192.0.2.1:9000"), PTime: 30 * time.Millisecond},
		{Type: "video", Codecs: []string{"H261"}, Direction: SendRecv},
		{Type: "image", Codecs: []string{"t38"}, Direction: SendRecv, Active: true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestString(t *testing.T) {
	s := parsed(t, audio("m=audio 9000 RTP/AVP 8 0", "m=image 9002 udptl t38")...)
	if got, want := fmt.Sprint(s), "audio PCMA PCMU; image t38"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestInternIsTheIdentity guards the table against a slip of the pen.
func TestInternIsTheIdentity(t *testing.T) {
	for _, name := range []string{"audio", "video", "image", "application", "PCMU", "PCMA", "G722", "G729", "GSM", "iLBC", "speex", "opus", "AMR",
		"AMR-WB", "EVS", "telephone-event", "CN", "H264", "VP8", "t38"} {
		b := []byte(name)
		if got := intern(b); got != name {
			t.Errorf("got %q, want %q", got, name)
		}
		if n := testing.AllocsPerRun(100, func() { intern(b) }); n != 0 {
			t.Errorf("%s: got %v allocations, want 0", name, n)
		}
	}
	if got := intern([]byte("pcmu")); got != "pcmu" {
		t.Errorf("got %q, want pcmu as written", got)
	}
}

func TestEvents(t *testing.T) {
	tests := []struct {
		codec Codec
		want  bool
	}{
		{Codec{Name: []byte("Telephone-Event")}, true},
		{Codec{Name: []byte("PCMA"), FMTP: []byte("0-15")}, false},
		{Codec{PayloadType: 101, FMTP: []byte("0-15")}, true},
		{Codec{PayloadType: 101, FMTP: []byte("0-11,16")}, true},
		{Codec{PayloadType: 97, FMTP: []byte("mode=20")}, false},
		{Codec{PayloadType: 97}, false},
	}
	for _, tt := range tests {
		if got := tt.codec.Events(); got != tt.want {
			t.Errorf("%q %q: got %v, want %v", tt.codec.Name, tt.codec.FMTP, got, tt.want)
		}
	}
}

func TestCarries(t *testing.T) {
	for name, want := range map[string]bool{"PCMA": true, "opus": true, "t38": true, "": true, "telephone-event": false, "TELEPHONE-EVENT": false,
		"CN": false, "cn": false, "red": false, "rtx": false, "ulpfec": false} {
		if got := (&Codec{Name: []byte(name)}).Carries(); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}
