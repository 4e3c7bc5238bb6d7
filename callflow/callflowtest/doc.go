// Package callflowtest turns a ladder in text into the events of a call, so that a test of
// call flow can be read as what happened on the wire. Every line becomes real SIP text that
// [sipmsg] parses: tests go the way that captured messages go.
//
// [Suite.Run] runs the txtar files of a directory: a section "ladder", and what is expected of
// it in sections "calls" and "findings". [Parse] gives the events alone.
//
//	endpoints alice=10.0.0.1:5060 proxy=10.0.0.2:5060 bob=10.0.0.3:5060
//	0.000       alice -> proxy INVITE sdp=PCMA,PCMU
//	0.004       proxy -> alice 100
//	0.010       proxy -> bob   INVITE
//	0.510,1.510 proxy -> bob   INVITE resend
//	2.000       bob   -> proxy 200 INVITE sdp=PCMA
//
// # Language
//
// An empty line and one that begins with # say nothing. The first line names the endpoints; one behind an
// address translator has the address that it names itself after a slash: phone=203.0.113.5:1024/192.168.1.20:5060.
// A message is a time in seconds (several with commas: sent at each), two endpoints, and a
// method or a code. A method may be followed by the CSeq number; a code by the method that it
// answers, and that by the number. Lines need not be in order of time, events are.
//
// What is not said is derived. A request that its sender got before and has not answered is
// forwarded: with a Via more, Max-Forwards less, and the rest as it came. A response is passed
// back likewise. Any other request is the sender's own: the first sender under a Call-ID is the
// caller, the last of the endpoints the callee. ACK and CANCEL take the number of the INVITE on
// their hop; CANCEL, and ACK of a refusal, its branch too. A code answers the last request on its
// hop that still lacks a final response. The same line again gives the same bytes where numbers are given.
//
// Options follow, in any order:
//
//	call-id= from-tag= to-tag= branch= cseq= ruri= transport= (udp)
//	from=NAME    whose request it is, where its sender only passes it on
//	to=NAME      the user in To of an initial request
//	caller=NAME  the user in From of the Call-ID's requests by its caller
//	rport        asks for it in the Via (RFC 3581)
//	received=203.0.113.5:1024   what a response's server saw its request come from
//	vias=N       pads the Vias below those that are derived
//	sdp=PCMA,PCMU/video:H264   streams between slashes; !PCMA refuses one; ice: with ICE
//	dir=recvonly hold media=10.0.0.9:40000   their direction, sendonly with hold; the first one's address
//	sdp-at=NAME  whose media address the SDP has
//	origin=USER/SESSION/VERSION   its o= line
//	nonce=X stale auth=X       a challenge in a 401 or 407; credentials for it in a request
//	dialog initial             has, or has not, a To-tag
//	new          is not forwarded, though it looks like it
//	resend dup   the last message of that kind again: sent again, or only seen again
//	truncated    only the beginning was captured
//	fragments=N  came in that many frames
//	"Name: value"  a header, instead of a derived one of that name; 'in these' with quotes inside;
//	               without a value it takes the derived one away
//	"phrase"       a response's reason phrase
//
// Lines that are no message:
//
//	call ID      the Call-ID of the lines that follow (at first call-1)
//	icmp 0.2 10.0.0.9 3/1 alice -> bob   an error from 10.0.0.9, of type 3 and code 1, about the last message before it
//	             from alice to bob; mtu=1300
//	step         the clock is set: what follows was captured after all before, whatever its times say
//	capture first=-10 last=200 snapped=2 truncated interrupted   what the capture says of itself
package callflowtest
