//go:build libpcap && cgo && !windows

package capture

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// filtered reads a file with a filter.
func filtered(t testing.TB, filter string, content []byte) ([]Packet, Info) {
	t.Helper()
	return readNames(t, Config{Stdin: bytes.NewReader(content), Filter: filter}, "-")
}

func TestFilter(t *testing.T) {
	media := datagram(1, "media")
	media.Src, media.Dst = "10.0.0.1:40000", "10.0.0.2:40002"
	tagged := datagram(2, "tagged")
	tagged.VLAN = []uint16{100, 7}
	six := v6(3, "six")
	file := ct.Pcap{}.Bytes(datagram(0, "sip").Frame(), media.Frame(), tagged.Frame(), six.Frame())
	for _, tt := range []struct {
		filter string
		want   string
		tagged uint64
	}{
		{"port 5060", "sip six", 1},
		{"udp", "sip media six", 1},
		{"udp port 5060 or (vlan and vlan and udp port 5060)", "sip tagged six", 0},
		{"vlan", "tagged", 0},
		{"ip6", "six", 0},
		{"src host 10.0.0.1 and not port 40000", "sip", 1},
		{"less 48", "sip media", 1}, // its length without the tags, too
		{"tcp", "", 0},
	} {
		packets, info := filtered(t, tt.filter, file)
		if got := strings.Join(payloads(packets), " "); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.filter, got, tt.want)
		}
		left := uint64(4 - len(packets))
		if info.Frames != 4 || info.Skipped[SkipFiltered].Count != left || info.Filter.Tagged != tt.tagged || info.Filter.Unfit != nil {
			t.Errorf("%s: %d frames, skipped %v, %+v", tt.filter, info.Frames, info.Skipped, info.Filter)
		}
	}
}

// The length on the wire counts, also where the snap length cut.
func TestFilterOfCutFrames(t *testing.T) {
	f := datagram(0, strings.Repeat("x", 500)).Frame()
	packets, _ := filtered(t, "greater 500", ct.Pcap{}.Bytes(f.Cut(100)))
	if len(packets) != 1 || !packets[0].Truncated {
		t.Errorf("got %+v, want the beginning of a packet", packets)
	}
}

// A loopback's header has the byte order of the machine that captured, as its file.
func TestFilterOfLoopback(t *testing.T) {
	d := v6(0, "sip")
	for link, bigEndian := range map[ct.Link]bool{ct.Null: false, ct.NullBig: true} {
		d.Link = link
		packets, _ := filtered(t, "port 5060", ct.Pcap{Link: link, BigEndian: bigEndian}.Bytes(d.Frame()))
		wantPayloads(t, packets, "sip")
	}
}

// The link types of pcap's "any" device, of which gopacket knows the newer as another.
func TestFilterOfLinkLayers(t *testing.T) {
	for _, link := range []ct.Link{ct.Ethernet, ct.SLL, ct.SLL2, ct.Raw, ct.Null} {
		d := datagram(0, "sip")
		d.Link = link
		other := d
		other.Src, other.Dst = "10.0.0.1:40000", "10.0.0.2:40002"
		packets, info := filtered(t, "port 5060", ct.Pcap{Link: link}.Bytes(d.Frame(), other.Frame()))
		wantPayloads(t, packets, "sip")
		if info.Skipped[SkipFiltered].Count != 1 || info.Filter.Unfit != nil {
			t.Errorf("link type %d: skipped %v, %+v", link.Type(), info.Skipped, info.Filter)
		}
	}
}

// Each link layer of a file has its own program; what a filter is none for is left out, and told.
func TestFilterOfMixedLinkLayers(t *testing.T) {
	file := ct.PcapNG{Interfaces: []ct.Interface{{}, {Link: ct.SLL2}}}
	here, there := datagram(0, "ethernet"), datagram(1, "cooked")
	there.Link = ct.SLL2
	second := there.Frame()
	second.Interface = 1
	packets, _ := filtered(t, "port 5060", file.Bytes(here.Frame(), second))
	wantPayloads(t, packets, "ethernet", "cooked")

	packets, info := filtered(t, "inbound", file.Bytes(here.Frame(), second))
	wantPayloads(t, packets, "cooked")
	if got := info.Filter; !slices.Equal(got.Unfit, []string{"Ethernet"}) || !strings.Contains(got.Reason, "inbound") || info.Skipped[SkipFiltered].Count != 1 {
		t.Errorf("%+v, skipped %v; want that Ethernet tells no direction", got, info.Skipped)
	}
}

