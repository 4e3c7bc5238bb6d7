package callflow

import "sipcap/sipmsg"

// Auth is a challenge, or the credentials of a request, as far as they tell why
// authentication failed. What proves a password is never kept.
type Auth struct {
	Message   int  // index into the leg's messages
	Challenge bool // of a 401 or 407; credentials else
	Proxy     bool // of or for a proxy: 407, Proxy-Authorization
	Stale     bool // the server says that only the nonce was too old
	Empty     bool // credentials that prove nothing, such as an IMS phone's first
	Realm     string
	Nonce     string
	Username  string // of credentials
	Algorithm string
}

// authLimit is how many challenges and credentials a leg keeps.
const authLimit = 256

// Auths are the challenges and credentials of the leg, in the order of capture.
func (l *Leg) Auths() []Auth { return l.rarities().auths }

// keepAuth keeps the challenges of a response or the credentials of a request.
func (l *Leg) keepAuth(b *Builder, m *sipmsg.Message, i int32) {
	if m.IsResponse() {
		for a := range m.Challenges() {
			l.addAuth(b, i, a, Auth{Challenge: true, Proxy: m.Status == 407})
		}
		return
	}
	if m.Get(sipmsg.HeaderAuthorization) != nil {
		for a := range m.Authorizations() {
			l.addAuth(b, i, a, Auth{})
		}
	}
	if m.Get(sipmsg.HeaderProxyAuthorization) != nil {
		for a := range m.ProxyAuthorizations() {
			l.addAuth(b, i, a, Auth{Proxy: true})
		}
	}
}

func (l *Leg) addAuth(b *Builder, i int32, a sipmsg.Auth, kept Auth) {
	x := l.makeRare()
	if len(x.auths) >= authLimit {
		return
	}
	f := a.Fields()
	kept.Message = int(i)
	kept.Realm = b.words.intern(f.Realm)
	if n := len(x.auths); n > 0 && x.auths[n-1].Nonce == string(f.Nonce) { // as credentials have that of their challenge
		kept.Nonce = x.auths[n-1].Nonce
	} else {
		kept.Nonce = b.text.copy(f.Nonce)
	}
	kept.Username = b.words.intern(f.Username)
	kept.Algorithm = b.words.intern(f.Algorithm)
	kept.Stale, kept.Empty = kept.Challenge && f.Stale, !kept.Challenge && !f.HasResponse
	x.auths = append(x.auths, kept)
}
