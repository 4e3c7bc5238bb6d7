package ingest

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"sipcap/callflow"
	"sipcap/capture/decrypt"
)

// tlsServers counts the TLS connections that carried SIP, or could have, by their server.
type tlsServers struct {
	byAddress map[netip.AddrPort]*callflow.TLSServer
}

// maxTLSServers is how many servers are told apart; connections to others are counted without
// their address.
const maxTLSServers = 1 << 10

func (t *tlsServers) add(f *tlsFlow) {
	i := f.conn.Info()
	for _, s := range f.sides {
		f.found = f.found || s != nil && s.found > 0
	}
	if !f.found && (i.Decrypted > 0 && i.Alert == 0 || !f.couldBeSIP(&i)) {
		return
	}
	s := t.of(f.server(&i))
	s.Connections++
	s.LostRecords += i.Lost
	switch {
	case f.found:
		s.Decrypted++
	case i.Alert != 0:
		s.Refused++
		s.Alert = cmp.Or(s.Alert, i.Alert.String())
	case !i.Hellos:
		s.NoHandshake++
	case !i.Supported:
		s.Unsupported++
	}
}

func (t *tlsServers) of(server netip.AddrPort) *callflow.TLSServer {
	s := t.byAddress[server]
	if s == nil && len(t.byAddress) >= maxTLSServers {
		server = netip.AddrPort{}
		s = t.byAddress[server]
	}
	if s == nil {
		if t.byAddress == nil {
			t.byAddress = make(map[netip.AddrPort]*callflow.TLSServer)
		}
		s = &callflow.TLSServer{Server: server}
		t.byAddress[server] = s
	}
	return s
}

// list returns the servers by address, those beyond the limit last. Connections that are still
// open count too.
func (t *tlsFlows) list() []callflow.TLSServer {
	open := tlsServers{byAddress: make(map[netip.AddrPort]*callflow.TLSServer)}
	for address, s := range t.servers.byAddress {
		c := *s
		open.byAddress[address] = &c
	}
	for _, id := range slices.Sorted(maps.Keys(t.byID)) {
		open.add(t.byID[id])
	}
	var all []callflow.TLSServer
	for _, s := range open.byAddress {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b callflow.TLSServer) int {
		if a.Server.IsValid() != b.Server.IsValid() {
			if a.Server.IsValid() {
				return -1
			}
			return 1
		}
		return a.Server.Compare(b.Server)
	})
	return all
}

// server returns where a connection runs to: who did not send the ClientHello; where that is
// not there, the port that is SIP's, else the lower one.
func (f *tlsFlow) server(i *decrypt.Info) netip.AddrPort {
	a, b := f.to[0], f.to[1]
	switch {
	case i.Client >= 0:
		return f.to[i.Client]
	case isSIPPort(a.Port()) != isSIPPort(b.Port()):
		if isSIPPort(a.Port()) {
			return a
		}
		return b
	case a.Port() < b.Port():
		return a
	}
	return b
}

// couldBeSIP tells whether something speaks for SIP: the protocol or the server that the client
// asks for, or the port where it asks for no other protocol.
func (f *tlsFlow) couldBeSIP(i *decrypt.Info) bool {
	for _, p := range i.Protocols {
		if p == "sip" || strings.HasPrefix(p, "sip/") { // RFC 3261 has registered sip/2
			return true
		}
	}
	return len(i.Protocols) == 0 && isSIPPort(f.server(i).Port()) || strings.HasPrefix(i.ServerName, "sip")
}

// isSIPPort tells whether SIP over TLS is usual on a port: 5061, those about it, and those that end
// likewise, as 15061.
func isSIPPort(p uint16) bool { return p >= 5060 && p < 5100 || p%10000 == 5061 }
