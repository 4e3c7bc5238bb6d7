package capture

import (
	"bytes"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// tool returns the path of a program that a test compares with; without it the test is skipped.
func tool(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("no %s here", name)
	}
	return path
}

// beyondTshark are frames that tshark does not take apart as they are meant, as of 4.0, and why that is no doubt
// about the frame.
var beyondTshark = map[string]string{
	"ERSPAN I with a number":       "tshark goes by GRE's sequence number alone",
	"ERSPAN II without a number":   "tshark goes by GRE's sequence number alone",
	"ESP without check":            "tshark takes the last 12 bytes for a check value",
	"ESP, GMAC":                    "tshark knows no initialisation vector of NULL encryption",
	"GTP, version 0":               "tshark takes the port for GTP prime's",
	"L2TPv3":                       "tshark needs the session's beginning, or to be told",
	"L2TPv3 over UDP":              "tshark needs the session's beginning, or to be told",
	"L2TPv3, cookie":               "tshark needs the session's beginning, or to be told",
	"L2TPv3, sublayer, PPP":        "tshark needs the session's beginning, or to be told",
	"MPLS, pseudowire":             "tshark guesses by the first nibble of the address",
	"MPLS, pseudowire, controlled": "tshark guesses by the first nibble of the address",
	"VXLAN, Linux's port":          "tshark does not know the port",
	"GRE, WCCP":                    "tshark takes what WCCP redirects for IPv4",
	"NFLOG, big-endian":            "tshark goes by the byte order of the machine that it runs on",
}

// TestTsharkAgrees has tshark find the packet in the frames that other tests are made of, so that what builds
// them and what takes them apart do not share a mistake.
func TestTsharkAgrees(t *testing.T) {
	tshark := tool(t, "tshark")
	invite := "INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"
	four, six := datagram(0, invite), v6(0, invite)
	all := otherLinks(four, six)
	for version, d := range map[string]ct.Datagram{" IPv4": four, " IPv6": six} {
		for name, f := range tunnels(d) {
			all[name+version] = linkFrame{1, f.Data}
		}
		for name, link := range map[string]ct.Link{"Ethernet": ct.Ethernet, "SLL": ct.SLL, "SLL2": ct.SLL2, "NULL": ct.Null, "LOOP": ct.Loop, "raw": ct.Raw} {
			d.Link, d.VLAN = link, nil
			all[name+version] = linkFrame{link.Type(), d.Frame().Data}
			if link == ct.Ethernet || link == ct.SLL2 {
				d.VLAN = []uint16{200, 100}
				all[name+", VLANs"+version] = linkFrame{link.Type(), d.Frame().Data}
			}
		}
	}
	var ng ct.PcapNG
	var frames []ct.Frame
	names := slices.Sorted(maps.Keys(all))
	for i, name := range names {
		number := ct.Interface{LinkType: uint16(all[name].link)}
		if number.LinkType == 0 {
			number.Link = ct.Null
		}
		ng.Interfaces = append(ng.Interfaces, number)
		frames = append(frames, ct.Frame{Time: at(i), Data: all[name].frame, Interface: i})
	}
	path := ct.WriteFile(t, "all.pcapng", ng.Bytes(frames...))
	out, err := exec.Command(tshark, "-r", path, "-o", "esp.enable_null_encryption_decode_heuristic:TRUE", "-T", "fields",
		"-e", "ip.src", "-e", "ipv6.src", "-e", "udp.srcport", "-e", "sip.Method", "-e", "frame.protocols").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(string(bytes.TrimRight(out, "\n")), "\n"), "\n")
	if len(lines) != len(names) {
		t.Fatalf("tshark shows %d frames of %d", len(lines), len(names))
	}
	for i, line := range lines {
		fields := strings.Split(line, "\t")
		innermost := func(n int) string { return fields[n][strings.LastIndexByte(fields[n], ',')+1:] }
		if innermost(3) == "INVITE" && innermost(2) == "5060" && (innermost(0) == "10.0.0.1" || innermost(1) == "2001:db8::1") {
			continue
		}
		name := strings.TrimSuffix(strings.TrimSuffix(names[i], " IPv4"), " IPv6")
		if beyondTshark[name] == "" {
			t.Errorf("%s: tshark sees %q", names[i], fields)
		}
	}
}
