package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"os/exec"
	"slices"
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
		if c.name == "explain" || c.name == "interfaces" { // which read no capture
			continue
		}
		for _, format := range []string{"table", "json"} {
			var stdout, stderr bytes.Buffer
			args := []string{c.name, "--format", format, "--keylog", keys, "../../testdata/pcaps/tls-call.pcap"}
			switch c.name {
			case "diff":
				args = append(args, "../../testdata/pcaps/answered-call.pcap")
			case "split":
				args = append(args, "--name", t.TempDir()+"/{call}.pcapng")
			}
			if status := run(context.Background(), args, func(string) string { return "" }, strings.NewReader(""), &stdout, &stderr); status != 0 {
				t.Fatalf("%s: status %d: %s", args, status, &stderr)
			}
			printed := strings.ToLower(stdout.String() + stderr.String())
			if !strings.Contains(printed, "tls") && slices.Contains([]string{"report", "messages", "stats"}, c.name) {
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

// TestDecryptedAsWireshark compares what is decrypted with what tshark finds.
func TestDecryptedAsWireshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("without tshark there is nothing to compare with")
	}
	const keys = "../../testdata/pcaps/tls-call.keys"
	for _, file := range []string{"tls-call.pcap", "tls-call-keys.pcapng", "wss-register.pcapng"} {
		t.Run(file, func(t *testing.T) {
			file := "../../testdata/pcaps/" + file
			out, err := exec.Command("tshark", "-r", file, "-o", "tls.keylog_file:"+keys, "-Y", "sip", "-T", "fields", "-E", "separator=,",
				"-e", "frame.number", "-e", "sip.Method", "-e", "sip.Status-Code", "-e", "sip.Call-ID").Output()
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Fields(string(out))
			var stdout, stderr bytes.Buffer
			args := []string{"messages", "--format", "csv", "--keylog", keys, file}
			if status := run(context.Background(), args, func(string) string { return "" }, strings.NewReader(""), &stdout, &stderr); status != 0 {
				t.Fatalf("status %d: %s", status, &stderr)
			}
			rows, err := csv.NewReader(&stdout).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, row := range rows[1:] {
				var cells []string
				for _, name := range []string{"frame", "method", "status", "call_id"} {
					cells = append(cells, row[slices.Index(rows[0], name)])
				}
				got = append(got, strings.Join(cells, ","))
			}
			if !slices.Equal(got, want) || len(want) == 0 {
				t.Errorf("got\n%q\nwant\n%q", got, want)
			}
		})
	}
}
