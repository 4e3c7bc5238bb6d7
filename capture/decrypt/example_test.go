package decrypt_test

import (
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"

	"sipcap/capture/decrypt"
)

func Example() {
	keyLog, segments := recorded("testdata/openssl/tls13-chacha20.txt")

	var keys decrypt.Keys
	if _, err := io.Copy(&keys, keyLog); err != nil {
		fmt.Println(err)
	}
	c := decrypt.Connection{Keys: &keys}
	for _, s := range segments {
		c.Feed(s.dir, s.bytes)
		for p, ok := c.Next(); ok; p, ok = c.Next() {
			if p.Kind == decrypt.Data {
				fmt.Printf("%d: %q\n", p.Dir, p.Data)
			}
		}
	}
	fmt.Printf("version %#x, cipher suite %#x\n", c.Info().Version, c.Info().Suite)
	// Output:
	// 0: "OPTIONS one\n"
	// 1: "200 one\n"
	// 0: "OPTIONS two\n"
	// 1: "200 two\n"
	// version 0x304, cipher suite 0x1303
}

type segment struct {
	dir   int
	bytes []byte
}

// recorded reads a connection that was recorded, with its key log.
func recorded(name string) (keyLog io.Reader, segments []segment) {
	text, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	log, wire, _ := strings.Cut(string(text), "connection\n")
	for line := range strings.Lines(wire) {
		b, err := hex.DecodeString(strings.TrimSpace(line[2:]))
		if err != nil {
			panic(err)
		}
		segments = append(segments, segment{strings.Index("><", line[:1]), b})
	}
	return strings.NewReader(log), segments
}
