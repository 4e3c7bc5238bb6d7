package sipmsg

import (
	"bytes"
	"testing"
)

// FuzzAuthParam: a parameter of the usual form is what the comma list has as its first element.
func FuzzAuthParam(f *testing.F) {
	for _, text := range []string{
		`realm="a, b", nonce=x`, ` realm=x,`, `qop=auth, nc=00000001`, `realm="a\"b", nonce="x"`, `realm="a\", nonce="x"`, `realm = "x"`, `realm="x" ,y`,
		`realm="x"y, z`, `realm=x y`, `realm=`, `realm=,x`, `=x`, `realm`, `realm="x`, "\r\n realm=\"x\",\r\n nonce=y", `realm=<a,b>`, `realm=a(b,c)`, `,`, ``,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if _, _, end := plainAuthParam(in); end == 0 {
			return
		}
		whole, name, value, rest := cutAuthParam(in)
		wantWhole, wantRest := cutComma(in)
		wantName, wantValue, _ := bytes.Cut(wantWhole, []byte("="))
		if !bytes.Equal(whole, wantWhole) || !bytes.Equal(name, wantName) || !bytes.Equal(value, wantValue) || run(name, 0, classToken) != len(name) {
			t.Fatalf("%q: got %q, %q, %q, want %q, %q, %q", in, whole, name, value, wantWhole, wantName, wantValue)
		}
		for _, rest := range [][]byte{rest, skipAuthParam(in)} {
			if !bytes.Equal(rest, wantRest) || (rest == nil) != (wantRest == nil) || cap(rest) != cap(wantRest) {
				t.Fatalf("%q: rest %q, want %q", in, rest, wantRest)
			}
		}
		if cap(whole) != cap(wantWhole) || cap(value) != cap(wantValue) {
			t.Fatalf("%q: the offset of an issue would be another", in)
		}
	})
}
