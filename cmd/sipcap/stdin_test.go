package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"sipcap/capture/capturetest"
)

func TestInterruptibleReadsAsItsReader(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 3*chunkSize/16+7)
	broken := errors.New("broken")
	tests := []struct {
		name    string
		r       io.Reader
		want    []byte
		wantErr error
	}{
		{"nothing", strings.NewReader(""), nil, nil},
		{"whole chunks", bytes.NewReader(content), content, nil},
		{"a byte at a time", iotest.OneByteReader(bytes.NewReader(content[:999])), content[:999], nil},
		{"data with the end", iotest.DataErrReader(bytes.NewReader(content)), content, nil},
		{"an error", io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken)), []byte("abc"), broken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := io.ReadAll(&interruptible{ctx: t.Context(), r: tt.r})
			if !bytes.Equal(got, tt.want) || !errors.Is(err, tt.wantErr) {
				t.Errorf("got %d bytes and %v, want %d and %v", len(got), err, len(tt.want), tt.wantErr)
			}
		})
	}
}

// optionsFrame is a request in a frame.
func optionsFrame(callID string) capturetest.Frame {
	message := "OPTIONS sip:b.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@a.example>;tag=1\r\n" +
		"To: <sip:b.example>\r\nCall-ID: " + callID + "\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
	return capturetest.Datagram{
		Time: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", Payload: message,
	}.Frame()
}

// TestMessagesAtOnce: what a pipe has brought is printed while the pipe stays open, as from
// `tcpdump -U -w - | sipcap messages -`, and reads the same whenever it came.
func TestMessagesAtOnce(t *testing.T) {
	for _, format := range []string{"table", "csv", "ndjson", "json"} {
		t.Run(format, func(t *testing.T) {
			in, packets := io.Pipe()
			rows, out := io.Pipe()
			args := []string{"messages", "--format", format, "-"}
			done := make(chan int, 1)
			go func() {
				done <- run(t.Context(), args, func(string) string { return "" }, in, out, io.Discard)
				out.Close()
			}()
			printed := make(chan string)
			go func() {
				defer close(printed)
				for b := make([]byte, 64<<10); ; {
					n, err := rows.Read(b)
					if err != nil {
						return
					}
					printed <- string(b[:n])
				}
			}()
			file := capturetest.Pcap{}.Bytes(optionsFrame("call-1"), optionsFrame("a-call-of-a-longer-name"))
			first := len(capturetest.Pcap{}.Bytes(optionsFrame("call-1")))
			var all strings.Builder
			for _, part := range []struct {
				content []byte
				want    string
			}{{file[:first], "call-1"}, {file[first:], "a-call-of-a-longer-name"}} {
				if _, err := packets.Write(part.content); err != nil {
					t.Fatal(err)
				}
				for got := ""; !strings.Contains(got, part.want); {
					select {
					case text := <-printed:
						got += text
						all.WriteString(text)
					case <-time.After(20 * time.Second):
						t.Fatalf("%q is not printed while the pipe is open; %q is", part.want, all.String())
					}
				}
			}
			packets.Close()
			for text := range printed {
				all.WriteString(text)
			}
			if status := <-done; status != exitOK {
				t.Errorf("exit status %d", status)
			}
			var whole bytes.Buffer
			run(t.Context(), args, func(string) string { return "" }, bytes.NewReader(file), &whole, io.Discard)
			if all.String() != whole.String() {
				t.Errorf("piece by piece %q, at once %q", all.String(), whole.String())
			}
		})
	}
}

// TestInterrupt stops the program while a pipe is silent: what came until then is told.
func TestInterrupt(t *testing.T) {
	file := capturetest.Pcap{}.Bytes(optionsFrame("c1"))

	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	defer w.Close()
	go func() {
		// Returns when all was read, the beginning of a packet included.
		if _, err := w.Write(append(file, 0, 0, 0)); err != nil {
			t.Error(err)
		}
		time.Sleep(50 * time.Millisecond) // which the program may take in, or not
		cancel()
	}()
	var out, errs bytes.Buffer
	status := run(ctx, []string{"messages", "--format", "csv", "-"}, func(string) string { return "" }, r, &out, &errs)
	if status != exitInterrupted {
		t.Errorf("exit status %d, want %d", status, exitInterrupted)
	}
	if !strings.Contains(out.String(), ",OPTIONS,") {
		t.Errorf("what was read is not told: %q", out.String())
	}
	if errs.Len() > 0 {
		t.Errorf("standard error has %q, want nothing", errs.String())
	}
}

// TestFailedWriting has a full disk for standard output.
func TestFailedWriting(t *testing.T) {
	var errs bytes.Buffer
	status := run(t.Context(), []string{"explain"}, func(string) string { return "" }, strings.NewReader(""), fullDisk{}, &errs)
	if want := "sipcap: cannot write the results: disk full\n"; status != exitFailed || errs.String() != want {
		t.Errorf("exit status %d and %q, want %d and %q", status, errs.String(), exitFailed, want)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }
