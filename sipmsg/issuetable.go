package sipmsg

// The issue codes. To add the next one: its constant here, its row in issueTable, the
// place that notes it, a test that raises it and one of a like message that does not,
// and "go test ./sipmsg -run Docs -update" for docs/issues.md.
const (
	// Around the message.
	LeadingLineEnds IssueCode = "leading-line-ends"
	LeadingOctets   IssueCode = "leading-octets"
	TrailingPadding IssueCode = "trailing-padding"
	TrailingOctets  IssueCode = "trailing-octets"

	// Start line.
	StartLineSpace      IssueCode = "start-line-space"
	MissingVersion      IssueCode = "missing-version"
	UnsupportedVersion  IssueCode = "unsupported-version"
	BadStatusCode       IssueCode = "bad-status-code"
	BracketedRequestURI IssueCode = "bracketed-request-uri"
	RequestURIHeaders   IssueCode = "request-uri-headers"

	// Lines.
	BareLF            IssueCode = "bare-lf"
	BareCR            IssueCode = "bare-cr"
	ControlOctet      IssueCode = "control-octet"
	NotUTF8           IssueCode = "not-utf8"
	MissingBlankLine  IssueCode = "missing-blank-line"
	FoldedFirstHeader IssueCode = "folded-first-header"
	NotAHeader        IssueCode = "not-a-header"
	BadHeaderName     IssueCode = "bad-header-name"
	LongHeader        IssueCode = "long-header"
	TooManyHeaders    IssueCode = "too-many-headers"

	// Headers that are missing or there again.
	MissingVia             IssueCode = "missing-via"
	MissingFrom            IssueCode = "missing-from"
	MissingTo              IssueCode = "missing-to"
	MissingCallID          IssueCode = "missing-call-id"
	MissingCSeq            IssueCode = "missing-cseq"
	MissingMaxForwards     IssueCode = "missing-max-forwards"
	MissingContact         IssueCode = "missing-contact"
	MissingTag             IssueCode = "missing-tag"
	MissingContentType     IssueCode = "missing-content-type"
	RepeatedHeader         IssueCode = "repeated-header"
	RepeatedOptionalHeader IssueCode = "repeated-optional-header"

	// Body.
	BadContentLength      IssueCode = "bad-content-length"
	ContentLengthTooLarge IssueCode = "content-length-too-large"
	ContentLengthTooSmall IssueCode = "content-length-too-small"
	MissingContentLength  IssueCode = "missing-content-length"
	BadContentType        IssueCode = "bad-content-type"
	BadMultipart          IssueCode = "bad-multipart"

	// Values.
	BadVia         IssueCode = "bad-via"
	OldBranch      IssueCode = "old-branch"
	EmptyBranch    IssueCode = "empty-branch"
	BroadcastVia   IssueCode = "broadcast-via"
	BadCallID      IssueCode = "bad-call-id"
	BadCSeq        IssueCode = "bad-cseq"
	CSeqRange      IssueCode = "cseq-range"
	CSeqMethod     IssueCode = "cseq-method"
	BadMaxForwards IssueCode = "bad-max-forwards"

	BadDate        IssueCode = "bad-date"
	BadWildcard    IssueCode = "bad-wildcard"
	NumberRange    IssueCode = "number-range"
	BadHeaderValue IssueCode = "bad-header-value"
	BadProduct     IssueCode = "bad-product"

	// Addresses, URIs and parameters, wherever they stand.
	BadAddress        IssueCode = "bad-address"
	UnterminatedQuote IssueCode = "unterminated-quote"
	BadDisplayName    IssueCode = "bad-display-name"
	UnclosedBracket   IssueCode = "unclosed-bracket"
	UnbracketedURI    IssueCode = "unbracketed-uri"
	BadURI            IssueCode = "bad-uri"
	BadHost           IssueCode = "bad-host"
	BadPort           IssueCode = "bad-port"
	SpaceInURI        IssueCode = "space-in-uri"
	URICharacter      IssueCode = "uri-character"
	BadEscape         IssueCode = "bad-escape"
	EmptyElement      IssueCode = "empty-element"
	EmptyParameter    IssueCode = "empty-parameter"
	BadParameter      IssueCode = "bad-parameter"
)

