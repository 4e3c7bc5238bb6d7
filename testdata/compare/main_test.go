package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCompare runs every command, of which those that are here are stand-ins that are done at once.
func TestCompare(t *testing.T) {
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("no /bin/sh here")
	}
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	for _, name := range []string{"sipcap", "sngrep", "tcpdump"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs strings.Builder
	err := run(context.Background(), []string{"-sipcap", filepath.Join(dir, "sipcap"), "-rounds", "3", "-calls", "/somewhere/calls.pcap"}, &out, &errs)
	if err != nil {
		t.Fatalf("%v\n%s", err, &errs)
	}
	for _, want := range []string{
		`(?m)^\| .sipcap stats calls\.pcap. \| parses, .* \| \d+\.\d\d s \(\d+\.\d\d–\d+\.\d\d\) \| \d+\.\d\d s \| .* \| 1\.00, .* \|$`,
		`(?m)^\| .sngrep -I calls\.pcap -N -q -l 100000. `,
		`(?m)^\| .tcpdump -r calls\.pcap -w /dev/null. `,
	} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("no %s in\n%s", want, &out)
		}
	}
	if strings.Contains(out.String(), "tshark") || !strings.Contains(errs.String(), "tshark is left out") {
		t.Errorf("tshark is not here, and that is not told:\n%s%s", &out, &errs)
	}
}

// TestFailure: a command that fails makes no figure.
func TestFailure(t *testing.T) {
	if _, err := os.Stat("/bin/false"); err != nil {
		t.Skip("no /bin/false here")
	}
	var out, errs strings.Builder
	if err := run(context.Background(), []string{"-sipcap", "/bin/false", "-calls", "calls.pcap"}, &out, &errs); err == nil || strings.Contains(out.String(), "|") {
		t.Errorf("got %v, want an error and no table:\n%s", err, &out)
	}
}
