package sipmsg

// statusTable1 documents the 1xx codes, in order.
var statusTable1 = []StatusInfo{
	{
		Code:      100,
		Phrase:    "Trying",
		Meaning:   "The next hop has the request and works on it; the sender stops sending it again. It says nothing about the callee, and is never passed on by a proxy.",
		LookAt:    "If only 100 came back, the next hop lost the call or waits for its own next hop: follow the INVITE there. If it came after more than 200 ms, that hop is slow.",
		Reference: "RFC 3261 §21.1.1",
	},
	{
		Code:      180,
		Phrase:    "Ringing",
		Meaning:   "The callee's phone is ringing. Without SDP the caller's own phone or gateway makes the ringback tone.",
		LookAt:    "No ringback heard: 180 with SDP (early media is expected from the far end) or a 183 before it. The time from INVITE to here is the post-dial delay.",
		Reference: "RFC 3261 §21.1.2",
	},
	{
		Code:      181,
		Phrase:    "Call Is Being Forwarded",
		Meaning:   "The call is being forwarded to another destination; the caller goes on waiting.",
		LookAt:    "Diversion or History-Info for who forwards, why and where to; a second INVITE on the far leg. A chain of these is a forwarding loop in the making.",
		Reference: "RFC 3261 §21.1.3",
	},
	{
		Code:      182,
		Phrase:    "Queued",
		Meaning:   "The callee is busy and the call waits in a queue instead of being refused; more than one may come, to tell the place in the queue.",
		LookAt:    "How long the caller waited and who gave up. A Timer C of 180 s in a proxy on the way cancels a caller who hears no further 1xx.",
		Reference: "RFC 3261 §21.1.4",
	},
	{
		Code:      183,
		Phrase:    "Session Progress",
		Meaning:   "The call makes progress; with SDP the far end opens early media: ringback, announcements, the telephone network's tones. The call is not answered yet.",
		LookAt:    "One-way or missing audio before the answer: the SDP's address and port, and whether RTP flows from there. Require: 100rel means that a PRACK must follow.",
		Reference: "RFC 3261 §21.1.5",
	},
	{
		Code:      199,
		Phrase:    "Early Dialog Terminated",
		Meaning:   "One branch of a fork has ended while others go on; the caller can drop what it had set up for that early dialog. It is not the end of the call.",
		LookAt:    "The To tag, which names the branch, and the Reason header, which tells that branch's final response.",
		Reference: "RFC 6228",
	},
}

// statusTable2 documents the 2xx codes, in order.
var statusTable2 = []StatusInfo{
	{
		Code:      200,
		Phrase:    "OK",
		Meaning:   "The request succeeded. To an INVITE it means answered, and the caller must send ACK; to a BYE, CANCEL or REGISTER it is the plain confirmation.",
		LookAt:    "To an INVITE: the SDP answer, the ACK that follows, and the Contact, where ACK and BYE will be sent; repeated 200s mean that the ACK does not arrive. To a REGISTER: the Contact list and the Expires granted.",
		Reference: "RFC 3261 §21.2.1",
	},
	{
		Code:      202,
		Phrase:    "Accepted",
		Meaning:   "The request was taken and will be dealt with later; seen on REFER, SUBSCRIBE and MESSAGE. RFC 6665 deprecates it in favour of 200.",
		LookAt:    "The NOTIFY that tells the result. For a REFER the sipfrag body in it shows how the transfer ended.",
		Reference: "RFC 6665 §8.3.1",
	},
	{
		Code:      204,
		Phrase:    "No Notification",
		Meaning:   "A SUBSCRIBE succeeded, and no NOTIFY will follow because the subscriber already holds the current state (Suppress-If-Match).",
		LookAt:    "Suppress-If-Match in the SUBSCRIBE. A client that misses its NOTIFY and keeps an old lamp or presence state probably compares the wrong entity tag.",
		Reference: "RFC 5839 §7.1",
	},
}

// statusTable3 documents the 3xx codes, in order.
var statusTable3 = []StatusInfo{
	{
		Code:      300,
		Phrase:    "Multiple Choices",
		Meaning:   "The address can be reached at several places, listed in Contact; the caller or a proxy is to choose.",
		LookAt:    "The Contact list with its q-values, and whether a new INVITE to one of them follows. If not, something on the way does not follow redirections.",
		Reference: "RFC 3261 §21.3.1",
	},
	{
		Code:      301,
		Phrase:    "Moved Permanently",
		Meaning:   "The user has moved for good to the address in Contact; the old entry should be changed in the address book or route.",
		LookAt:    "The Contact and the INVITE that follows with it. If none does, look for a provider or SBC that refuses redirections (toll fraud protection).",
		Reference: "RFC 3261 §21.3.2",
	},
	{
		Code:      302,
		Phrase:    "Moved Temporarily",
		Meaning:   "Call forwarding by redirection: for the time being the callee is at the address in Contact. It is also how routing servers tell which trunk to take.",
		LookAt:    "The Contact, Diversion or History-Info, and the next INVITE. A call that ends here was not followed: many providers do not accept a 302.",
		Reference: "RFC 3261 §21.3.3",
	},
	{
		Code:      303,
		Phrase:    "See Other",
		Meaning:   "Listed by RFC 2543, the SIP of 1999, as in HTTP, and dropped by RFC 3261; today treated like 300.",
		LookAt:    "Which device sends it (Server header): it is either very old or passes an HTTP status on.",
		Reference: "RFC 2543 §5.1.1",
		Obsolete:  true,
	},
	{
		Code:      305,
		Phrase:    "Use Proxy",
		Meaning:   "The callee is to be reached only through the proxy in Contact; only a user agent server may send it.",
		LookAt:    "The Contact: is that proxy reachable for the caller, and does the call go out again through it?",
		Reference: "RFC 3261 §21.3.4",
	},
	{
		Code:      380,
		Phrase:    "Alternative Service",
		Meaning:   "The call did not succeed but another service is possible, described in the body. In mobile networks it tells a phone that the number is an emergency call and where to place it.",
		LookAt:    "Body and Content-Type (application/3gpp-ims+xml): the type emergency sends the phone to the emergency registration or to circuit-switched voice.",
		Reference: "RFC 3261 §21.3.5",
	},
}
