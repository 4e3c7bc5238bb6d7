package main

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"strings"

	"sipcap/callflow/report"
	"sipcap/sipmsg"
)

func explainCommand() *command {
	return &command{
		name:  "explain",
		usage: "explain [flags] [WORD ...]",
		short: "what a word of SIP, or of sipcap's, means for a call and what to look at",
		long: "WORD is a method, a status code, a class (4xx, client-error), a finding, an issue of a message, a state or an outcome of a call, " +
			"or a reason why a frame was skipped; in any case. Without a word it prints all of them.",
		examples: []example{
			{"explain 488", "a status code"},
			{"explain 4xx", "a class and its codes"},
			{"explain cancel missing-ack", "a method and a finding"},
			{"explain --format markdown", "everything, for a wiki"},
		},
		groups: []string{outputGroup, generalGroup},
		run:    (*invocation).runExplain,
	}
}

func (v *invocation) runExplain(context.Context) error {
	opt, err := v.output.options(v.stdout, v.env)
	if err != nil {
		return err
	}
	sections := vocabulary()
	if len(v.words) == 0 {
		return v.print(func(w *bufio.Writer) error { return explainAll(w, sections, opt) })
	}
	var found [][]report.Entry // by word
	for _, word := range v.words {
		entries := lookUp(sections, word)
		if len(entries) == 0 {
			return misused(fmt.Sprintf("explain: %s is no word of SIP that is known", word),
				suggestion(word, allWords(sections)), "sipcap explain lists all words")
		}
		found = append(found, entries)
	}
	return v.print(func(w *bufio.Writer) error { return explainWords(w, found, opt) })
}

// lookUp is what a word means: usually one thing, and for a class its codes too.
func lookUp(sections []section, word string) []report.Entry {
	if class, ok := classNamed(word); ok {
		entries := []report.Entry{classEntry(class)}
		for _, s := range sipmsg.Statuses() {
			if s.Class() == class {
				entries = append(entries, statusEntry(s))
			}
		}
		return entries
	}
	var entries []report.Entry
	for _, s := range sections {
		for _, e := range s.entries {
			if strings.EqualFold(e.Word, word) || e.Kind == statusKind && strings.EqualFold(e.Title, word) {
				entries = append(entries, e)
			}
		}
	}
	if code, err := strconv.Atoi(word); err == nil && len(entries) == 0 && sipmsg.ClassOf(code) != sipmsg.UnknownClass {
		entries = append(entries, unregisteredEntry(code))
	}
	return entries
}

// explainWords prints what was found: one thing at length, several one after the other, and
// those of a class as a table.
func explainWords(w *bufio.Writer, found [][]report.Entry, opt report.Options) error {
	if !forPeople(opt.Format) && (len(found) > 1 || len(found[0]) > 1) {
		var all []report.Entry
		for _, entries := range found {
			all = append(all, entries...)
		}
		return report.ExplainTable(w, all, opt)
	}
	first := true
	for _, entries := range found {
		rest := entries
		if entries[0].Kind == classKind {
			rest = entries[:1]
		}
		for _, e := range rest {
			if !first {
				w.WriteByte('\n')
			}
			first = false
			if err := report.Explain(w, e, opt); err != nil {
				return err
			}
		}
		if len(rest) < len(entries) {
			w.WriteByte('\n')
			if err := report.ExplainTable(w, entries[len(rest):], opt); err != nil {
				return err
			}
		}
	}
	return nil
}

// explainAll prints all words: in sections for people, as one table for programs.
func explainAll(w *bufio.Writer, sections []section, opt report.Options) error {
	if !forPeople(opt.Format) {
		var all []report.Entry
		for _, s := range sections {
			all = append(all, s.entries...)
		}
		return report.ExplainTable(w, all, opt)
	}
	for i, s := range sections {
		if i > 0 {
			w.WriteByte('\n')
		}
		if opt.Format == report.Markdown {
			fmt.Fprintf(w, "## %s\n\n", s.title)
		} else {
			fmt.Fprintf(w, "%s\n", s.title)
		}
		if err := report.ExplainTable(w, s.entries, opt); err != nil {
			return err
		}
	}
	return nil
}

// forPeople tells the formats that are read by people.
func forPeople(f report.Format) bool { return f == report.Table || f == report.Markdown }

func allWords(sections []section) []string {
	var words []string
	for _, c := range sipmsg.Classes() {
		words = append(words, c.Range())
	}
	for _, s := range sections {
		for _, e := range s.entries {
			words = append(words, e.Word)
		}
	}
	return words
}
