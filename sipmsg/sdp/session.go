package sdp

import (
	"net/netip"
	"strings"
)

// Session is a session description. The zero value is ready for [Parse].
type Session struct {
	Version    []byte     // the v= line; "0" in all real traffic
	Origin     Origin     // the o= line
	Name       []byte     // the s= line
	Connection Connection // the session's c= line, which media without their own have taken over
	Direction  Direction  // as written for the session; NoDirection when it is not
	Bandwidths []Bandwidth
	ICELite    bool // a=ice-lite (RFC 8839 §5.3)
	Media      []Media
	// Overlong tells that there were more than 64 media descriptions, or more than 128
	// formats in one: what is above that is found in Lines alone.
	Overlong bool

	raw []byte
	// def takes what is written before the first m= line, in the way that a Media does;
	// inherit hands it down.
	def Media
	// extra takes what belongs to media above the limit, to be forgotten.
	extra Media
}

// Origin is the o= line: who made the session (RFC 8866 §5.2).
type Origin struct {
	Username, SessionID, SessionVersion []byte
	NetType, AddrType, Address          []byte
}

// Same reports whether both name the same version of the same session: a re-INVITE with
// such a description refreshes and changes nothing (RFC 3264 §8).
func (o Origin) Same(p Origin) bool {
	return string(o.Username) == string(p.Username) && string(o.SessionID) == string(p.SessionID) &&
		string(o.SessionVersion) == string(p.SessionVersion) && sameFold(o.NetType, p.NetType) &&
		sameFold(o.AddrType, p.AddrType) && sameFold(o.Address, p.Address)
}

// Connection is a c= line: where media is to be sent (RFC 8866 §5.7).
type Connection struct {
	NetType, AddrType []byte
	Address           []byte // without the TTL and the number of addresses of multicast
}

// Addr returns the address, and false when it is a host name or nothing that can be read.
func (c Connection) Addr() (netip.Addr, bool) { return parseAddr(c.Address) }

// Unspecified reports whether the address is 0.0.0.0 or ::, to which nothing can be sent.
func (c Connection) Unspecified() bool {
	if len(c.Address) > 0 && c.Address[0] != '0' && c.Address[0] != ':' {
		return false
	}
	addr, ok := c.Addr()
	return ok && addr.IsUnspecified()
}

// Bandwidth is a b= line (RFC 8866 §5.8).
type Bandwidth struct {
	Type  []byte // "AS", "CT", "TIAS", "RS", "RR" …
	Value int    // kilobits per second for AS and CT, bits per second for the others
}

// String tells the types and codecs of the media, for debugging. It is there so that
// printing a Session never prints the keys in the bytes that it was parsed from.
func (s Session) String() string {
	var b strings.Builder
	for i := range s.Media {
		m := &s.Media[i]
		if i > 0 {
			b.WriteString("; ")
		}
		b.Write(m.Type)
		for _, name := range m.CodecNames() {
			b.WriteByte(' ')
			b.WriteString(name)
		}
	}
	return b.String()
}

// GoString is String, for the same reason.
func (s Session) GoString() string { return "sdp.Session{" + s.String() + "}" }

// parseAddr reads an IP address. IPv4 is read by hand because netip takes a string,
// which costs an allocation.
func parseAddr(b []byte) (netip.Addr, bool) {
	var v4 [4]byte
	rest := b
	for i := range v4 {
		var part []byte
		part, rest = cut(rest, '.')
		n, ok := number(part)
		if !ok || n > 255 || len(part) > 3 || (i < 3) != (rest != nil) {
			addr, err := netip.ParseAddr(string(b))
			return addr, err == nil
		}
		v4[i] = byte(n)
	}
	return netip.AddrFrom4(v4), true
}
