// Package sipmsg parses SIP messages (RFC 3261) for those who only look on: it accepts
// what a person would call a message, keeps every octet of it, and says what is wrong.
//
//	var m sipmsg.Message
//	for datagram := range datagrams {
//		if m.Parse(datagram) {
//			from, _ := m.From()
//			fmt.Printf("%s %d %s %s\n", m.Method, m.Status, from.URI, m.CallID())
//		}
//	}
//
// Begin with [Message.Parse], and for byte streams with [Splitter]. Headers are found by
// [HeaderID], in any case and in their compact forms: [Message.Get] gives the first value,
// [Message.All] and [Message.Values] give all. Those that have a grammar have an accessor
// of their own, such as [Message.Via] or [Message.Contacts]; unknown ones keep their name
// and place in [Message.Headers]. [Message.BodyOf] finds the session description, in a
// multipart body too; package sdp reads it. [Sniff] and [FindCallID] serve who has to
// sort packets before anything is parsed. [LookupStatus] and [LookupMethod] know what
// codes and methods mean.
//
// The package builds no messages and answers none, and it does not tell whether a message
// makes sense in its dialog: that is for package callflow.
//
// # Ownership
//
// Parse borrows. A Message and all slices, iterators and values that its methods return
// point into the bytes that were parsed: they are valid as long as those do not change,
// and until the next Parse of the same Message. They must not be appended to. Who keeps
// something copies it. A Splitter copies what it is fed; its chunks are valid until the
// next call of Feed.
//
// Nothing allocates but for the exceptions that are named: Parse once its slices have
// grown, and methods that have no constant.
//
// # Errors
//
// There are none: a message that is wrong is a message with an [Issue], which has a code,
// a severity and a range of octets, and what could be read is there all the same.
// [Issues] lists all codes with what they mean. Where an accessor returns false beside its
// value, the header is missing, or does not hold such a value; what was readable of it is
// in the value nevertheless.
//
// Whatever the input is, no function panics, and each takes time and memory proportional
// to the length of its input.
//
// # Secrets
//
// Digest responses and other credentials are in Raw and in the header's value, as all
// octets are. [Auth] has no accessor that returns them, and [Message.AppendRedacted]
// replaces them: who prints a message for others prints its headers with that.
//
// # Concurrency
//
// A Message, and a Splitter, is for one goroutine at a time. Once parsed, a Message may
// be read by several. The functions of the package may be called from any.
package sipmsg
