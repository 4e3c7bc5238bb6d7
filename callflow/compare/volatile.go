package compare

import (
	"regexp"
	"strings"

	"sipcap/sipmsg"
)

// treatment says how a header is compared. The zero value is for most: its values as they are
// written, in their order.
type treatment struct {
	kind kind
	drop *regexp.Regexp // parameters that differ from call to call; what group 1 matches of them stays
}

type kind uint8

const (
	asWritten      kind = iota
	unordered           // as a set
	unlooked            // it always differs, or is compared elsewhere
	presence            // its value always differs, or is a signature
	authentication      // by what is public of it
)

// drop is a pattern of parameters by name, with their values.
func drop(names string) *regexp.Regexp {
	return regexp.MustCompile(`(?i);\s*(?:` + names + `)(?:\s*=\s*(?:"[^"]*"|[^;,>"\s]*))?`)
}

var (
	addressParams = drop("tag|rinstance")
	uriParams     = drop("rinstance")
)

// treatments has the headers that are not compared as they are written. To add one: say why in
// the row of its kind, and add a case to TestKeep.
var treatments = map[sipmsg.HeaderID]treatment{
	// The identifiers of a call and its times differ always; numbers and lengths are compared by order and body.
	sipmsg.HeaderCallID: {kind: unlooked}, sipmsg.HeaderCSeq: {kind: unlooked}, sipmsg.HeaderDate: {kind: unlooked},
	sipmsg.HeaderContentLength: {kind: unlooked}, sipmsg.HeaderTimestamp: {kind: unlooked},

	// These name other calls or messages, or sign this one: only whether they are there can be compared.
	sipmsg.HeaderRSeq: {kind: presence}, sipmsg.HeaderRAck: {kind: presence}, sipmsg.HeaderSessionID: {kind: presence},
	sipmsg.HeaderIdentity: {kind: presence}, sipmsg.HeaderInReplyTo: {kind: presence}, sipmsg.HeaderReplaces: {kind: presence},
	sipmsg.HeaderJoin: {kind: presence}, sipmsg.HeaderTargetDialog: {kind: presence}, sipmsg.HeaderSIPETag: {kind: presence},
	sipmsg.HeaderSIPIfMatch: {kind: presence}, sipmsg.HeaderContentID: {kind: presence}, sipmsg.HeaderAuthenticationInfo: {kind: presence},

	// Nonces and digests differ always, and a digest is not to be printed.
	sipmsg.HeaderAuthorization: {kind: authentication}, sipmsg.HeaderProxyAuthorization: {kind: authentication},
	sipmsg.HeaderWWWAuthenticate: {kind: authentication}, sipmsg.HeaderProxyAuthenticate: {kind: authentication},

	// Sets of tokens.
	sipmsg.HeaderAllow: {kind: unordered}, sipmsg.HeaderSupported: {kind: unordered}, sipmsg.HeaderRequire: {kind: unordered},
	sipmsg.HeaderProxyRequire: {kind: unordered}, sipmsg.HeaderUnsupported: {kind: unordered}, sipmsg.HeaderAllowEvents: {kind: unordered},
	sipmsg.HeaderAccept: {kind: unordered}, sipmsg.HeaderAcceptEncoding: {kind: unordered}, sipmsg.HeaderAcceptLanguage: {kind: unordered},
	sipmsg.HeaderRecvInfo: {kind: unordered}, sipmsg.HeaderPrivacy: {kind: unordered},

	// Parameters that differ always: tags, branches, what proxies remember in them.
	sipmsg.HeaderFrom: {drop: addressParams}, sipmsg.HeaderTo: {drop: addressParams}, sipmsg.HeaderContact: {drop: addressParams},
	sipmsg.HeaderRemotePartyID: {drop: addressParams}, sipmsg.HeaderPAssertedIdentity: {drop: addressParams},
	sipmsg.HeaderVia:             {drop: drop("branch|received|rport")},
	sipmsg.HeaderRecordRoute:     {drop: drop("ftag|did|vsf|vst")},
	sipmsg.HeaderRoute:           {drop: drop("ftag|did|vsf|vst")},
	sipmsg.HeaderContentType:     {drop: drop("boundary")},
	sipmsg.HeaderPChargingVector: {drop: regexp.MustCompile(`(?i)icid-value\s*=\s*(?:"[^"]*"|[^;,\s]*);?`)},
	sipmsg.HeaderReferTo:         {drop: regexp.MustCompile(`(?i)\?replaces=[^>&]*`)},
}

// dropped is a value without what differs from call to call.
func dropped(value string, drop *regexp.Regexp) string {
	if drop == nil {
		return value
	}
	return drop.ReplaceAllLiteralString(value, "")
}

// auths are the public parts of a header that has to do with passwords.
func auths(m *sipmsg.Message, id sipmsg.HeaderID) []string {
	var out []string
	each := m.Challenges()
	switch id {
	case sipmsg.HeaderAuthorization:
		each = m.Authorizations()
	case sipmsg.HeaderProxyAuthorization:
		each = m.ProxyAuthorizations()
	}
	for a := range each {
		text := string(a.Scheme)
		for _, name := range [...]string{"realm", "username", "algorithm", "qop", "stale"} {
			if v, ok := a.Param(name); ok && strings.EqualFold(string(a.Scheme), "digest") {
				text += " " + name + "=" + string(v)
			}
		}
		out = append(out, text)
	}
	return out
}
