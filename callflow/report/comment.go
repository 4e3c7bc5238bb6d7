package report

import (
	"fmt"
	"strconv"
	"strings"

	"sipcap/callflow"
)

// Comments are what the packets of a capture that sipcap writes say in Wireshark: the calls
// that they are of, and what was found about them. All of it is UTF-8 without controls.
//
//	sipcap: call 7, Call-ID 3c26@10.1.1.40
//	sipcap: call 7, error missing-ack: 200 OK from 10.1.2.9:5060 was sent 11 times …
type Comments struct {
	findings map[callflow.FrameRef][]string
}

const (
	commentMark = "sipcap: "
	// What a frame may say: a stream's frame may have messages of many calls, and a call's summary quotes
	// what anybody sent.
	commentCalls = 16
	commentWidth = 1000 // columns
)

// NewComments are those of findings: at the message that a finding is about it is told in full,
// at the other frames of its evidence by its id.
func NewComments(findings []*callflow.Finding) *Comments {
	c := &Comments{findings: make(map[callflow.FrameRef][]string)}
	for _, f := range findings {
		about := ""
		if f.Call != nil {
			about = "call " + strconv.Itoa(f.Call.ID) + ", "
		}
		about += f.Severity.String() + " " + f.ID
		at, ok := foundAt(f)
		if !ok {
			continue
		}
		c.add(at, about+": "+f.Summary)
		for _, ref := range f.Frames {
			if ref != at {
				c.add(ref, about)
			}
		}
	}
	return c
}

// foundAt is the frame that a finding is about, the first of its evidence where it does not tell.
func foundAt(f *callflow.Finding) (callflow.FrameRef, bool) {
	switch {
	case f.Call != nil && f.Leg < len(f.Call.Legs()) && f.At >= 0 && f.At < f.Call.Legs()[f.Leg].Len():
		return f.Call.Legs()[f.Leg].Message(f.At).Frame, true
	case len(f.Frames) > 0:
		return f.Frames[0], true
	}
	return callflow.FrameRef{}, false
}

func (c *Comments) add(ref callflow.FrameRef, text string) {
	c.findings[ref] = append(c.findings[ref], comment(text))
}

func comment(text string) string { return cut(commentMark+clean(text, false), commentWidth, "…") }

// At is what a frame says that carries messages of calls.
func (c *Comments) At(ref callflow.FrameRef, calls []*callflow.Call) []string {
	var texts []string
	for i, call := range calls {
		if i == commentCalls {
			texts = append(texts, comment(fmt.Sprintf("and %d more calls", len(calls)-i)))
			break
		}
		texts = append(texts, comment("call "+strconv.Itoa(call.ID)+", Call-ID "+call.CallID()))
	}
	return append(texts, c.findings[ref]...)
}

// KeptMark is in the first thing that a capture says which was written because of what went wrong with its call.
const KeptMark = commentMark + "kept for what went wrong: "

// Verdict is what such a capture says as a whole, in as many comments: what became of the call, each
// finding, and how many of its frames are in it, where gone others are not.
func Verdict(c *callflow.Call, frames, gone int) []string {
	call := kindName(c) + " " + strconv.Itoa(c.ID)
	verdict := call + ", " + c.State.String()
	if text := final(c); text != "" {
		verdict += ", " + text
	}
	texts := []string{strings.TrimPrefix(KeptMark, commentMark) + verdict + ", Call-ID " + c.CallID()}
	for _, f := range c.Findings() {
		texts = append(texts, call+", "+f.Severity.String()+" "+f.ID+": "+f.Summary)
	}
	if gone > 0 {
		texts = append(texts, fmt.Sprintf("%s of %d are missing: they were held no more when the call was over", plural(uint64(gone), "frame"), frames+gone))
	}
	for i := range texts {
		texts[i] = comment(texts[i])
	}
	return texts
}

// IsComment tells a comment that sipcap wrote, which is not to be written again: its numbers are
// those of another capture.
func IsComment(text string) bool { return strings.HasPrefix(text, commentMark) }
