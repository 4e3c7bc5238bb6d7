package sipmsg

// HeaderID names a header that the table knows, whatever the case and form in which a
// message spells it. Any other header has HeaderOther, and keeps its name.
type HeaderID uint8

// The headers of the IANA registry, and two that are in wide use without being in it
// (Diversion, Remote-Party-ID). Those that nearly every message has come first.
const (
	HeaderOther HeaderID = iota // not in the table

	HeaderVia                        // Via
	HeaderFrom                       // From
	HeaderTo                         // To
	HeaderCallID                     // Call-ID
	HeaderCSeq                       // CSeq
	HeaderMaxForwards                // Max-Forwards
	HeaderContact                    // Contact
	HeaderRoute                      // Route
	HeaderRecordRoute                // Record-Route
	HeaderContentLength              // Content-Length
	HeaderContentType                // Content-Type
	HeaderAccept                     // Accept
	HeaderAcceptContact              // Accept-Contact
	HeaderAcceptEncoding             // Accept-Encoding
	HeaderAcceptLanguage             // Accept-Language
	HeaderAcceptResourcePriority     // Accept-Resource-Priority
	HeaderAdditionalIdentity         // Additional-Identity
	HeaderAlertInfo                  // Alert-Info
	HeaderAllow                      // Allow
	HeaderAllowEvents                // Allow-Events
	HeaderAnswerMode                 // Answer-Mode
	HeaderAuthenticationInfo         // Authentication-Info
	HeaderAuthorization              // Authorization
	HeaderCallInfo                   // Call-Info
	HeaderContentDisposition         // Content-Disposition
	HeaderContentEncoding            // Content-Encoding
	HeaderContentID                  // Content-ID
	HeaderContentLanguage            // Content-Language
	HeaderDate                       // Date
	HeaderDiversion                  // Diversion
	HeaderEncryption                 // Encryption
	HeaderErrorInfo                  // Error-Info
	HeaderEvent                      // Event
	HeaderExpires                    // Expires
	HeaderFeatureCaps                // Feature-Caps
	HeaderFlowTimer                  // Flow-Timer
	HeaderGeolocation                // Geolocation
	HeaderGeolocationError           // Geolocation-Error
	HeaderGeolocationRouting         // Geolocation-Routing
	HeaderHide                       // Hide
	HeaderHistoryInfo                // History-Info
	HeaderIdentity                   // Identity
	HeaderIdentityInfo               // Identity-Info
	HeaderInReplyTo                  // In-Reply-To
	HeaderInfoPackage                // Info-Package
	HeaderJoin                       // Join
	HeaderMaxBreadth                 // Max-Breadth
	HeaderMIMEVersion                // MIME-Version
	HeaderMinExpires                 // Min-Expires
	HeaderMinSE                      // Min-SE
	HeaderOrganization               // Organization
	HeaderOriginationID              // Origination-Id
	HeaderPAccessNetworkInfo         // P-Access-Network-Info
	HeaderPAnswerState               // P-Answer-State
	HeaderPAssertedIdentity          // P-Asserted-Identity
	HeaderPAssertedService           // P-Asserted-Service
	HeaderPAssociatedURI             // P-Associated-URI
	HeaderPCalledPartyID             // P-Called-Party-ID
	HeaderPChargeInfo                // P-Charge-Info
	HeaderPChargingFunctionAddresses // P-Charging-Function-Addresses
	HeaderPChargingVector            // P-Charging-Vector
	HeaderPDCSBillingInfo            // P-DCS-Billing-Info
	HeaderPDCSLAES                   // P-DCS-LAES
	HeaderPDCSOSPS                   // P-DCS-OSPS
	HeaderPDCSRedirect               // P-DCS-Redirect
	HeaderPDCSTracePartyID           // P-DCS-Trace-Party-ID
	HeaderPEarlyMedia                // P-Early-Media
	HeaderPMediaAuthorization        // P-Media-Authorization
	HeaderPPreferredIdentity         // P-Preferred-Identity
	HeaderPPreferredService          // P-Preferred-Service
	HeaderPPrivateNetworkIndication  // P-Private-Network-Indication
	HeaderPProfileKey                // P-Profile-Key
	HeaderPRefusedURIList            // P-Refused-URI-List
	HeaderPServedUser                // P-Served-User
	HeaderPUserDatabase              // P-User-Database
	HeaderPVisitedNetworkID          // P-Visited-Network-ID
	HeaderPath                       // Path
	HeaderPermissionMissing          // Permission-Missing
	HeaderPolicyContact              // Policy-Contact
	HeaderPolicyID                   // Policy-ID
	HeaderPriority                   // Priority
	HeaderPrivAnswerMode             // Priv-Answer-Mode
	HeaderPrivacy                    // Privacy
	HeaderProxyAuthenticate          // Proxy-Authenticate
	HeaderProxyAuthorization         // Proxy-Authorization
	HeaderProxyRequire               // Proxy-Require
	HeaderRAck                       // RAck
	HeaderReason                     // Reason
	HeaderRecvInfo                   // Recv-Info
	HeaderReferEventsAt              // Refer-Events-At
	HeaderReferSub                   // Refer-Sub
	HeaderReferTo                    // Refer-To
	HeaderReferredBy                 // Referred-By
	HeaderRejectContact              // Reject-Contact
	HeaderRemotePartyID              // Remote-Party-ID
	HeaderReplaces                   // Replaces
	HeaderReplyTo                    // Reply-To
	HeaderRequestDisposition         // Request-Disposition
	HeaderRequire                    // Require
	HeaderResourcePriority           // Resource-Priority
	HeaderResponseKey                // Response-Key
	HeaderRetryAfter                 // Retry-After
	HeaderRSeq                       // RSeq
	HeaderSecurityClient             // Security-Client
	HeaderSecurityServer             // Security-Server
	HeaderSecurityVerify             // Security-Verify
	HeaderServer                     // Server
	HeaderServiceRoute               // Service-Route
	HeaderSessionExpires             // Session-Expires
	HeaderSessionID                  // Session-ID
	HeaderSIPETag                    // SIP-ETag
	HeaderSIPIfMatch                 // SIP-If-Match
	HeaderSubject                    // Subject
	HeaderSubscriptionState          // Subscription-State
	HeaderSupported                  // Supported
	HeaderSuppressIfMatch            // Suppress-If-Match
	HeaderTargetDialog               // Target-Dialog
	HeaderTimestamp                  // Timestamp
	HeaderTriggerConsent             // Trigger-Consent
	HeaderUnsupported                // Unsupported
	HeaderUserAgent                  // User-Agent
	HeaderUserToUser                 // User-to-User
	HeaderWarning                    // Warning
	HeaderWWWAuthenticate            // WWW-Authenticate

	headerCount
)

// String returns the canonical name, and "" for HeaderOther.
func (id HeaderID) String() string {
	if id >= headerCount {
		return ""
	}
	return headerTable[id].name
}

// IsList reports whether one line of the header may hold several values, separated by
// commas, so that [Message.Values] splits it (RFC 3261 §7.3.1).
func (id HeaderID) IsList() bool { return id < headerCount && headerTable[id].list }
