package where_test

import (
	"fmt"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/where"
)

func TestMessages(t *testing.T) {
	l, _ := ladderOf(t, scene)
	for i, e := range l.Events {
		e.Frame.Number = uint64(i + 1)
	}
	l.Events[2].VLAN = []uint16{7, 100}
	tests := []struct{ expression, want string }{
		{`method == "ACK"`, "4 9"},
		{`method != "INVITE"`, "4 5 9 14"},
		{`not (method == "INVITE")`, "4 5 9 14"},
		{`cseq_method == "INVITE" && status >= 200`, "3 8"},
		{`status == nil && call_id == "lost"`, "10 11 12 13"},
		{`retransmission`, "11 12 13"},
		{`not retransmission && call_id == "lost"`, "10"},
		{`100 in vlan`, "3"},
		{`vlan == [7, 100]`, "3"},
		{`vlan != nil`, "3"},
		{`content_type == "application/sdp"`, "1 3"},
		{`time > "2024-01-01 00:00:31"`, "12 13 14 15"},
		{`dst == "192.168.0.3:5060" && transport == "udp" && frame < 5`, "1 4"},
		{`to_tag == nil && method == "INVITE" && file == "a.pcap"`, "1 7 10 11 12 13"},
		{`len(issues) > 0`, "14"},
		{`any(issues, # startsWith "content-length") && length > 100`, "14"},
		{`branch startsWith "z9hG4bK" && cseq == 2`, "5 6"},
		{`request_uri matches "^sip:"  && from_tag != nil && reason == nil && duplicate == false && len(frames) == 0 && cseq > 1`, "5"},
	}
	for _, tt := range tests {
		selected, err := where.ForMessages(tt.expression)
		if err != nil {
			t.Errorf("%s: %v", tt.expression, err)
			continue
		}
		var got []string
		sightings(l, func(e *callflow.Event, s callflow.Sighting) {
			ok, err := selected.Match(e, s, "a.pcap")
			if err != nil {
				t.Errorf("%s: %v", tt.expression, err)
			}
			if ok {
				got = append(got, fmt.Sprint(e.Frame.Number))
			}
		})
		if joined(got) != tt.want {
			t.Errorf("%s\n got %q\nwant %q", tt.expression, joined(got), tt.want)
		}
	}
	if _, err := where.ForMessages(`talk_ms > 5`); err == nil {
		t.Error("a field of calls is one of messages")
	}
}