// A packet in fragments passes where one of them does, in whatever order they come; the others are
// put together to be left out.
func TestFilterOfFragments(t *testing.T) {
	sip, media := datagram(0, long), datagram(500, strings.ToUpper(long))
	media.Src, media.Dst = "10.0.0.1:40000", "10.0.0.2:40002"
	wanted, others := sip.Fragments(180), media.Fragments(180)
	for _, order := range permutations(4) {
		var frames []ct.Frame
		for i, n := range order {
			wanted[n].Time, others[n].Time = at(2*i), at(2*i+1)
			frames = append(frames, wanted[n], others[n])
		}
		packets, info := filtered(t, "port 5060", ct.Pcap{}.Bytes(frames...))
		wantPayloads(t, packets, long)
		if info.Skipped[SkipFiltered].Count != 4 || info.Fragments != (FragmentInfo{Completed: 1}) {
			t.Errorf("order %v: skipped %v, %+v, %+v", order, info.Skipped, info.Fragments, info.Filter)
		}
	}
}

// In a fragment of IPv6 a filter on ports finds none; that is told.
func TestFilterOfFragments6(t *testing.T) {
	file := ct.Pcap{}.Bytes(v6(0, long).Fragments(180)...)
	packets, info := filtered(t, "port 5060", file)
	if len(packets) != 0 || info.Filter.Fragmented6 != 1 {
		t.Errorf("%d packets, %+v", len(packets), info.Filter)
	}
	packets, info = filtered(t, "port 5060 or ip6 proto 44", file)
	wantPayloads(t, packets, long)
	if info.Filter.Fragmented6 != 0 {
		t.Errorf("%+v", info.Filter)
	}
}

// Fragments whose others never come are left out or given up, by whether one of them matched.
func TestFilterOfIncompleteFragments(t *testing.T) {
	sip, media, late := datagram(0, long), datagram(500, strings.ToUpper(long)), datagram(60_000, "late")
	media.Src, media.Dst = "10.0.0.1:40000", "10.0.0.2:40002"
	wanted, others := sip.Fragments(180), media.Fragments(180)
	packets, info := filtered(t, "port 5060", ct.Pcap{}.Bytes(wanted[0], wanted[1], others[0], others[2], late.Frame()))
	if len(packets) != 2 || !packets[0].Truncated || !strings.HasPrefix(long, string(packets[0].Payload)) || string(packets[1].Payload) != "late" {
		t.Errorf("got %q", payloads(packets))
	}
	if info.Skipped[SkipFiltered].Count != 2 || info.Fragments != (FragmentInfo{Incomplete: 1, Lost: 1}) {
		t.Errorf("skipped %v, %+v, %+v", info.Skipped, info.Fragments, info.Filter)
	}
	// Without the first part there are no ports to be found.
	_, info = filtered(t, "port 5060", ct.Pcap{}.Bytes(wanted[1], wanted[2], late.Frame()))
	if info.Skipped[SkipFiltered].Count != 2 || info.Fragments != (FragmentInfo{}) {
		t.Errorf("skipped %v, %+v", info.Skipped, info.Fragments)
	}
}

// Config.Frames counts what passes, as tcpdump -c does.
func TestFilterAndFrames(t *testing.T) {
	var frames []ct.Frame
	for i := range 10 {
		d := datagram(i, "x")
		if i%2 == 0 {
			d.Src, d.Dst = "10.0.0.1:40000", "10.0.0.2:40002"
		}
		frames = append(frames, d.Frame())
	}
	packets, info := readNames(t, Config{Stdin: bytes.NewReader(ct.Pcap{}.Bytes(frames...)), Filter: "port 5060", Frames: 2}, "-")
	if len(packets) != 2 || info.Frames != 4 || info.Skipped[SkipFiltered].Count != 2 {
		t.Errorf("%d packets of %d frames, skipped %v; want 2 of 4", len(packets), info.Frames, info.Skipped)
	}
}

func TestFilterErrors(t *testing.T) {
	empty := ct.Pcap{}.Bytes()
	for filter, want := range map[string]string{
		"port":          "syntax error",
		"nonsense 5":    "syntax error",
		"port 5060 and": "syntax error",
		"port 99999":    "99999",
		"udp\x00":       "NUL",
		"type mgt":      "802.11",
	} {
		for name, content := range map[string][]byte{"empty": empty, "one frame": ct.Pcap{}.Bytes(datagram(0, "x").Frame())} {
			_, err := Open(Config{Stdin: bytes.NewReader(content), Filter: filter}, "-")
			var e *Error
			if !errors.As(err, &e) || !errors.Is(err, ErrFilter) || e.Op != "compile" || e.File != filter || !strings.Contains(e.Err.Error(), want) {
				t.Errorf("%q, %s: got %v, want one that tells %q", filter, name, err, want)
			}
		}
	}
}

// A file that is closed until its time has come has its link layers compiled all the same.
func TestFilterOfManyFiles(t *testing.T) {
	var names []string
	for i := range 4 {
		d := datagram(i, "sip")
		if i == 3 {
			d.Link = ct.SLL2
		}
		names = append(names, ct.WriteFile(t, string(rune('a'+i))+".pcap", ct.Pcap{Link: d.Link}.Bytes(d.Frame())))
	}
	slices.Reverse(names)
	packets, _ := readNames(t, Config{Filter: "port 5060", MaxOpen: 1}, names...)
	wantPayloads(t, packets, "sip", "sip", "sip", "sip")
}
