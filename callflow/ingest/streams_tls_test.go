package ingest

import (
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"sipcap/callflow"
	ct "sipcap/capture/capturetest"
)

// over puts what is on the wire of a TLS connection into segments of at most n bytes, those of each write
// anew; 0 is no limit.
func (w *wire) over(talk ct.Wire, n int) *wire {
	for _, one := range talk {
		for b := one.Bytes; len(b) > 0; {
			size := len(b)
			if n > 0 {
				size = min(n, size)
			}
			w.segment(one.Dir, "", string(b[:size]))
			b = b[size:]
		}
	}
	return w
}

// to begins a connection to a server.
func to(server string) *wire {
	w := &wire{server: server}
	return w.segment(0, "S", "").segment(1, "S", "")
}

// end ends it.
func (w *wire) end() *wire { return w.segment(0, "F", "").segment(1, "F", "") }

// ids are the messages without their frames.
func ids(messages []string) []string {
	var all []string
	for _, m := range messages {
		_, rest, _ := strings.Cut(m, " ")
		rest, _, _ = strings.Cut(rest, " [")
		all = append(all, rest)
	}
	return all
}

const sips = "10.0.0.2:5061"

func TestTLS(t *testing.T) {
	a, b, long := options("a", "body"), options("b", ""), options("c", strings.Repeat("x", 40000))
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, tt := range []struct {
			name string
			says []string
			want []string
		}{
			{"a message a record", []string{a, b}, []string{"tls a", "tls b"}},
			{"two in a record", []string{a + b, "\r\n\r\n", b}, []string{"tls a", "tls b", "tls b"}},
			{"one over several records", []string{long, b, a}, []string{"tls c", "tls b", "tls a"}},
			{"one in two writes", []string{a[:50], "\r\n", a[50:] + b}, []string{"tls a", "tls b"}},
			{"WebSocket", []string{upgrade, "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n", frame(0x81, a), "\x81\x7e" + string(binary.BigEndian.AppendUint16(nil, uint16(len(b)))) + b},
				[]string{"wss a", "wss b"}},
			{"HTTP", []string{"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat("x", 50000)}, nil},
		} {
			t.Run(tls.VersionName(version)+" "+tt.name, func(t *testing.T) {
				p := ct.NewTLS(version)
				talk := p.Talk(tt.says...)
				for _, n := range []int{0, 1460, 3} {
					if n == 3 && len(talk.Side(0))+len(talk.Side(1)) > 10000 {
						continue
					}
					w := to(sips).over(talk, n).end()
					got, skipped, facts := toldBy(t, w, Config{KeyLog: strings.NewReader(p.KeyLog.String())})
					if !slices.Equal(ids(got), tt.want) {
						t.Errorf("segments of %d: got %q, want %q", n, got, tt.want)
					}
					if strings.Contains(skipped, "tls-no-key") {
						t.Errorf("segments of %d: skipped %s", n, skipped)
					}
					want := []callflow.TLSServer{{Server: netip.MustParseAddrPort(sips), Connections: 1, Decrypted: 1}}
					if tt.want == nil {
						want = nil
					}
					if !slices.Equal(facts.TLS.Servers, want) || facts.TLS.Keys != 1 {
						t.Errorf("segments of %d: %+v, want %+v", n, facts.TLS, want)
					}
				}
			})
		}
	}
}

// A message's frames are those that carried its records.
func TestTLSFrames(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS12)
	talk := p.Talk(options("a", strings.Repeat("x", 3000)), options("b", ""))
	said := slices.IndexFunc(talk, func(w ct.Write) bool { return w.Bytes[0] == 23 }) // application data
	w := to(sips).over(talk[:said], 0)
	from := len(w.frames)
	w.over(ct.Wire{{Dir: 0, Bytes: talk[said:].Side(0)}}, 1000).over(ct.Wire{{Dir: 1, Bytes: talk[said:].Side(1)}}, 0)
	got, skipped, _ := toldBy(t, w, Config{KeyLog: strings.NewReader(p.KeyLog.String())})
	want := []string{fmt.Sprintf("%d tls a [%d %d %d %d]", from+4, from+1, from+2, from+3, from+4), fmt.Sprintf("%d tls b", from+5)}
	if !slices.Equal(got, want) || skipped != fmt.Sprintf("not-sip %d, tcp 2", from-2) {
		t.Errorf("got %q, skipped %s; want %q", got, skipped, want)
	}
}

