package sipmsg

import (
	"fmt"
	"strings"
	"testing"
)

const digest = `Digest username="bob",realm="example.com", nonce="84a4cc6f3082121f32b42a2187831a9e",` +
	` uri="sip:b@example.com",response="7587245234b3434cc3412213e5f113a5", algorithm=MD5,cnonce="0a4f113b", qop=auth,nc=00000001, opaque=""`

func TestAuthorization(t *testing.T) {
	m := withHeaders(t, "Authorization: "+digest)
	seen := 0
	for a := range m.Authorizations() {
		seen++
		got := fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s|%s|%s|%v", a.Scheme, a.Realm(), a.Nonce(), a.Username(), a.URI(), a.Algorithm(), a.QOP(), a.NonceCount(), a.Opaque(), a.HasResponse())
		want := "Digest|example.com|84a4cc6f3082121f32b42a2187831a9e|bob|sip:b@example.com|MD5|auth|00000001||true"
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if seen != 1 {
		t.Errorf("got %d credentials, want 1", seen)
	}
	wantCodes(t, "digest", m)
}

// TestAuthHidesSecrets looks for what proves a password in all that is printed of it.
func TestAuthHidesSecrets(t *testing.T) {
	for _, c := range []struct{ line, secret string }{
		{"Authorization: " + digest, "7587245234b3434cc3412213e5f113a5"},
		{"Proxy-Authorization: " + digest, "7587245234b3434cc3412213e5f113a5"},
		{"Proxy-Authorization: DIGEST RESPONSE = \"7587\" , realm=\"x\", nonce=\"y\"", "7587"},
		{"Authorization: Basic Ym9iOnNlY3JldA==", "Ym9iOnNlY3JldA"},
		{"Authorization: Bearer abc.def.ghi", "abc.def.ghi"},
		{"Authentication-Info: qop=auth, rspauth=\"6629fae49393a05397450978507c4ef1\"", "6629fae4"},
	} {
		m := withHeaders(t, c.line)
		h := m.Headers[len(m.Headers)-1]
		var out strings.Builder
		fmt.Fprintf(&out, "%s\n", m.AppendRedacted(nil, h))
		for _, seq := range []func(func(Auth) bool){m.Authorizations(), m.ProxyAuthorizations()} {
			for a := range seq {
				fmt.Fprintf(&out, "%v %+v %#v %s\n", a, a, a, a)
				for _, name := range []string{"response", "Response", "rspauth"} {
					v, _ := a.Param(name)
					fmt.Fprintf(&out, "%s\n", v)
				}
				if !a.HasResponse() {
					t.Errorf("%s: HasResponse is false", c.line)
				}
			}
		}
		if strings.Contains(out.String(), c.secret) {
			t.Errorf("%s: the secret is printed:\n%s", c.line, out.String())
		}
		if !strings.Contains(out.String(), redacted) {
			t.Errorf("%s: nothing is hidden:\n%s", c.line, out.String())
		}
	}
	m := withHeaders(t, "Authorization: "+digest)
	got := string(m.AppendRedacted(nil, m.Headers[len(m.Headers)-1]))
	want := strings.Replace(digest, `response="7587245234b3434cc3412213e5f113a5"`, "response="+redacted, 1)
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestChallenges(t *testing.T) {
	m := withHeaders(t,
		`WWW-Authenticate: Digest realm="a, b", nonce="1", qop="auth,auth-int", stale=TRUE, Digest realm="c", nonce="2", algorithm=SHA-256`,
		`Proxy-Authenticate: Digest realm="d", nonce="3"`,
		`WWW-Authenticate: Basic realm="e"`)
	var got []string
	for a := range m.Challenges() {
		got = append(got, fmt.Sprintf("%s %s %s %s %v", a.Scheme, a.Realm(), a.QOP(), a.Algorithm(), a.Stale()))
	}
	want := []string{"Digest a, b auth,auth-int  true", "Digest c  SHA-256 false", "Basic e   false", "Digest d   false"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	wantCodes(t, "challenges", m)
}

func TestAuthIssues(t *testing.T) {
	for in, want := range map[string][]IssueCode{
		`Digest realm="x"`: {BadHeaderValue},
		`Digest`:           {BadHeaderValue},
		``:                 {BadHeaderValue},
		`Digest realm="x",nonce="y",,response=""`: {BadParameter},
		`Digest nonce="y",response="",realm="x`:   {UnterminatedQuote},
		`NoOneKnows opaque-data=here`:             nil,
	} {
		wantCodes(t, in, withHeaders(t, "Authorization: "+in), want...)
	}
	m := withHeaders(t, `Authorization: Digest username="u",realm="x",nonce="",uri="sip:x",response=""`)
	for a := range m.Authorizations() {
		if a.HasResponse() {
			t.Error("an empty response counts as one")
		}
	}
}
