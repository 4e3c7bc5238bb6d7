package capture

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// TestTsharkReadsWhatIsWritten has Wireshark read what is written, of each link layer.
func TestTsharkReadsWhatIsWritten(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	for _, link := range []ct.Link{ct.Ethernet, ct.SLL, ct.SLL2, ct.Null, ct.Loop, ct.Raw} {
		for _, format := range []FileFormat{{"pcap", ""}, {"pcapng", ""}, {"pcap", "gzip"}, {"pcapng", "zstd"}} {
			var frames []ct.Frame
			for i := range 3 {
				d := datagram(i, "OPTIONS sip:bob@example.com SIP/2.0\r\n\r\n")
				d.Link, d.Time = link, d.Time.Add(123456789)
				frames = append(frames, d.Frame())
			}
			frames[1] = frames[1].Cut(len(frames[1].Data) - 3)
			raw := rawFrames(t, ct.PcapNG{Interfaces: []ct.Interface{{Link: link, Name: "eth0", Resolution: 9, SnapLen: 300000}}}.Bytes(frames...))
			raw[0].Comments = []string{"one", "two, with \u00fcmlaut"}
			raw[0].Flags = 1 // inbound
			name := ct.WriteFile(t, "x."+format.Format, written(t, format, raw, Secret{TLSKeyLog, []byte("CLIENT_RANDOM 00 00\n")}))

			fields := []string{"frame.time_epoch", "frame.len", "frame.cap_len", "ip.src", "udp.dstport", "frame.interface_name", "frame.packet_flags_direction", "frame.comment"}
			args := []string{"-n", "-r", name, "-T", "fields", "-E", "separator=|", "-E", "aggregator=;"}
			for _, f := range fields {
				args = append(args, "-e", f)
			}
			cmd := exec.Command("tshark", args...)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v: %v: %s", cmd, err, &stderr)
			}
			var want strings.Builder
			for i, f := range raw {
				line := fmt.Sprintf("%d.%09d|%d|%d|10.0.0.1|5062", f.Time.Unix(), f.Time.Nanosecond(), f.Length, len(f.Data))
				switch {
				case format.Format == "pcap":
					line += "|||"
				case i == 0:
					line += "|eth0|0x00000001|one;two, with \u00fcmlaut"
				default:
					line += "|eth0||"
				}
				want.WriteString(line + "\n")
			}
			if string(out) != want.String() {
				t.Errorf("%s, %+v: tshark reads\n%swant\n%s", linkLayerOf(link.Type()).name, format, out, &want)
			}
		}
	}
}
