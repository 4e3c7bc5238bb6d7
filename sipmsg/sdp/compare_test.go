package sdp

import (
	"slices"
	"testing"
)

// agreed compares two descriptions of an audio header and the given lines.
func agreed(t *testing.T, offer, answer []string) Comparison {
	t.Helper()
	return Compare(parsed(t, audio(offer...)...), parsed(t, audio(answer...)...))
}

func TestCompareCodecs(t *testing.T) {
	tests := []struct {
		name          string
		offer, answer []string
		common        []string // of the first stream
		codec         string   // "" for none
		refused       bool
		nothing       bool // in common, over all
	}{
		{"one of several", []string{"m=audio 1 RTP/AVP 8 0 18"}, []string{"m=audio 2 RTP/AVP 0"}, []string{"PCMU"}, "PCMU", false, false},
		{"the answer's order counts", []string{"m=audio 1 RTP/AVP 8 0"}, []string{"m=audio 2 RTP/AVP 0 8"}, []string{"PCMU", "PCMA"}, "PCMU", false, false},
		{"another case", []string{"m=audio 1 RTP/AVP 97", "a=rtpmap:97 OPUS/48000/2"}, []string{"m=audio 2 RTP/AVP 97", "a=rtpmap:97 opus/48000/2"},
			[]string{"opus"}, "opus", false, false},
		{"static against rtpmap", []string{"m=audio 1 RTP/AVP 8"}, []string{"m=audio 2 RTP/AVP 8", "a=rtpmap:8 pcma/8000/1"}, []string{"pcma"}, "pcma", false, false},
		{"another payload type", []string{"m=audio 1 RTP/AVP 97", "a=rtpmap:97 iLBC/8000"}, []string{"m=audio 2 RTP/AVP 102", "a=rtpmap:102 iLBC/8000"},
			[]string{"iLBC"}, "iLBC", false, false},
		{"same payload type, another codec", []string{"m=audio 1 RTP/AVP 97", "a=rtpmap:97 iLBC/8000"}, []string{"m=audio 2 RTP/AVP 97", "a=rtpmap:97 speex/8000"},
			nil, "", false, true},
		{"another clock", []string{"m=audio 1 RTP/AVP 97", "a=rtpmap:97 speex/16000"}, []string{"m=audio 2 RTP/AVP 97", "a=rtpmap:97 speex/8000"}, nil, "", false, true},
		{"another number of channels", []string{"m=audio 1 RTP/AVP 97", "a=rtpmap:97 L16/8000/2"}, []string{"m=audio 2 RTP/AVP 97", "a=rtpmap:97 L16/8000"},
			nil, "", false, true},
		{"G722 with its sampling rate", []string{"m=audio 1 RTP/AVP 9"}, []string{"m=audio 2 RTP/AVP 9", "a=rtpmap:9 G722/16000"}, []string{"G722"}, "G722", false, false},
		{"an answer without rtpmap", []string{"m=audio 1 RTP/AVP 97", "a=rtpmap:97 iLBC/8000"}, []string{"m=audio 2 RTP/AVP 97"}, []string{"iLBC"}, "iLBC", false, false},
		{"events without rtpmap in the answer", []string{"m=audio 1 RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000"}, []string{"m=audio 2 RTP/AVP 0 101"},
			[]string{"telephone-event"}, "", false, true},
		{"events without rtpmap on both sides", []string{"m=audio 1 RTP/AVP 8 101", "a=fmtp:101 0-15"}, []string{"m=audio 2 RTP/AVP 0 101", "a=fmtp:101 0-15"},
			[]string{"101"}, "", false, true},
		{"events alone", []string{"m=audio 1 RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000"}, []string{"m=audio 2 RTP/AVP 0 101", "a=rtpmap:101 Telephone-Event/8000"},
			[]string{"Telephone-Event"}, "", false, true},
		{"comfort noise alone", []string{"m=audio 1 RTP/AVP 8 13"}, []string{"m=audio 2 RTP/AVP 0 13"}, []string{"CN"}, "", false, true},
		{"events first", []string{"m=audio 1 RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000"}, []string{"m=audio 2 RTP/AVP 101 8", "a=rtpmap:101 telephone-event/8000"},
			[]string{"telephone-event", "PCMA"}, "PCMA", false, false},
		{"refused", []string{"m=audio 1 RTP/AVP 8"}, []string{"m=audio 0 RTP/AVP 8"}, nil, "", true, true},
		{"left out", []string{"m=audio 1 RTP/AVP 8"}, nil, nil, "", true, true},
		{"switched off by the offer", []string{"m=audio 0 RTP/AVP 8"}, []string{"m=audio 0 RTP/AVP 8"}, nil, "", false, false},
		{"T.38", []string{"m=image 1 udptl t38"}, []string{"m=image 2 UDPTL T38"}, []string{"T38"}, "T38", false, false},
		{"MSRP", []string{"m=message 1 TCP/MSRP *"}, []string{"m=message 2 TCP/MSRP *"}, []string{"*"}, "*", false, false},
		{"a second stream has something in common", []string{"m=audio 1 RTP/AVP 8", "m=video 1 RTP/AVP 31"}, []string{"m=audio 0 RTP/AVP 8", "m=video 2 RTP/AVP 31"},
			nil, "", true, false},
		{"bundle-only is an offer", []string{"m=audio 0 RTP/AVP 8", "a=bundle-only"}, []string{"m=audio 2 RTP/AVP 8"}, []string{"PCMA"}, "PCMA", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := agreed(t, tt.offer, tt.answer)
			g := &c.Streams[0]
			var common []string
			for i := range g.Common {
				common = append(common, g.Common[i].Title())
			}
			if !slices.Equal(common, tt.common) {
				t.Errorf("common: got %v, want %v", common, tt.common)
			}
			codec, ok := g.Codec()
			if ok != (tt.codec != "") || ok && codec.Title() != tt.codec {
				t.Errorf("codec: got %q %v, want %q", codec.Title(), ok, tt.codec)
			}
			if g.Refused != tt.refused {
				t.Errorf("refused: got %v, want %v", g.Refused, tt.refused)
			}
			if want := !tt.refused && !g.Off && tt.codec == ""; g.Mismatch() != want {
				t.Errorf("mismatch: got %v, want %v", g.Mismatch(), want)
			}
			if got := c.NothingInCommon(); got != tt.nothing {
				t.Errorf("nothing in common: got %v, want %v", got, tt.nothing)
			}
		})
	}
}

