package diagnose

import "sipcap/callflow"

// Rule is what a finding of its id means, and how it is found.
type Rule struct {
	ID        string
	Severity  callflow.Severity // of its findings; a few give a milder one where the call succeeded all the same
	Title     string            // what is so, in a few words
	Doc       string            // when it speaks and when not, and what it means
	Hint      string            // what to look at next
	Reference string            // the RFC and section that was departed from, or that explains

	refusal bool           // it tells of a refusal, which a scanner should get, or of what harms the scanner alone
	travels bool           // a B2BUA hands on to the caller what it tells of: the farthest leg tells it
	needs   traits         // it looks only at calls with one of these
	call    func(*subject) // looks at one call
	all     func(*scene)   // looks at the capture
}

// Rules lists all rules, causes before what follows from them. The slice is the caller's.
//
// To add a rule: write it in the file of its family, as a value with its documentation; put it
// in the list after those that explain it; add to testdata a ladder in which it speaks and one
// in which it is silent; run go test ./callflow/diagnose -update for docs/findings.md.
func Rules() []Rule { return append([]Rule(nil), rules...) }

var rules = []Rule{
	captureOneWay, captureTruncated, scanner,
	largeMessage, contentLengthMismatch, unreachable, privateAddress, natRewrite, noResponse, noFinalResponse,
	missingAck, droppedWithoutAck, prackMissing,
	cancelCrossedAnswer, cancelNotHonoured, lateCancel,
	byeUnanswered, noBye,
	authenticationFailed,
	routingLoop, noCommonCodec, unsupportedExtension,
	dialogUnknown, requestGlare, requestRefused, sessionTimerExpired,
	malformedMessage, serverFailure, registrationFailed, rejectedAbnormally,
	optionsUnanswered, slowAnswer,
	captureCut, captureGap,
	retransmissions,
}
