package main

import (
	"sipcap/callflow"
	"sipcap/callflow/report"
)

// stateEntry explains a state of a call.
func stateEntry(s callflow.State) report.Entry {
	title, text := stateTexts(s)
	return report.Entry{Word: s.String(), Kind: stateKind, Title: title, Text: text}
}

// stateTexts says by what a state is told, and what it means.
func stateTexts(s callflow.State) (title, text string) {
	switch s {
	case callflow.NoResponse:
		return "nothing came back", "The other side is down, a firewall is between, or the capture has one direction only."
	case callflow.Proceeding:
		return "100 Trying alone", "The next hop has the request, and waits for someone further on."
	case callflow.Ringing:
		return "another 1xx was the last", "It rang, or something was announced, until the capture ended or the caller's patience did."
	case callflow.Established:
		return "2xx, and no BYE seen", "The call was answered, and was still up when the capture ended, or its BYE was not captured."
	case callflow.Completed:
		return "2xx, then BYE", "The call was answered and released. What is not a call is completed with its 2xx."
	case callflow.Cancelled:
		return "487 after CANCEL", "The caller gave up before an answer, or a fork was answered elsewhere."
	case callflow.Redirected:
		return "3xx", "The caller was told to try elsewhere, and did not do it under this Call-ID."
	case callflow.Busy:
		return "486 or 600", "The callee is on another call, or does not want to be disturbed."
	case callflow.Declined:
		return "603", "The callee refused the call."
	case callflow.Unauthorized:
		return "401 or 407", "Credentials were asked for, and no later attempt with them succeeded."
	case callflow.Failed:
		return "any other final response from 400 on", "The response code tells more."
	}
	return "not to be decided", "The capture lacks what would tell it, as where it begins in the middle of a call."
}

// outcomeTitle says by what an outcome is told that is no response class, "" for the classes.
func outcomeTitle(o callflow.Outcome) string {
	switch o {
	case callflow.OutcomeNone:
		return "no response came at all"
	case callflow.OutcomeUnknown:
		return "what is in the capture cannot decide it"
	}
	return ""
}