func TestCompareWithoutMedia(t *testing.T) {
	if c := agreed(t, nil, nil); len(c.Streams) != 0 || c.NothingInCommon() {
		t.Errorf("got %d streams, nothing in common %v", len(c.Streams), c.NothingInCommon())
	}
}

func TestComparePairsMedia(t *testing.T) {
	offer := []string{"m=video 1 RTP/AVP 31", "m=audio 3 RTP/AVP 8", "m=image 5 udptl t38"}
	tests := []struct {
		name   string
		answer []string
		ports  []int // of the answer's media for each of the offer's, -1 for none
	}{
		{"in order", []string{"m=video 11 RTP/AVP 31", "m=audio 13 RTP/AVP 8", "m=image 0 udptl t38"}, []int{11, 13, 0}},
		{"refused ones left out", []string{"m=audio 13 RTP/AVP 8"}, []int{-1, 13, -1}},
		{"in another order", []string{"m=audio 13 RTP/AVP 8", "m=image 15 udptl t38", "m=video 11 RTP/AVP 31"}, []int{11, 13, 15}},
		{"more than offered", []string{"m=video 11 RTP/AVP 31", "m=audio 13 RTP/AVP 8", "m=image 15 udptl t38", "m=audio 17 RTP/AVP 8"}, []int{11, 13, 15}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := agreed(t, offer, tt.answer)
			for i, want := range tt.ports {
				got := -1
				if a := c.Streams[i].Answer; a != nil {
					got = a.Port
				}
				if got != want {
					t.Errorf("stream %d: got port %d, want %d", i, got, want)
				}
			}
		})
	}
}

