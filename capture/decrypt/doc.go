// Package decrypt takes the bytes of the two directions of a TLS connection and gives what was
// sent through it, where a key log tells the secrets.
//
//	var keys decrypt.Keys
//	if _, err := io.Copy(&keys, keyLog); err != nil {
//		return err
//	}
//	c := decrypt.Connection{Keys: &keys}
//	c.Feed(0, segment) // of one direction; 1 is the other
//	for p, ok := c.Next(); ok; p, ok = c.Next() {
//		if p.Kind == decrypt.Data {
//			fmt.Printf("%d: %q\n", p.Dir, p.Data)
//		}
//	}
//
// It decrypts TLS 1.3 (RFC 8446) and TLS 1.0 to 1.2 (RFC 2246, RFC 4346, RFC 5246) with AES in GCM (RFC 5288) or
// CBC, with encrypt-then-MAC (RFC 7366) or without, and ChaCha20-Poly1305 (RFC 7905); resumed
// sessions, renegotiation, key updates and HelloRetryRequest among it. 0-RTT data is passed
// over. It knows neither packets nor what runs over TLS.
//
// What arrives before it can be understood (what a client sends, captured before the
// ServerHello; all of a connection whose key comes late) is held up to a limit. Where bytes are
// missing, the next record is looked for, and the sequence number that it fits.
//
// # Ownership
//
// Feed copies what it keeps. The data of a [Piece] is valid until the next call of Feed, Gap,
// Close, Retry or GiveUp.
//
// # Time
//
// None is needed.
//
// # Errors
//
// There are none. What is not decrypted comes as a [Piece] of kind [Lost]; [Connection.Info]
// says why. Lines of a key log that are none are counted in [Keys.Malformed].
//
// # Concurrency
//
// A Connection is for one goroutine at a time, and so are Keys, which their connections add the
// sessions to that were seen.
package decrypt