// issueTable documents every code, in the order of docs/issues.md.
var issueTable = []IssueInfo{
	{LeadingLineEnds, Info, "line ends stand before the start line",
		"A receiver skips them. Over UDP they are unusual; over TCP they are keep-alives.", "RFC 3261 §7.5"},
	{LeadingOctets, Warning, "other octets than line ends stand before the start line",
		"NULs, white space or text that belongs to no message. Most stacks drop the datagram.", "RFC 3261 §7.5"},
	{TrailingPadding, Info, "line ends, white space or NULs follow the message",
		"A receiver drops them. Some senders count the body's last line end wrongly, or pad.", "RFC 3261 §18.3"},
	{TrailingOctets, Warning, "more octets follow the message in its datagram",
		"A receiver drops them, even when they look like another message.", "RFC 3261 §18.3"},

	{StartLineSpace, Error, "the start line's parts are not separated by exactly one space",
		"White space is missing, doubled or trails. A strict receiver answers 400; many tolerate it.", "RFC 3261 §7.1"},
	{MissingVersion, Error, "the request line has no SIP version",
		"Only its method, its URI and the headers that follow show that it is SIP.", "RFC 3261 §7.1"},
	{UnsupportedVersion, Error, "the SIP version is not 2.0",
		"A server answers 505 Version Not Supported; a client drops the response.", "RFC 3261 §7.1, §21.5.6"},
	{BadStatusCode, Error, "the status code is not a number of three digits from 100 to 699",
		"A client drops such a response, so its request goes on being sent until it times out.", "RFC 3261 §7.2"},
	{BracketedRequestURI, Error, "the Request-URI stands in angle brackets",
		"They belong into headers only. A server answers 400, or takes them off.", "RFC 3261 §7.1, RFC 4475 §3.1.2.7"},
	{RequestURIHeaders, Error, "the Request-URI has headers after a question mark",
		"They are for a URI on a web page or in a Refer-To, and have to be moved into the request.", "RFC 3261 §19.1.1"},

	{BareLF, Warning, "a line ends in LF without CR",
		"The grammar wants CRLF. Some stacks read such a message, others drop it without a word.", "RFC 3261 §7"},
	{BareCR, Warning, "a CR stands without its LF",
		"The grammar wants CRLF. Whether it ends a line differs from stack to stack.", "RFC 3261 §7"},
	{ControlOctet, Error, "a header line holds a NUL or another control octet",
		"They may stand only as a quoted-pair within a quoted string.", "RFC 3261 §25.1"},
	{NotUTF8, Warning, "a header line holds text that is not UTF-8",
		"Often ISO 8859-1 or GBK in a display name. It shows as nonsense at the other end, or has the message refused.", "RFC 3261 §7"},
	{MissingBlankLine, Error, "no empty line ends the header section",
		"The message was cut, or its sender forgot the line, which is wanted even where no body follows.", "RFC 3261 §7"},
	{FoldedFirstHeader, Error, "the first header line begins with white space, as if it continued the start line",
		"The start line cannot be continued. The line is read as a header.", "RFC 3261 §7.3.1"},
	{NotAHeader, Error, "a line in the header section has no colon",
		"It is neither a header nor the continuation of one. It is kept without a name.", "RFC 3261 §7.3.1"},
	{BadHeaderName, Error, "a header's name is empty or holds octets that no name may hold",
		"The line is kept as written, under HeaderOther.", "RFC 3261 §7.3.1"},
	{LongHeader, Info, "a header line is longer than 1024 octets",
		"Valid, but above what some stacks take.", "RFC 4475 §3.1.1.7"},
	{TooManyHeaders, Warning, "there are more headers than are kept",
		"The first ones are kept, and the body is found all the same.", ""},

	{MissingVia, Error, "the Via header is missing", "No response can find its way back.", "RFC 3261 §8.1.1"},
	{MissingFrom, Error, "the From header is missing", "A server answers 400.", "RFC 3261 §8.1.1"},
	{MissingTo, Error, "the To header is missing", "A server answers 400.", "RFC 3261 §8.1.1"},
	{MissingCallID, Error, "the Call-ID header is missing", "The message cannot be assigned to a call.", "RFC 3261 §8.1.1"},
	{MissingCSeq, Error, "the CSeq header is missing", "The message cannot be assigned to a transaction.", "RFC 3261 §8.1.1"},
	{MissingMaxForwards, Warning, "the Max-Forwards header is missing from a request",
		"RFC 2543 did not have it, so proxies add it and go on.", "RFC 3261 §8.1.1.6, §16.3"},
	{MissingContact, Warning, "an INVITE has no Contact",
		"The callee has nowhere to send its own requests of the dialog, BYE among them.", "RFC 3261 §8.1.1.8"},
	{MissingTag, Warning, "From, or the To of a response, has no tag",
		"RFC 2543 allowed it. Without tags, dialogs under one Call-ID cannot be told apart.", "RFC 3261 §8.1.1.3, §8.2.6.2"},
	{MissingContentType, Warning, "there is a body and no Content-Type",
		"The receiver cannot know what the body is.", "RFC 3261 §20.15"},
	{RepeatedHeader, Error, "a header is there again that a message has once",
		"It is ambiguous to which transaction, dialog or body the message belongs. The first one is taken.", "RFC 3261 §7.3.1, RFC 4475 §3.3.8"},
	{RepeatedOptionalHeader, Warning, "a header is there again that is no list",
		"Receivers differ in which one they take.", "RFC 3261 §7.3.1"},

	{BadContentLength, Error, "Content-Length is not a number",
		"A server answers 400. Over TCP the connection is lost with it, since nothing tells where the next message begins.", "RFC 3261 §20.14"},
	{ContentLengthTooLarge, Error, "Content-Length is larger than the body",
		"The body was cut on its way, or a device altered it and not its length. A server answers 400, a client drops the response.", "RFC 3261 §18.3"},
	{ContentLengthTooSmall, Warning, "Content-Length is smaller than the body",
		"A receiver drops what is beyond it. Usually a device on the way altered the body and not its length. The whole body is kept here.", "RFC 3261 §18.3"},
	{MissingContentLength, Error, "there is no Content-Length, on a stream",
		"Over TCP and TLS nothing else tells where the message ends and the next one begins.", "RFC 3261 §18.3, §20.14"},
	{BadMultipart, Warning, "a multipart body has no boundary, or no closing one",
		"It was cut, or its sender made it wrongly. The parts that can be told apart are read.", "RFC 2046 §5.1.1"},
	{BadContentType, Error, "Content-Type is not a media type", "A receiver cannot know what the body is.", "RFC 3261 §20.15"},

	{BadVia, Error, "a Via value does not read as one", "The hop that it stands for cannot be found.", "RFC 3261 §20.42"},
	{OldBranch, Info, "the topmost Via has no branch by RFC 3261",
		"The sender follows RFC 2543, or is careless; transactions are then matched by other headers.", "RFC 3261 §8.1.1.7, §17.2.3"},
	{EmptyBranch, Warning, "the topmost Via's branch is the cookie z9hG4bK alone",
		"It identifies no transaction.", "RFC 4475 §3.2.1"},
	{BroadcastVia, Warning, "a Via names the broadcast address",
		"A response sent there would reach everyone. An endpoint drops it.", "RFC 4475 §3.3.10"},
	{BadCallID, Warning, "Call-ID holds octets that it may not hold",
		"It still identifies the call, since it is compared octet by octet.", "RFC 3261 §20.8"},
	{BadCSeq, Error, "CSeq is not a number and a method", "A server answers 400, a client drops the response.", "RFC 3261 §20.16"},
	{CSeqRange, Error, "CSeq's number is 2**31 or more", "A server answers 400, a client drops the response.", "RFC 3261 §8.1.1.5"},
	{CSeqMethod, Error, "CSeq names another method than the request line", "A server answers 400.", "RFC 3261 §8.1.1.5"},
	{BadMaxForwards, Error, "Max-Forwards is not a number from 0 to 255", "A server answers 400.", "RFC 3261 §20.22"},
	{BadDate, Error, "Date is not a date in GMT in SIP's form",
		"A receiver to which the date matters refuses the message; others ignore it.", "RFC 3261 §20.17, RFC 4475 §3.1.2.12"},
	{BadWildcard, Error, "a Contact of \"*\" stands beside another, or not in a REGISTER with Expires 0",
		"It removes all bindings of a user, and means nothing anywhere else. A registrar answers 400.", "RFC 3261 §10.2.2, §10.3"},
	{NumberRange, Warning, "a number is larger than the header can hold",
		"What it is taken for differs from stack to stack; one that does not look wraps it round.", "RFC 3261 §20.19, RFC 4475 §3.1.2.4"},
	{BadHeaderValue, Warning, "a header's value breaks the grammar of that header",
		"A receiver that needs the header may refuse the message; most ignore it.", "RFC 3261 §25.1"},
	{BadProduct, Info, "User-Agent or Server is not a list of products and comments",
		"Nothing depends on it. Scanners and home-made senders are known by such values.", "RFC 3261 §20.35, §20.41"},

	{BadAddress, Error, "an address does not read as one",
		"It should be a URI, or a name and a URI in angle brackets, and parameters.", "RFC 3261 §20.10"},
	{UnterminatedQuote, Error, "a quoted string is not closed", "Where the value ends is anybody's guess.", "RFC 3261 §25.1, RFC 4475 §3.1.2.6"},
	{BadDisplayName, Error, "a display name without quotes holds more than tokens",
		"A comma, an at sign, a letter with an accent and the like need quotes around the name.", "RFC 3261 §25.1, RFC 4475 §3.1.2.15"},
	{UnclosedBracket, Error, "an angle bracket is not closed", "Where the URI ends is anybody's guess.", "RFC 3261 §20.10"},
	{UnbracketedURI, Error, "a URI with a comma or question mark stands without angle brackets",
		"It is then unclear which parameters and headers are the URI's.", "RFC 3261 §20, RFC 4475 §3.1.2.13"},
	{BadURI, Error, "a URI does not read as one", "It lacks a scheme or a host, or ends in something that belongs to no part of it.", "RFC 3261 §19.1.1"},
	{BadHost, Error, "an IPv6 address has no brackets, or what is in them is no address",
		"Without brackets it cannot be told where the address ends and the port begins.", "RFC 3261 §25.1, RFC 5118 §4.2"},
	{BadPort, Error, "a port is not a number from 0 to 65535", "The address cannot be reached.", "RFC 3261 §25.1"},
	{SpaceInURI, Error, "a URI holds white space", "A server answers 400; some take it out.", "RFC 3261 §19.1.1, RFC 4475 §3.1.2.14"},
	{URICharacter, Warning, "a URI holds a character that should be escaped",
		"Most stacks let it pass, some do not.", "RFC 3261 §19.1.2"},
	{BadEscape, Error, "a percent sign in a URI is not followed by two hexadecimal digits", "The URI cannot be unescaped.", "RFC 3261 §19.1.2"},
	{EmptyElement, Error, "a list has an empty element", "A comma too many.", "RFC 3261 §7.3.1, RFC 4475 §3.1.2.1"},
	{EmptyParameter, Error, "a parameter is empty", "A semicolon too many.", "RFC 3261 §7.3.1, RFC 4475 §3.1.2.1"},
	{BadParameter, Warning, "a parameter does not read as name and value",
		"The value holds characters that need quotes, or name or value is missing.", "RFC 3261 §7.3.1"},
}
