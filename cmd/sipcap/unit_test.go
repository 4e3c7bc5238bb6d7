package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The unit in docs is one that systemd takes, and starts the program with flags that it has.
func TestUnit(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "systemd", "sipcap.service"))
	if err != nil {
		t.Fatal(err)
	}
	unit := string(b)
	value := func(pattern string) string {
		t.Helper()
		m := regexp.MustCompile(`(?m)` + pattern).FindStringSubmatch(unit)
		if m == nil {
			t.Fatalf("no %s", pattern)
		}
		return m[1]
	}
	const program = "/usr/local/bin/sipcap"
	line := strings.NewReplacer(
		"$SIPCAP_ARGS", value(`"SIPCAP_ARGS=([^"]*)"`), "${SIPCAP_MEMORY}", value(`SIPCAP_MEMORY=(\S+)$`),
	).Replace(value(`^ExecStart=` + program + ` (.*)$`))
	v := &invocation{env: func(string) string { return "" }}
	if err := v.parse(strings.Fields(line)); err != nil {
		t.Fatalf("sipcap %s: %v", line, err)
	}
	if err := v.service.check(); err != nil || len(v.live.interfaces) == 0 || v.service.metrics == "" || v.service.logFormat != logJSON {
		t.Errorf("sipcap %s: %v, %+v", line, err, v.service)
	}
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("no systemd-analyze to verify it")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "sipcap.service")
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(unit, program, self)), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("systemd-analyze", "verify", name).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}
