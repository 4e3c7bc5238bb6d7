package callflow

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sipcap/sipmsg"
)

// TestBranchOf: branches that differ anywhere, as little as may be, are different, and those with the magic
// cookie are told.
func TestBranchOf(t *testing.T) {
	seed := newHashSeed()
	seen := map[Branch]string{}
	note := func(text string) {
		b := branchOf(&seed, []byte(text))
		if had, ok := seen[b]; ok && had != text {
			t.Errorf("%q and %q are both %#x", had, text, b)
		}
		seen[b] = text
		if got, want := b.Unique(), strings.HasPrefix(text, "z9hG4bK"); got != want {
			t.Errorf("%q is unique: %v, want %v", text, got, want)
		}
		if again := branchOf(&seed, []byte(text)); again != b {
			t.Errorf("%q is %#x, and then %#x", text, b, again)
		}
	}
	random := rand.New(rand.NewPCG(2, 3))
	for n := 1; n < 70; n++ {
		text := make([]byte, n)
		for i := range text {
			text[i] = "0123456789abcdefz-."[random.IntN(19)]
		}
		copy(text, "z9hG4bK"[:min(n, 7)])
		for i := range text {
			for bit := range 8 {
				text[i] ^= 1 << bit
				note(string(text))
				text[i] ^= 1 << bit
			}
		}
		note(string(text))
	}
	for i := range 100000 {
		note(fmt.Sprintf("z9hG4bK%08x", i))
		note(fmt.Sprintf("z9hG4bK-524287-1---%016x;rport", i))
	}
	if branchOf(&seed, nil) != 0 {
		t.Error("no branch is one")
	}
}

// TestSentByOf: a sent-by is the same in any case, and with the standard port or without one.
func TestSentByOf(t *testing.T) {
	of := func(text string) uint16 {
		var m sipmsg.Message
		m.Parse([]byte("OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP " + text + ";branch=z9hG4bK1\r\n\r\n"))
		v, ok := m.Via()
		if !ok {
			t.Fatalf("%q is no Via", text)
		}
		return sentByOf(v.Host, v.Port)
	}
	for _, same := range [][2]string{{"Proxy.Example.COM", "proxy.example.com:5060"}, {"PC33.ATLANTA.com:5070", "pc33.atlanta.COM:5070"},
		{"A.b", "a.B"}, {"[2001:DB8::1]", "[2001:db8::1]"}, {"10.0.0.1", "10.0.0.1:5060"}} {
		if of(same[0]) != of(same[1]) {
			t.Errorf("%s and %s are different", same[0], same[1])
		}
	}
	seen, same := map[uint16]bool{}, 0
	for a := range 16 {
		for b := range 256 {
			v := of(fmt.Sprintf("10.20.%d.%d", a, b))
			if seen[v] {
				same++
			}
			seen[v] = true
		}
	}
	// Of 4096 places among 65536 that are taken at random, about 125 are taken already.
	if same > 200 {
		t.Errorf("%d of 4096 addresses are the same as others", same)
	}
}
