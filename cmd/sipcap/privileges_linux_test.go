package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestPrivileges has root open an interface, and looks at what every thread may do after that.
func TestPrivileges(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root has privileges to give up")
	}
	// A binary with cgo, as tests may be, can change nothing but the user.
	program := filepath.Join(t.TempDir(), "sipcap")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const override = 1 << 1 // CAP_DAC_OVERRIDE
	for _, tt := range []struct {
		name string
		env  []string
		args []string
		uid  int
		caps uint64
	}{
		{"a user", nil, []string{"--user", "nobody"}, 65534, 0},
		{"a user's number", nil, []string{"-Z", "65534"}, 65534, 0},
		{"sudo", []string{"SUDO_UID=65534", "SUDO_GID=65534"}, nil, 65534, 0},
		{"sudo without a name", []string{"SUDO_UID=54321", "SUDO_GID=54321"}, nil, 54321, 0},
		{"root", []string{"SUDO_UID="}, nil, 0, override},
		{"root in spite of sudo", []string{"SUDO_UID=65534", "SUDO_GID=65534"}, []string{"--user", "root"}, 0, override},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := started(t, exec.Command(program, append([]string{"-i", "lo", "--metrics", "0", "--log-format", "json"}, tt.args...)...), tt.env...)
			url := p.told(`"msg":"serving metrics","url":"(http[^"]*)"`)
			p.told(`"msg":"started"`)
			get(t, url, `(?m)^sipcap_build_info`) // some threads more
			statuses, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", p.cmd.Process.Pid))
			if err != nil || len(statuses) < 2 {
				t.Fatalf("%d threads, %v", len(statuses), err)
			}
			for _, name := range statuses {
				b, err := os.ReadFile(name)
				if err != nil {
					continue // it ended
				}
				for _, want := range []string{
					fmt.Sprintf("Uid:\t%[1]d\t%[1]d\t%[1]d\t%[1]d", tt.uid),
					fmt.Sprintf("CapEff:\t%016x", tt.caps), fmt.Sprintf("CapPrm:\t%016x", tt.caps),
					"CapInh:\t0000000000000000", "CapAmb:\t0000000000000000", "NoNewPrivs:\t1",
				} {
					if !strings.Contains(string(b), want+"\n") {
						t.Errorf("%s: no %q in\n%s", name, want, b)
					}
				}
				if m := regexp.MustCompile(`Groups:\t(.*)\n`).FindStringSubmatch(string(b)); tt.uid != 0 && (m == nil || strings.TrimSpace(m[1]) != strconv.Itoa(tt.uid)) {
					t.Errorf("%s: groups are %q", name, m)
				}
			}
			p.signal(syscall.SIGTERM)
			p.wantExit(exitOK)
		})
	}
}
