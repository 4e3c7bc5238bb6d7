package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
)

// TestREADME runs the console sessions of README.md and compares what they show with what the
// program prints; with -update it writes that.
func TestREADME(t *testing.T) {
	t.Chdir("../..")
	old, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	rest, ran := string(old), 0
	for {
		before, block, ok := strings.Cut(rest, "```console\n")
		out.WriteString(before)
		if !ok {
			break
		}
		block, rest, _ = strings.Cut(block, "```\n")
		out.WriteString("```console\n")
		for line := range strings.Lines(block) {
			if command, ok := strings.CutPrefix(line, "$ sipcap "); ok {
				out.WriteString(line)
				out.WriteString(session(t, strings.Fields(command)))
				ran++
			}
		}
		out.WriteString("```\n")
	}
	switch {
	case ran == 0:
		t.Fatal("README.md shows no session")
	case out.String() == string(old):
	case *update:
		if err := os.WriteFile("README.md", []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("README.md does not show what the program prints: go test ./cmd/sipcap -run README -update writes it")
	}
}

// session is what a command prints.
func session(t *testing.T, args []string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := func(name string) string {
		if name == "LANG" {
			return "C.UTF-8"
		}
		return ""
	}
	if status := run(context.Background(), args, env, strings.NewReader(""), &stdout, &stderr); status != 0 {
		t.Errorf("sipcap %s: status %d: %s", strings.Join(args, " "), status, &stderr)
	}
	return stdout.String()
}
