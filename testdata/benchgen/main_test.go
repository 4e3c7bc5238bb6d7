package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The benchmarks of different days and machines compare only if they read the same bytes.
// Who changes the generator on purpose changes these too.
func TestOutputIsTheSameEverywhere(t *testing.T) {
	for _, tt := range []struct {
		name       string
		calls, rtp int
		want       string
	}{
		{"calls", 200, 0, "07c1c38f15f82da438629f123ee490b3bee1031b2b31fc7c57fbaa3ddc3f85aa"},
		{"rtp", 100, 2000, "6547fdcacfd9b5193b093d979398b7fb6ab44d26cb70b19b5a82b4f800e27d50"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hash := sha256.New()
			if _, err := write(hash, tt.calls, tt.rtp, 1); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%x", hash.Sum(nil)); got != tt.want {
				t.Errorf("sha256 got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	for _, tt := range []struct {
		name       string
		calls, rtp int
		want       counts
	}{
		{"a hundred calls are 670 messages", 100, 0, counts{sip: 670, again: 22}},
		{"the benchmark's 60,000 are 402,000", 60000, 0, counts{sip: 402000, again: 13200}},
		{"each RTP packet that was asked for", 100, 12345, counts{sip: 670, again: 22, rtp: 12345}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := write(io.Discard, tt.calls, tt.rtp, 1)
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestScriptsMakeSixHundredAndSeventyMessages(t *testing.T) {
	share, messages := 0, againInHundred
	for _, s := range scripts {
		share += s.share
		n := len(s.steps)
		if n == 1 {
			n = 7 // Timer A sends it again six times
		}
		messages += n * s.share
	}
	if share != 100 || messages != 670 {
		t.Errorf("got %d calls with %d messages, want 100 with 670", share, messages)
	}
}

func TestMessagesAreWhole(t *testing.T) {
	var out bytes.Buffer
	if _, err := write(&out, 100, 0, 1); err != nil {
		t.Fatal(err)
	}
	calls := map[string]bool{}
	for _, payload := range payloads(out.Bytes()) {
		head, body, ok := strings.Cut(payload, "\r\n\r\n")
		if !ok {
			t.Fatalf("message has no end of headers:\n%s", payload)
		}
		length := fmt.Sprintf("\r\nContent-Length: %d", len(body))
		if !strings.HasSuffix(head, length) {
			t.Errorf("got %q, want it to end in %q", head, length)
		}
		_, id, _ := strings.Cut(head, "Call-ID: ")
		id, _, _ = strings.Cut(id, "\r\n")
		calls[id] = true
	}
	if len(calls) != 100 {
		t.Errorf("got %d Call-IDs, want 100", len(calls))
	}
}

// payloads returns the UDP payloads of a capture without VLAN tags.
func payloads(capture []byte) []string {
	const file, record, headers = 24, 16, 14 + 20 + 8
	var all []string
	for b := capture[file:]; len(b) > record; {
		n := int(binary.LittleEndian.Uint32(b[8:]))
		all = append(all, string(b[record+headers:record+n]))
		b = b[record+n:]
	}
	return all
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"-o", "x", "more"}, {"-calls", "-1", "-o", "x"}, {"-nonsense"}} {
		if err := run(args, io.Discard, io.Discard); err == nil {
			t.Errorf("run(%q) got no error", args)
		}
	}
	missing := filepath.Join(t.TempDir(), "no", "such", "folder")
	if err := run([]string{"-calls", "1", "-o", missing}, io.Discard, io.Discard); err == nil {
		t.Error("run to a folder that is not there got no error")
	}
}

// TestHours: so many calls start in as many hours as are asked for.
func TestHours(t *testing.T) {
	for _, hours := range []int{1, 10} {
		p := newPlan(1000, 0, hours)
		span := time.Duration(hours) * time.Hour
		if last := p.events[len(p.events)-1].at; last < span-span/50 || last > span+time.Hour {
			t.Errorf("in %d hours the last message comes after %v", hours, last)
		}
	}
}
