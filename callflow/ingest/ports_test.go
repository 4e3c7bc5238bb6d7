package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sipcap/sipmsg"
)

// usual is a source that captures what a live one does at first.
type usual struct{ more []uint16 }

func (u *usual) LeavesOut(port uint16) bool {
	return (port < 5060 || port > 5091) && !slices.Contains(u.more, port)
}

func (u *usual) AddPort(port uint16) error {
	u.more = append(u.more, port)
	return nil
}

func TestPortsThatSIPNames(t *testing.T) {
	const (
		invite  = "INVITE sip:bob@b.example SIP/2.0"
		again   = "To: <sip:bob@b.example>;tag=2\r\n"
		ok      = "SIP/2.0 200 OK\r\nCSeq: 1 INVITE"
		phone   = "Via: SIP/2.0/UDP 10.0.0.1:40000;branch=z9hG4bK1\r\n"
		proxy   = "Via: SIP/2.0/UDP 10.0.0.2:7000;branch=z9hG4bK2\r\n"
		usually = "Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK2\r\n"
		contact = "Contact: <sip:alice@10.0.0.1:40000>\r\n"
		to      = "To: <sip:bob@b.example>\r\n"
	)
	for _, tt := range []struct {
		name string
		text string
		want []uint16
	}{
		{"a phone's own", invite + "\r\n" + phone + to + contact, nil},
		{"of the hop before", invite + "\r\n" + proxy + phone + to, []uint16{7000}},
		{"in a response", ok + "\r\n" + proxy + phone + again, []uint16{7000}},
		{"a recorded route", invite + "\r\n" + usually + phone + to + contact + "Record-Route: <sip:10.0.0.2;lr>, <sip:10.0.0.3:7001;lr>\r\n", []uint16{7001}},
		{"a route", invite + "\r\n" + phone + again + "Route: <sip:10.0.0.2:7002;lr>\r\n", []uint16{7002}},
		{"a caller's, past proxies that record no route", invite + "\r\n" + usually + phone + to + contact, []uint16{40000}},
		{"the same within the dialog", invite + "\r\n" + usually + phone + again + contact, nil},
		{"usual ones", invite + "\r\n" + usually + usually + phone + to + "Record-Route: <sip:10.0.0.3:5061;lr>\r\n", nil},
		{"of other protocols", invite + "\r\n" + phone + again + "Route: <sip:10.0.0.2:443;transport=wss;lr>, <sip:10.0.0.2:53;lr>\r\n", nil},
		{"what is no port", invite + "\r\n" + phone + again + "Route: <sip:10.0.0.2:99999;lr>, <tel:+49301234567>\r\n", nil},
	} {
		var m sipmsg.Message
		if !m.Parse([]byte(tt.text + "Call-ID: a\r\n\r\n")) {
			t.Fatal(tt.name)
		}
		source := &usual{}
		p := &ports{source: source}
		p.learn(&m)
		p.learn(&m)
		if got, others := p.told(); !slices.Equal(got, tt.want) || !slices.Equal(source.more, tt.want) || others != 0 {
			t.Errorf("%s: got %v and %d others, the source has %v, want %v", tt.name, got, others, source.more, tt.want)
		}
	}
}

// There is room for so many, and the rest is told.
func TestPortsLimit(t *testing.T) {
	p := &ports{source: &usual{}}
	var m sipmsg.Message
	for i := range 3 * maxLearned {
		m.Parse([]byte(strings.Join([]string{"BYE sip:a SIP/2.0", "Call-ID: a", fmt.Sprintf("Route: <sip:10.0.0.2:%d;lr>", 20000+i), "", ""}, "\r\n")))
		p.learn(&m)
	}
	if added, others := p.told(); len(added) != maxLearned || others != 2*maxLearned {
		t.Errorf("%d added, %d others; want %d and %d", len(added), others, maxLearned, 2*maxLearned)
	}
}
