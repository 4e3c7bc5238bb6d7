package sipmsg

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzAuthFields: all fields at once are what each accessor gives.
func FuzzAuthFields(f *testing.F) {
	for _, line := range []string{
		digest, `Digest realm="a", realm="b", nonce, nonce="1", stale=TRUE, stale=false`, `DIGEST Response="" , rspauth="x", REALM = "y"`,
		`Digest response="1", response="", username=bob, algorithm=MD5`, `Basic Ym9iOnNlY3JldA==`, `Bearer`, ``, `Digest`, `Digest realm="x`, `Digest stale, stale=true`,
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		var m Message
		m.Parse([]byte("REGISTER sip:x SIP/2.0\r\nAuthorization: " + line + "\r\n\r\n"))
		for a := range m.Authorizations() {
			want := AuthFields{a.Realm(), a.Nonce(), a.Username(), a.Algorithm(), a.Stale(), a.HasResponse()}
			if diff := cmp.Diff(want, a.Fields()); diff != "" {
				t.Errorf("%q (-each +all):\n%s", line, diff)
			}
		}
	})
}
