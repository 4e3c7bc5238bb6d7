package capture

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// output runs a program and returns what it writes to standard output.
func output(t testing.TB, stdin []byte, name string, args ...string) []byte {
	t.Helper()
	c := exec.Command(tool(t, name), args...)
	c.Stdin = bytes.NewReader(stdin)
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, errs.Bytes())
	}
	return out
}

// numbered are datagrams that count, a second apart, of some size that does not compress well.
func numbered(n, size int) (content []byte, payloads []string) {
	var frames []ct.Frame
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, size)
	for i := range n {
		for j := range noise {
			noise[j] = byte('!' + random.IntN(90))
		}
		payload := fmt.Sprint(i, " ", string(noise))
		payloads = append(payloads, payload)
		frames = append(frames, datagram(1000*i, payload).Frame())
	}
	return ct.Pcap{}.Bytes(frames...), payloads
}

// TestToolFormats reads what editcap makes of a capture in the formats that it has.
func TestToolFormats(t *testing.T) {
	tool(t, "editcap")
	content, want := numbered(10, 20)
	from := ct.WriteFile(t, "from.pcap", content)
	for _, format := range []string{"pcap", "nsecpcap", "modpcap", "nokiapcap", "rh6_1pcap", "suse6_3pcap", "pcapng", "snoop"} {
		to := filepath.Join(t.TempDir(), "to")
		output(t, nil, "editcap", "-F", format, from, to)
		packets, info := readNames(t, Config{}, to)
		if got := payloads(packets); strings.Join(got, "") != strings.Join(want, "") || info.Files[0].Truncated {
			t.Errorf("%s: %q (%s), want %q", format, got, info.Files[0].Damage, want)
		}
		if len(packets) > 0 && (!packets[9].Time.Equal(at(9000)) || info.Files[0].Last != at(9000)) {
			t.Errorf("%s: the last at %v, want %v", format, packets[9].Time, at(9000))
		}
	}
}

// TestToolCompressors reads what compressors make of a capture: whole, as two files one behind the other, and cut off,
// of which what can be decompressed is read.
func TestToolCompressors(t *testing.T) {
	content, want := numbered(4000, 100)
	half := len(content) / 2
	for compression, args := range map[string][]string{
		"gzip": {"gzip", "-c"}, "zstd": {"zstd", "-c", "-q"}, "xz": {"xz", "-c", "-0", "--block-size=100000"}, "lz4": {"lz4", "-c", "-q", "-B4"}, "bzip2": {"bzip2", "-c", "-1"},
	} {
		t.Run(compression, func(t *testing.T) {
			whole := output(t, content, args[0], args[1:]...)
			two := append(output(t, content[:half], args[0], args[1:]...), output(t, content[half:], args[0], args[1:]...)...)
			for name, compressed := range map[string][]byte{"whole": whole, "two": two} {
				packets, info := readBytes(t, compressed)
				if len(packets) != len(want) || info.Files[0].Compression != compression || info.Files[0].Truncated {
					t.Errorf("%s: %d packets of %d, %+v", name, len(packets), len(want), info.Files[0])
				}
			}
			packets, info := readBytes(t, whole[:len(whole)*9/10])
			if len(packets) < len(want)/2 || len(packets) >= len(want) || !info.Files[0].Truncated {
				t.Errorf("cut off: %d packets of %d, damage %q", len(packets), len(want), info.Files[0].Damage)
			}
		})
	}
}

// TestToolRing reads a ring of files as tcpdump leaves it: the oldest were written over, so that the names say
// nothing of the order, and the newest was cut off.
func TestToolRing(t *testing.T) {
	tool(t, "tcpdump")
	content, want := numbered(4600, 900)
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil { // tcpdump writes as another user where it can
		t.Fatal(err)
	}
	from := filepath.Join(dir, "from.pcap")
	if err := os.WriteFile(from, content, 0o644); err != nil {
		t.Fatal(err)
	}
	ring := filepath.Join(dir, "ring")
	if err := os.Mkdir(ring, 0o777); err != nil {
		t.Fatal(err)
	}
	args := []string{"-r", from, "-C", "1", "-W", "3", "-w", filepath.Join(ring, "trace.pcap")}
	if os.Getuid() == 0 {
		args = append([]string{"-Z", "root"}, args...)
	}
	output(t, nil, "tcpdump", args...)
	entries, err := os.ReadDir(ring)
	if err != nil || len(entries) != 3 {
		t.Fatalf("%d files: %v", len(entries), err)
	}
	packets, _ := readNames(t, Config{}, ring)
	got := payloads(packets)
	newest := ""
	for _, e := range entries { // the one with the last packet
		path := filepath.Join(ring, e.Name())
		if packets, _ := readNames(t, Config{}, path); len(packets) > 0 && string(packets[len(packets)-1].Payload) == want[len(want)-1] {
			newest = path
		}
	}
	if len(got) < 1000 || strings.Join(got, "") != strings.Join(want[len(want)-len(got):], "") {
		t.Fatalf("%d packets, want the last ones in their order", len(got))
	}
	if newest == "" || newest == filepath.Join(ring, entries[2].Name()) {
		t.Fatalf("the newest file is %q: it should not be the last by name", newest)
	}
	info, err := os.Stat(newest)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(newest, info.Size()-500); err != nil {
		t.Fatal(err)
	}
	packets, all := readNames(t, Config{}, ring)
	if len(packets) != len(got)-1 || string(packets[len(packets)-1].Payload) != want[len(want)-2] {
		t.Errorf("%d packets where the newest file is cut off, want all %d but the last", len(packets), len(got))
	}
	for _, f := range all.Files {
		if f.Truncated != (f.Name == newest) {
			t.Errorf("%s: damage %q", f.Name, f.Damage)
		}
	}
}

// TestSwitchTunnels: what Open vSwitch makes of one datagram after the other (see testdata/scenarios/switch.sh); each
// names in its Call-ID how it was carried.
func TestSwitchTunnels(t *testing.T) {
	packets, info := readNames(t, Config{}, filepath.Join("..", "testdata", "pcaps", "switch-tunnels.pcap"))
	want := strings.Fields("gre gre-key-checksum gre-ip gre-over-ipv6 erspan-2 erspan-3 vxlan vxlan-over-ipv6 vxlan-group-policy vxlan-gpe geneve gtp-u vlan qinq mpls")
	vlans := map[string]string{"vlan": "[7]", "qinq": "[100 7]"}
	if len(packets) != len(want) {
		t.Fatalf("%d packets, want %d; skipped %v", len(packets), len(want), info.Skipped)
	}
	for i, p := range packets {
		vlan := ""
		if p.VLAN != nil {
			vlan = fmt.Sprint(p.VLAN)
		}
		if !strings.Contains(string(p.Payload), "\r\nCall-ID: "+want[i]+"\r\n") || p.Src.Addr().String() != "10.8.0.1" ||
			p.Dst.String() != "10.8.0.2:5060" || p.TTL != 64 || p.Truncated || vlan != vlans[want[i]] {
			t.Errorf("%s: %+v", want[i], p)
		}
	}
}
