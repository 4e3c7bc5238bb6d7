package main

import (
	"fmt"
	"strconv"

	"sipcap/callflow"
	"sipcap/callflow/diagnose"
	"sipcap/callflow/ingest"
	"sipcap/callflow/report"
	"sipcap/sipmsg"
)

// The kinds of words that `explain` knows.
const (
	methodKind  = "method"
	classKind   = "class"
	statusKind  = "status"
	stateKind   = "state"
	outcomeKind = "outcome"
	findingKind = "finding"
	issueKind   = "issue"
	skipKind    = "skipped"
)

// section is the words of a kind under a title.
type section struct {
	title   string
	entries []report.Entry
}

// vocabulary is every word that `explain` knows, from the registries of the packages that use
// them. To add a kind of words: make a section of its registry here.
func vocabulary() []section {
	methods, classes, codes := section{title: "Methods"}, section{title: "Response classes"}, section{title: "Response codes"}
	for _, m := range sipmsg.Methods() {
		methods.entries = append(methods.entries, methodEntry(m))
	}
	for _, c := range sipmsg.Classes() {
		classes.entries = append(classes.entries, classEntry(c))
	}
	for _, s := range sipmsg.Statuses() {
		codes.entries = append(codes.entries, statusEntry(s))
	}
	states, outcomes := section{title: "States of a call"}, section{title: "Outcomes of a call that are no response class"}
	for _, s := range callflow.States() {
		states.entries = append(states.entries, stateEntry(s))
	}
	for _, o := range callflow.Outcomes() {
		if title := outcomeTitle(o); title != "" {
			outcomes.entries = append(outcomes.entries, report.Entry{Word: o.String(), Kind: outcomeKind, Title: title})
		}
	}
	findings, issues, skips := section{title: "Findings"}, section{title: "Issues of a message"}, section{title: "Why a frame is skipped"}
	for _, r := range diagnose.Rules() {
		findings.entries = append(findings.entries, report.Entry{
			Word: r.ID, Kind: findingKind, Title: r.Title, Facts: []report.Fact{{Name: "severity", Value: r.Severity.String()}},
			Text: r.Doc, LookAt: r.Hint, Reference: r.Reference,
		})
	}
	for _, i := range sipmsg.Issues() {
		issues.entries = append(issues.entries, report.Entry{
			Word: string(i.Code), Kind: issueKind, Title: i.Title, Facts: []report.Fact{{Name: "severity", Value: i.Severity.String()}},
			Text: i.Doc, Reference: i.Reference,
		})
	}
	for _, s := range ingest.SkipReasons() {
		skips.entries = append(skips.entries, report.Entry{Word: string(s.Reason), Kind: skipKind, Title: s.Doc})
	}
	return []section{methods, classes, codes, states, outcomes, findings, issues, skips}
}

func methodEntry(m sipmsg.MethodInfo) report.Entry {
	return report.Entry{Word: string(m.Method), Kind: methodKind, Title: m.Purpose, Text: m.Meaning, LookAt: m.LookAt, Reference: m.Reference}
}

func classEntry(c sipmsg.Class) report.Entry {
	return report.Entry{Word: c.String(), Kind: classKind, Title: c.Range(), Facts: finality(c), Text: c.Doc(), Reference: "RFC 3261 §7.2"}
}

func statusEntry(s sipmsg.StatusInfo) report.Entry {
	facts := append([]report.Fact{{Name: "class", Value: s.Class().String()}}, finality(s.Class())...)
	if s.Obsolete {
		facts = append(facts, report.Fact{Name: "obsolete", Value: "from RFC 2543"})
	}
	return report.Entry{Word: strconv.Itoa(s.Code), Kind: statusKind, Title: s.Phrase, Facts: facts, Text: s.Meaning, LookAt: s.LookAt, Reference: s.Reference}
}

// unregisteredEntry explains a code that no RFC defines, by its first digit.
func unregisteredEntry(code int) report.Entry {
	class := sipmsg.ClassOf(code)
	return report.Entry{
		Word:  strconv.Itoa(code),
		Kind:  statusKind,
		Title: "(not registered)",
		Facts: append([]report.Fact{{Name: "class", Value: class.String()}}, finality(class)...),
		Text: fmt.Sprintf("No RFC defines it. A receiver treats it as %d00, the first of its class: %s",
			int(class), class.Doc()),
		LookAt:    "The reason phrase, and who sends it: the code is a vendor's own.",
		Reference: "RFC 3261 §8.1.3.2",
	}
}

// finality is the fact that a response ends its transaction, or does not.
func finality(c sipmsg.Class) []report.Fact {
	value := "provisional"
	if c.Final() {
		value = "final"
	}
	return []report.Fact{{Name: "response", Value: value}}
}
