package sdp

import (
	"fmt"
	"slices"
	"testing"
)

func TestLines(t *testing.T) {
	text := "v=0\r\nx-odd line\n\na = known \rm=audio 9000 RTP/AVP 8\r\na=X-Vendor: a:b \r\nz"
	var s Session
	if !Parse([]byte(text), &s) {
		t.Fatal("Parse refused it")
	}
	var got []string
	for l := range s.Lines() {
		got = append(got, fmt.Sprintf("%d %q %q %q", l.Media, string(l.Type), l.Value, text[l.Offset:l.Offset+l.Length]))
	}
	want := []string{
		`-1 "v" "0" "v=0\r\n"`,
		`-1 "\x00" "x-odd line" "x-odd line\n"`,
		`-1 "\x00" "" "\n"`,
		`-1 "a" "known" "a = known \r"`,
		`0 "m" "audio 9000 RTP/AVP 8" "m=audio 9000 RTP/AVP 8\r\n"`,
		`0 "a" "X-Vendor: a:b" "a=X-Vendor: a:b \r\n"`,
		`0 "\x00" "z" "z"`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	for media := -2; media < 3; media++ {
		var got, want int
		for range s.LinesOf(media) {
			got++
		}
		for l := range s.Lines() {
			if l.Media == media {
				want++
			}
		}
		if got != want {
			t.Errorf("LinesOf(%d): got %d lines, want %d", media, got, want)
		}
	}
	for range s.Lines() {
		break // stopping early must not panic
	}
	if value, ok := s.Attribute(0, "x-vendor"); !ok || string(value) != "a:b" {
		t.Errorf("Attribute: got %q %v", value, ok)
	}
}

func TestLineAttribute(t *testing.T) {
	tests := []struct {
		line        Line
		name, value string
		flag, ok    bool
	}{
		{Line{Type: 'a', Value: []byte("sendrecv")}, "sendrecv", "", true, true},
		{Line{Type: 'a', Value: []byte("rtpmap:0 PCMU/8000")}, "rtpmap", "0 PCMU/8000", false, true},
		{Line{Type: 'a', Value: []byte("rtpmap : x")}, "rtpmap", "x", false, true},
		{Line{Type: 'a', Value: []byte("mid:")}, "mid", "", false, true},
		{Line{Type: 'm', Value: []byte("audio")}, "", "", true, false},
	}
	for _, tt := range tests {
		name, value, ok := tt.line.Attribute()
		if string(name) != tt.name || string(value) != tt.value || (value == nil) != tt.flag || ok != tt.ok {
			t.Errorf("%q: got %q %q %v", tt.line.Value, name, value, ok)
		}
	}
}