func TestCompareDirections(t *testing.T) {
	const null = "c=IN IP4 0.0.0.0"
	tests := []struct {
		name              string
		offer, answer     string // an attribute or c= line
		want              Direction
		offerer, answerer bool
	}{
		{"both ways", "a=sendrecv", "a=sendrecv", SendRecv, false, false},
		{"hold", "a=sendonly", "a=recvonly", SendOnly, true, false},
		{"hold, and no music wanted", "a=sendonly", "a=inactive", Inactive, true, false},
		{"hold by inactive", "a=inactive", "a=inactive", Inactive, true, false},
		{"answerer holds", "a=sendrecv", "a=sendonly", RecvOnly, false, true},
		{"answerer holds by inactive", "a=sendrecv", "a=inactive", Inactive, false, true},
		{"announcement", "a=recvonly", "a=sendonly", RecvOnly, false, false},
		{"an answer that does not follow", "a=sendonly", "a=sendrecv", SendOnly, true, false},
		{"hold by null address", null, "a=sendrecv", SendOnly, true, false},
		{"null address in the answer", "a=sendrecv", null, RecvOnly, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := agreed(t, []string{"m=audio 1 RTP/AVP 8", tt.offer}, []string{"m=audio 2 RTP/AVP 8", tt.answer})
			g := &c.Streams[0]
			if g.Direction != tt.want || g.OffererHolds != tt.offerer || g.AnswererHolds != tt.answerer {
				t.Errorf("got %v, held by offerer %v, by answerer %v", g.Direction, g.OffererHolds, g.AnswererHolds)
			}
			if o, a := c.Hold(); o != tt.offerer || a != tt.answerer {
				t.Errorf("over all: got %v %v", o, a)
			}
		})
	}
}

func TestCompareHoldOverAll(t *testing.T) {
	tests := []struct {
		name          string
		offer, answer []string
		offerer       bool
	}{
		{"video before held audio", []string{"m=video 1 RTP/AVP 31", "m=audio 3 RTP/AVP 8", "a=sendonly"}, []string{"m=video 2 RTP/AVP 31", "m=audio 4 RTP/AVP 8", "a=recvonly"}, true},
		{"held video before audio", []string{"m=video 1 RTP/AVP 31", "a=sendonly", "m=audio 3 RTP/AVP 8"}, []string{"m=video 2 RTP/AVP 31", "m=audio 4 RTP/AVP 8"}, false},
		{"video alone", []string{"m=video 1 RTP/AVP 31", "a=sendonly"}, []string{"m=video 2 RTP/AVP 31", "a=recvonly"}, true},
		{"held audio refused", []string{"m=audio 1 RTP/AVP 8", "a=sendonly"}, []string{"m=audio 0 RTP/AVP 8"}, false},
		{"one of two audios", []string{"m=audio 1 RTP/AVP 8", "a=sendonly", "m=audio 3 RTP/AVP 8"}, []string{"m=audio 2 RTP/AVP 8", "m=audio 4 RTP/AVP 8"}, false},
	}
	for _, tt := range tests {
		c := agreed(t, tt.offer, tt.answer)
		if got, other := c.Hold(); got != tt.offerer || other {
			t.Errorf("%s: got %v %v, want %v false", tt.name, got, other, tt.offerer)
		}
	}
}

func TestCompareProto(t *testing.T) {
	c := agreed(t, []string{"m=audio 1 RTP/SAVP 8", "m=video 1 RTP/AVP 31"}, []string{"m=audio 2 RTP/AVP 8", "m=video 2 rtp/avp 31"})
	if !c.Streams[0].ProtoDiffers || c.Streams[1].ProtoDiffers {
		t.Errorf("got %v %v, want true false", c.Streams[0].ProtoDiffers, c.Streams[1].ProtoDiffers)
	}
}
