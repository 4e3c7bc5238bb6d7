package decrypt

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// recordings are connections of OpenSSL in testdata/openssl, with what crypto/tls does not have.
// Their files were written by TestRecord:
//
//	go test ./capture/decrypt -run TestRecord -record
var recordings = []recording{
	{name: "tls13-aes-256", client: "-ciphersuites TLS_AES_256_GCM_SHA384"},
	{name: "tls13-chacha20", client: "-ciphersuites TLS_CHACHA20_POLY1305_SHA256"},
	{name: "tls13-retry", server: "-groups P-256", client: "-groups X25519:P-256"},
	{name: "tls13-key-update", steps: []string{"> OPTIONS one", "< 200 one", "> k", "> OPTIONS two", "< 200 two", "> K", "> OPTIONS three", "< 200 three", "< K", "> OPTIONS four", "< 200 four"}},
	{name: "tls13-resumed", resumed: true},
	{name: "tls13-early-data", resumed: true, server: "-early_data", early: "OPTIONS early\n"},
	{name: "tls12-aes-256-sha384", client: "-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384 -no_etm"},
	{name: "tls12-aes-256-sha384-etm", client: "-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384"},
	{name: "tls12-aes-128-sha256-etm", client: "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256"},
	{name: "tls12-aes-128-sha-etm", client: "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA"},
	{name: "tls12-psk-chacha20", server: "-psk 5e1f -nocert", client: "-tls1_2 -psk 5e1f -cipher DHE-PSK-CHACHA20-POLY1305"},
	{name: "tls12-resumed-ticket", resumed: true, client: "-tls1_2", unlogged: true},
	{name: "tls12-resumed-id", resumed: true, client: "-tls1_2 -no_ticket", unlogged: true},
	{name: "tls12-renegotiation", server: "-client_renegotiation", client: "-tls1_2", steps: []string{"> OPTIONS one", "< 200 one", "> R", "> OPTIONS two", "< 200 two"}},
	{name: "tls11-etm", client: "-tls1_1 -cipher ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0", server: "-cipher ALL:@SECLEVEL=0"},
	{name: "tls10", client: "-tls1 -cipher ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0 -no_etm", server: "-cipher ALL:@SECLEVEL=0"},
	{name: "tls10-etm", client: "-tls1 -cipher ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", server: "-cipher ALL:@SECLEVEL=0"},
}

// recording is how a recording was made.
type recording struct {
	name           string
	server, client string   // options
	steps          []string // "> text" of the client, "< text" of the server; a letter is a command to OpenSSL
	resumed        bool     // a second connection resumes the session of the first
	unlogged       bool     // and its key is left out of the log
	early          string   // the second connection's 0-RTT data
}

func (r *recording) file() string { return filepath.Join("testdata", "openssl", r.name+".txt") }

func (r *recording) script() []string {
	if r.steps == nil {
		return []string{"> OPTIONS one", "< 200 one", "> OPTIONS two", "< 200 two"}
	}
	return r.steps
}

// lines are the steps that are said, in turn as said has them.
func (r *recording) said(dir int) string {
	var all string
	for _, step := range r.script() {
		if text := step[2:]; len(text) > 1 && step[0] == "><"[dir] {
			all += text + "\n"
		}
	}
	return all
}

// readRecording reads a file: the key log, then each connection as lines of hexadecimal, those of
// the client with > before.
func readRecording(t testing.TB, name string) (keys string, tapes []ct.Wire) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "#":
		case "connection":
			tapes = append(tapes, nil)
		case ">", "<":
			b, err := hex.DecodeString(rest)
			if err != nil {
				t.Fatal(err)
			}
			last := &tapes[len(tapes)-1]
			*last = append(*last, ct.Write{Dir: strings.Index("><", word), Bytes: b})
		default:
			keys += line
		}
	}
	return keys, tapes
}

func TestOpenSSL(t *testing.T) {
	for _, r := range recordings {
		t.Run(r.name, func(t *testing.T) {
			log, tapes := readRecording(t, r.file())
			for _, n := range []int{0, 1} {
				keys := keysOf(log)
				for i, tape := range tapes {
					c := &Connection{Keys: keys}
					unlogged := r.unlogged && i == 1
					h := play(t, tape, c, n)
					for dir := range 2 {
						if got, want := h.text[dir], r.said(dir); got != want || h.lost[dir] != nil {
							t.Errorf("connection %d, side %d: got %q, lost %v, want %q", i, dir, got, h.lost[dir], want)
						}
					}
					// What the recording is to show is in it.
					if c.serverHello.etm != strings.HasSuffix(r.name, "-etm") || c.clientHello.earlyData != (r.early != "" && i == 1) ||
						(keys.of(c.clientHello.random) == nil) != unlogged {
						t.Errorf("connection %d: %+v", i, c.serverHello)
					}
				}
			}
		})
	}
}
