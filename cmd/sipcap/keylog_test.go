package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
)

// TestNoSecretIsPrinted holds every view to what a key log is: nobody else's.
func TestNoSecretIsPrinted(t *testing.T) {
	const keys = "../../testdata/pcaps/tls-call.keys"
	log, err := os.ReadFile(keys)
	if err != nil {
		t.Fatal(err)
	}
	secrets := strings.Fields(string(log))
	for _, c := range commands() {
		if c.name == "explain" {
			continue
		}
		for _, format := range []string{"table", "json"} {
			var stdout, stderr bytes.Buffer
			args := []string{c.name, "--format", format, "--keylog", keys, "../../testdata/pcaps/tls-call.pcap"}
			if status := run(context.Background(), args, func(string) string { return "" }, strings.NewReader(""), &stdout, &stderr); status != 0 {
				t.Fatalf("%s: status %d: %s", args, status, &stderr)
			}
			printed := strings.ToLower(stdout.String() + stderr.String())
			if !strings.Contains(printed, "tls") && c.name != "calls" && c.name != "ladder" {
				t.Errorf("%s: nothing was decrypted: %s", args, printed)
			}
			for _, s := range secrets {
				if len(s) >= 64 && strings.Contains(printed, strings.ToLower(s[:16])) {
					t.Errorf("%s prints a part of the key log", args)
				}
			}
		}
	}
}