// Without a key, what could be SIP is told apart from what is more likely something else.
func TestTLSWithoutKey(t *testing.T) {
	talk := func(change func(*ct.TLS)) ct.Wire {
		p := ct.NewTLS(tls.VersionTLS13)
		p.Client.ServerName = "example.com"
		change(p)
		return p.Talk(options("a", ""), options("b", ""))
	}
	plain := talk(func(*ct.TLS) {})
	protocol := func(name string) ct.Wire {
		return talk(func(p *ct.TLS) { p.Client.NextProtos, p.Server.NextProtos = []string{name}, []string{name} })
	}
	for _, tt := range []struct {
		name   string
		server string
		wire   ct.Wire
		could  bool
	}{
		{"port 5061", sips, plain, true},
		{"port 15061", "10.0.0.2:15061", plain, true},
		{"HTTPS", "10.0.0.2:443", plain, false},
		{"HTTPS that asks for sip/2", "10.0.0.2:443", protocol("sip/2"), true},
		{"port 5061 that asks for HTTP", sips, protocol("http/1.1"), false},
		{"a server called sip", "10.0.0.2:443", talk(func(p *ct.TLS) { p.Client.ServerName = "sip.example.com" }), true},
		{"another port", "10.0.0.2:9443", plain, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := to(tt.server).over(tt.wire, 0).end()
			got, skipped, facts := toldBy(t, w, Config{})
			wantSkipped := fmt.Sprintf("tcp 4, tls-no-key %d", len(w.frames)-4)
			want := []callflow.TLSServer{{Server: netip.MustParseAddrPort(tt.server), Connections: 1}}
			if !tt.could {
				wantSkipped, want = fmt.Sprintf("not-sip 1, tcp %d", len(w.frames)-1), nil
			}
			if got != nil || skipped != wantSkipped || !slices.Equal(facts.TLS.Servers, want) {
				t.Errorf("got %q, skipped %s, %+v; want skipped %s, %+v", got, skipped, facts.TLS.Servers, wantSkipped, want)
			}
		})
	}
}

func TestTLSUndecrypted(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS13)
	talk := p.Talk(options("a", ""), options("b", ""))
	old := ct.NewTLS(tls.VersionTLS12, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA)
	unsupported := old.Talk(options("a", ""))
	strict := ct.NewTLS(tls.VersionTLS12)
	strict.Server.MinVersion, strict.Server.MaxVersion = tls.VersionTLS13, tls.VersionTLS13
	for _, tt := range []struct {
		name string
		wire *wire
		log  string
		want callflow.TLSServer
	}{
		{"begins in the middle", unopened(talk[3:]), p.KeyLog.String(), callflow.TLSServer{Connections: 1, NoHandshake: 1}},
		{"one direction", unopened(oneWay(talk, 0)), p.KeyLog.String(), callflow.TLSServer{Connections: 1, NoHandshake: 1}},
		{"the other direction", unopened(oneWay(talk, 1)), p.KeyLog.String(), callflow.TLSServer{Connections: 1, NoHandshake: 1}},
		{"3DES", unopened(unsupported), old.KeyLog.String(), callflow.TLSServer{Connections: 1, Unsupported: 1}},
		{"refused", unopened(strict.Fail()), "", callflow.TLSServer{Connections: 1, Refused: 1, Alert: "protocol version"}},
		{"another's key", unopened(talk), old.KeyLog.String(), callflow.TLSServer{Connections: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Server = netip.MustParseAddrPort(sips)
			got, skipped, facts := toldBy(t, tt.wire, Config{KeyLog: strings.NewReader(tt.log)})
			if want := fmt.Sprintf("tls-no-key %d", len(tt.wire.frames)); got != nil || skipped != want {
				t.Errorf("got %q, skipped %s, want %s", got, skipped, want)
			}
			if len(facts.TLS.Servers) != 1 || facts.TLS.Servers[0] != tt.want {
				t.Errorf("got %+v, want %+v", facts.TLS.Servers, tt.want)
			}
		})
	}
}

// unopened is a connection whose beginning was not captured.
func unopened(talk ct.Wire) *wire { return (&wire{server: sips}).over(talk, 0) }

func oneWay(talk ct.Wire, dir int) ct.Wire {
	return slices.DeleteFunc(slices.Clone(talk), func(w ct.Write) bool { return w.Dir != dir })
}
