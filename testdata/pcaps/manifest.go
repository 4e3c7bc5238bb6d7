// Package pcaps reads the manifest of this folder: for each capture, what made it and what is
// in it, so that the tests of other packages can hold sipcap to it.
//
//	all, err := pcaps.Manifest("../testdata/pcaps")
//	for _, c := range all {
//		fmt.Println(c.File, c.Messages, c.Calls)
//	}
package pcaps

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A Capture is a row of MANIFEST.tsv.
type Capture struct {
	File            string   // name in the folder
	SHA256          string   // of the file as it lies there, in hexadecimal
	Frames          int      // whole records in it
	Messages        int      // SIP messages, every copy and retransmission counted
	Retransmissions int      // of Messages, those that an endpoint sent again
	Duplicates      int      // of Messages, those that the capture saw again
	Calls           []Call   // by start, as `sipcap calls --all` lists them
	Findings        []string // ids of findings that are due, at the least
	MadeBy          string   // the program, and the versions of the stacks
	Proves          string
}

// A Call is what the manifest tells of one call, registration, subscription or the like.
type Call struct {
	Kind, State, Outcome string
	Status               int    // of the final response; 0 where none was seen
	Hops, Attempts       int    // 0 where the manifest is silent: of a call, one
	EndedBy              string // caller or callee; "" where the manifest is silent
}

const columns = 10

// Manifest reads folder's MANIFEST.tsv.
func Manifest(folder string) ([]Capture, error) {
	text, err := os.ReadFile(filepath.Join(folder, "MANIFEST.tsv"))
	if err != nil {
		return nil, err
	}
	var all []Capture
	for i, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		if i == 0 {
			continue // the columns' names
		}
		c, err := parseRow(line)
		if err != nil {
			return nil, fmt.Errorf("MANIFEST.tsv:%d: %w", i+1, err)
		}
		all = append(all, c)
	}
	return all, nil
}

func parseRow(line string) (Capture, error) {
	f := strings.Split(line, "\t")
	if len(f) != columns {
		return Capture{}, fmt.Errorf("%d columns, not %d", len(f), columns)
	}
	c := Capture{File: f[0], SHA256: f[1], MadeBy: f[8], Proves: f[9]}
	for i, into := range []*int{&c.Frames, &c.Messages, &c.Retransmissions, &c.Duplicates} {
		n, err := strconv.Atoi(f[2+i])
		if err != nil {
			return Capture{}, err
		}
		*into = n
	}
	if f[6] != "-" {
		for _, text := range strings.Split(f[6], "; ") {
			call, err := parseCall(text)
			if err != nil {
				return Capture{}, err
			}
			c.Calls = append(c.Calls, call)
		}
	}
	if f[7] != "-" {
		c.Findings = strings.Split(f[7], ",")
	}
	return c, nil
}

// parseCall reads "kind state outcome status", then any of hops=, attempts= and ended_by=.
func parseCall(text string) (Call, error) {
	words := strings.Fields(text)
	if len(words) < 4 {
		return Call{}, fmt.Errorf("call %q: kind, state, outcome and status are needed", text)
	}
	call := Call{Kind: words[0], State: words[1], Outcome: words[2]}
	var err error
	if words[3] != "-" {
		call.Status, err = strconv.Atoi(words[3])
	}
	for _, word := range words[4:] {
		if err != nil {
			break
		}
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "hops":
			call.Hops, err = strconv.Atoi(value)
		case "attempts":
			call.Attempts, err = strconv.Atoi(value)
		case "ended_by":
			call.EndedBy = value
		default:
			err = fmt.Errorf("%q is not known", name)
		}
	}
	if err != nil {
		return Call{}, fmt.Errorf("call %q: %w", text, err)
	}
	return call, nil
}
