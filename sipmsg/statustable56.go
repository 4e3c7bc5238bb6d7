package sipmsg

// statusTable5 documents the 5xx codes, in order.
var statusTable5 = []StatusInfo{
	{
		Code:      500,
		Phrase:    "Server Internal Error",
		Meaning:   "Something went wrong inside the server, or in what stands behind it: a script, a database, a gateway's card. Also sent for a request within a dialog whose CSeq is lower than the last one, or for a second INVITE before the first is answered.",
		LookAt:    "Server, Reason, Warning and Retry-After; the log of that hop at that time. Compare with a call that worked: an odd header or body often triggers it.",
		Reference: "RFC 3261 §21.5.1",
	},
	{
		Code:      501,
		Phrase:    "Not Implemented",
		Meaning:   "The server does not know the method at all, for any user. For a method that it knows but does not allow here it sends 405.",
		LookAt:    "The method; usually UPDATE, PRACK, INFO, MESSAGE or PUBLISH toward an old gateway. The call itself goes on unless it depended on that request.",
		Reference: "RFC 3261 §21.5.2",
	},
	{
		Code:      502,
		Phrase:    "Bad Gateway",
		Meaning:   "A gateway or proxy got an invalid answer from the server behind it. From gateways to the telephone network: the destination is out of order (Q.850 cause 27).",
		LookAt:    "The leg behind that hop, and Reason: a Q.850 cause there tells what the telephone network said.",
		Reference: "RFC 3261 §21.5.3",
	},
	{
		Code:      503,
		Phrase:    "Service Unavailable",
		Meaning:   "The server is overloaded, in maintenance, or has no route or trunk left; also what an SBC says when its own next hop does not answer. A caller with several servers is to try the next one.",
		LookAt:    "Who made it (Server, the topmost hop), Retry-After (nothing is sent there until then), the OPTIONS keep-alives to the next hop, and channel or call-rate limits of the trunk (Q.850 cause 34: no circuit free).",
		Reference: "RFC 3261 §21.5.4",
	},
	{
		Code:      504,
		Phrase:    "Server Time-out",
		Meaning:   "The server waited too long for another one that it needs, such as DNS, ENUM, a location or billing server. For a silent next SIP hop the code is 408.",
		LookAt:    "The time between request and response: a round number of seconds is the timer that fired. Then what that hop asks elsewhere.",
		Reference: "RFC 3261 §21.5.5",
	},
	{
		Code:      505,
		Phrase:    "Version Not Supported",
		Meaning:   "The server does not speak the SIP version of the request line. All real traffic is SIP/2.0.",
		LookAt:    "The request line's bytes: a fuzzer, a scanner, or a broken stack that writes something else than SIP/2.0.",
		Reference: "RFC 3261 §21.5.6",
	},
	{
		Code:      513,
		Phrase:    "Message Too Large",
		Meaning:   "The message is longer than the server can process.",
		LookAt:    "The request's length and what fills it: long codec and ICE candidate lists, many Via and Record-Route, a STIR Identity header. Over UDP look for fragments, too.",
		Reference: "RFC 3261 §21.5.7",
	},
	{
		Code:      555,
		Phrase:    "Push Notification Service Not Supported",
		Meaning:   "The registrar does not support the push service that the phone's app named, so that the app cannot be woken for a call.",
		LookAt:    "pn-provider, pn-param and pn-prid in the Contact of the REGISTER, and which providers the server has set up.",
		Reference: "RFC 8599 §8.1",
	},
	{
		Code:      580,
		Phrase:    "Precondition Failure",
		Meaning:   "The callee cannot meet the offer's preconditions, mostly the reservation of bandwidth (VoLTE: no bearer for voice).",
		LookAt:    "a=curr, a=des and a=conf in the SDP, Require: precondition, and which strength is mandatory. In mobile networks, the bearer set-up at that time.",
		Reference: "RFC 3312 §8",
	},
}

// statusTable6 documents the 6xx codes, in order.
var statusTable6 = []StatusInfo{
	{
		Code:      600,
		Phrase:    "Busy Everywhere",
		Meaning:   "The callee is busy and no other of its phones is to be tried: all forks are stopped. A phone that is merely busy itself should send 486.",
		LookAt:    "Who sent it, and Retry-After. If colleagues' phones should have gone on ringing, the sender uses 600 where 486 belongs.",
		Reference: "RFC 3261 §21.6.1",
	},
	{
		Code:      603,
		Phrase:    "Decline",
		Meaning:   "The callee, or something in its name, does not want the call: a user pressed reject, or do-not-disturb or a blocking service is on. All forks are stopped.",
		LookAt:    "The time from ringing to 603: within a few milliseconds it was a rule or an analytics engine, not a person. A phrase such as \"Network Blocked\" and the Reason header tell of call blocking.",
		Reference: "RFC 3261 §21.6.2",
	},
	{
		Code:      604,
		Phrase:    "Does Not Exist Anywhere",
		Meaning:   "The server knows for certain that the user in the Request-URI exists nowhere; a proxy stops all other branches.",
		LookAt:    "The dialled number: prefix, country code, dial-plan rewriting on the way. Compare the Request-URI with To.",
		Reference: "RFC 3261 §21.6.3",
	},
	{
		Code:      606,
		Phrase:    "Not Acceptable",
		Meaning:   "The callee was reached and would talk, but not with this session description: media, bandwidth or addressing do not suit it, nor any of its other phones.",
		LookAt:    "The Warning header (3xx warn codes name what was wrong in the SDP), then the offer's codecs, SRTP against RTP, IPv4 against IPv6.",
		Reference: "RFC 3261 §21.6.4",
	},
	{
		Code:      607,
		Phrase:    "Unwanted",
		Meaning:   "A person marked the call as unwanted; further calls of this caller are likely to be refused, and the network may note it against the calling number.",
		LookAt:    "The calling number and its presentation: From, P-Asserted-Identity, Identity. Legitimate callers should ask the callee or its provider about the block.",
		Reference: "RFC 8197",
	},
	{
		Code:      608,
		Phrase:    "Rejected",
		Meaning:   "Something between, an analytics engine or a blocking service rather than a person, refused the call and will refuse the next ones.",
		LookAt:    "Call-Info in the response: it tells whom to contact to have a wrong block lifted. Then the reputation and STIR attestation of the calling number.",
		Reference: "RFC 8688",
	},
}
