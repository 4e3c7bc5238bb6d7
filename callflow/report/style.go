package report

import (
	"sipcap/callflow"
	"sipcap/sipmsg"
)

// stateStyle marks how a call ended.
func stateStyle(s callflow.State) style {
	switch s {
	case callflow.Completed, callflow.Established:
		return green
	case callflow.Failed, callflow.NoResponse, callflow.Unauthorized:
		return red
	case callflow.Busy, callflow.Declined, callflow.Cancelled, callflow.Redirected, callflow.Ringing, callflow.Proceeding:
		return yellow
	}
	return plain
}

// severityStyle marks a finding.
func severityStyle(s callflow.Severity) style {
	switch s {
	case callflow.Error:
		return red
	case callflow.Warning:
		return yellow
	}
	return plain
}

// statusStyle marks a response by its class.
func statusStyle(status int) style { return classStyle(sipmsg.ClassOf(status)) }

func classStyle(c sipmsg.Class) style {
	switch c {
	case sipmsg.Success:
		return green
	case sipmsg.Redirection:
		return yellow
	case sipmsg.ClientError, sipmsg.ServerError, sipmsg.GlobalFailure:
		return red
	}
	return plain
}
