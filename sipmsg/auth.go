package sipmsg

import "iter"

// Auth is the value of an authentication header: a challenge, or credentials, by the
// Digest scheme (RFC 3261 §20.7, RFC 8760) or any other.
//
// It tells everything but what proves knowledge of a password: for the digest response,
// and for the whole of a scheme that carries a secret as it is, such as Basic, there is
// no accessor, and String does not print it.
type Auth struct {
	Scheme []byte
	// params holds the parameters, from the first name on; credentials without names,
	// as Basic has them, as well.
	params []byte
}

// String returns the scheme alone.
func (a Auth) String() string { return string(a.Scheme) }

// GoString returns the scheme alone.
func (a Auth) GoString() string { return a.String() }

// Param returns the value of a parameter, without quotes, by its name in any case. For
// those that are secret it returns nil, and whether they are there.
func (a Auth) Param(name string) ([]byte, bool) {
	for n, v := range authParams(a.params) {
		if len(n) == len(name) && sameName(n, name) {
			if isSecret(n) {
				return nil, true
			}
			return unquote(v), true
		}
	}
	return nil, false
}

func (a Auth) param(name string) []byte {
	v, _ := a.Param(name)
	return v
}

// Realm returns the protection domain, which tells the user whose password is asked for.
func (a Auth) Realm() []byte { return a.param("realm") }

// Nonce returns the server's nonce.
func (a Auth) Nonce() []byte { return a.param("nonce") }

// Username returns whom the credentials are for.
func (a Auth) Username() []byte { return a.param("username") }

// URI returns the digest-uri of credentials.
func (a Auth) URI() []byte { return a.param("uri") }

// Algorithm returns the digest algorithm, nil for the default, MD5.
func (a Auth) Algorithm() []byte { return a.param("algorithm") }

// QOP returns the quality of protection: in a challenge a comma list of those offered,
// in credentials the one chosen.
func (a Auth) QOP() []byte { return a.param("qop") }

// Opaque returns the string that a client has to give back as it is.
func (a Auth) Opaque() []byte { return a.param("opaque") }

// NonceCount returns the nc parameter, hexadecimal: how often the nonce was used.
func (a Auth) NonceCount() []byte { return a.param("nc") }

// Stale reports whether a challenge says that the nonce was too old, rather than the
// password wrong.
func (a Auth) Stale() bool { return equalFold(a.param("stale"), "true") }

// HasResponse reports whether there are credentials that try to prove something, such
// as a digest response that is not empty. An IMS phone's first REGISTER has an empty one.
func (a Auth) HasResponse() bool {
	if !equalFold(a.Scheme, "digest") {
		return len(a.params) > 0
	}
	for n, v := range authParams(a.params) {
		if isSecret(n) {
			return len(unquote(v)) > 0
		}
	}
	return false
}

// isSecret reports whether a parameter's value is one that nothing prints: digests of a
// password, and the answer of a server to one.
func isSecret(name []byte) bool {
	return equalFold(name, "response") || equalFold(name, "rspauth") || equalFold(name, "auts")
}

// Authorizations yields the credentials of the Authorization headers.
func (m *Message) Authorizations() iter.Seq[Auth] { return m.auths(HeaderAuthorization) }

// ProxyAuthorizations yields the credentials of the Proxy-Authorization headers.
func (m *Message) ProxyAuthorizations() iter.Seq[Auth] { return m.auths(HeaderProxyAuthorization) }

// Challenges yields the challenges of a 401's WWW-Authenticate headers and of a 407's
// Proxy-Authenticate headers.
func (m *Message) Challenges() iter.Seq[Auth] {
	return func(yield func(Auth) bool) {
		for a := range m.auths(HeaderWWWAuthenticate) {
			if !yield(a) {
				return
			}
		}
		for a := range m.auths(HeaderProxyAuthenticate) {
			if !yield(a) {
				return
			}
		}
	}
}

// auths yields the values of an authentication header. A line holds one in SIP, but
// several challenges in the HTTP grammar that some servers write.
func (m *Message) auths(id HeaderID) iter.Seq[Auth] {
	return func(yield func(Auth) bool) {
		for line := range m.All(id) {
			for len(line) > 0 {
				var a Auth
				a, line = cutAuth(line)
				if len(a.Scheme) > 0 && !yield(a) {
					return
				}
			}
		}
	}
}
