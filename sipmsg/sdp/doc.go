// Package sdp reads session descriptions (RFC 8866) as they stand in SIP messages, and
// compares an offer with its answer (RFC 3264).
//
// It is made for observers: what a stack would refuse is read as far as it makes sense.
//
//	var s sdp.Session // kept and used again for the next message
//	if sdp.Parse(body, &s) {
//		for i := range s.Media {
//			m := &s.Media[i]
//			fmt.Println(string(m.Type), m.CodecNames(), m.Direction)
//		}
//	}
//
// # What is read
//
// Lines in any order, ended by CRLF, LF or CR; names and codec names in any case; payload
// types without rtpmap by RFC 3551. A line that is not understood harms no other, and
// every line, known or not, is there in [Session.Lines]. Values that hold for the whole
// session (connection, direction, fingerprint, ICE) are handed down to the media that
// have none of their own. Parsing is linear in the length of the input.
//
// Who reads many and keeps little of each asks a [Memo] first: most differ from one that came before in addresses
// and ports alone.
//
// # Ownership
//
// A [Session] borrows the bytes that it was parsed from, and its slices are used again by
// the next Parse. Whoever keeps something copies it; [Session.Summary] is such a copy.
//
// # Secrets
//
// The keys of SRTP (crypto, key-mgmt and k=) and the password of ICE are not kept:
// no field, method or printed form gives them, and a Memo holds no description that has one.
//
// # Errors
//
// There are none: Parse reports false for what is no session description at all.
//
// # Concurrency
//
// A Session may be read by several goroutines, and parsed into by one. A Memo is for one.
package sdp
