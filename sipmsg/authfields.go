package sipmsg

// AuthFields are the parameters of an [Auth] that tell why authentication failed, each as its own accessor gives it.
type AuthFields struct {
	Realm, Nonce, Username, Algorithm []byte
	Stale                             bool
	HasResponse                       bool
}

// The parameters that AuthFields are made of.
const (
	authRealm = iota
	authNonce
	authUsername
	authAlgorithm
	authStale
	authFieldCount
)

var authFieldNames = [authFieldCount]string{
	authRealm: "realm", authNonce: "nonce", authUsername: "username", authAlgorithm: "algorithm", authStale: "stale",
}

// Fields returns all of them in one look, where each accessor goes through the parameters again.
func (a Auth) Fields() AuthFields {
	var values [authFieldCount][]byte
	var seen [authFieldCount]bool // of a parameter that is there twice the first counts
	digest := equalFold(a.Scheme, "digest")
	response, answered := false, false
	for rest := a.params; len(rest) > 0; {
		var name, value []byte
		_, name, value, rest = cutAuthParam(rest)
		for i, n := range authFieldNames {
			if len(n) == len(name) && sameName(name, n) && !seen[i] {
				values[i], seen[i] = unquote(value), true
				break
			}
		}
		if digest && !answered && isSecret(name) {
			response, answered = len(unquote(value)) > 0, true
		}
	}
	return AuthFields{
		Realm: values[authRealm], Nonce: values[authNonce], Username: values[authUsername], Algorithm: values[authAlgorithm],
		Stale: equalFold(values[authStale], "true"), HasResponse: response || !digest && len(a.params) > 0,
	}
}
