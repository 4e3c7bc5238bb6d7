package report

import (
	"bytes"
	"net/netip"
	"slices"
	"testing"
	"time"

	"sipcap/callflow"
)

// dataOf is the case with the calls that keep picks, without findings.
func dataOf(t *testing.T, keep func(*callflow.Call) bool) *Data {
	t.Helper()
	d := caseData(t)
	var calls []*callflow.Call
	for _, c := range d.Calls {
		if keep(c) {
			c.SetFindings(nil)
			calls = append(calls, c)
		}
	}
	f := d.Capture.Files[0]
	f.Truncated, f.Damage, f.Snapped, f.FirstSnapped = false, "", 0, 0
	d.Capture.Files, d.Capture.Skipped = []callflow.CaptureFile{f}, nil
	d.Calls, d.Findings = calls, nil
	sumUp(d)
	return d
}

// TestReports prints reports of captures that are not as the case is.
func TestReports(t *testing.T) {
	healthy := func(c *callflow.Call) bool { return c.State == callflow.Completed }
	none := func(*callflow.Call) bool { return false }
	noSIP := dataOf(t, none)
	noSIP.Capture.Used = 0
	noSIP.Capture.Skipped = []callflow.Skipped{{Reason: "not-ip", Count: 4, First: callflow.FrameRef{Number: 7}},
		{Reason: "not-sip", Count: 18200, First: callflow.FrameRef{Number: 1}}}
	noFrames := dataOf(t, none)
	noFrames.Capture = &callflow.Capture{Files: []callflow.CaptureFile{{Name: "-", Format: "pcap", LinkTypes: []string{"Ethernet"}}}}
	files := dataOf(t, healthy)
	second := files.Capture.Files[0]
	second.Name, second.First, second.Last = "/var/ring/b c.pcap", second.First.Add(24*time.Hour), second.Last.Add(24*time.Hour)
	second.Truncated, second.Backwards, second.Dropped = true, 2, 1200
	second.FarthestBack = callflow.Step{By: 2 * time.Hour, Frame: callflow.FrameRef{File: 1, Number: 4711}}
	second.Filter, second.Comment = "udp port 5060", "as \x1b[2Jsent by the customer"
	files.Capture.Files = append(files.Capture.Files, second)
	files.Capture.Interrupted = true
	files.Capture.Repeats, files.Capture.RepeatDelay, files.Counts.Duplicates = 41, 20*time.Microsecond, 41
	files.Capture.Skipped = []callflow.Skipped{{Reason: "ip-fragment", Count: 1, First: callflow.FrameRef{File: 1, Number: 4}}}
	files.Files = []string{"case4711.pcapng.gz", "/var/ring/b c.pcap"}
	ring := dataOf(t, healthy)
	for range 11 {
		ring.Capture.Files = append(ring.Capture.Files, ring.Capture.Files[0])
	}
	ring.Capture.Frames *= 12
	ring.Files = []string{"ring"}
	selected := dataOf(t, func(c *callflow.Call) bool { return c.State == callflow.Busy })
	selected.Total = 10
	crowd := dataOf(t, func(c *callflow.Call) bool { return true })
	for len(crowd.Calls) < 200 {
		c := *crowd.Calls[len(crowd.Calls)%13]
		c.ID = len(crowd.Calls) + 1
		crowd.Calls = append(crowd.Calls, &c)
	}
	sumUp(crowd)
	encrypted := dataOf(t, healthy)
	encrypted.Capture.TLS = callflow.TLSCapture{Keys: 3, Malformed: 2, Servers: []callflow.TLSServer{
		{Connections: 900},
		{Server: netip.MustParseAddrPort("10.1.2.8:5061"), Connections: 2, Refused: 2, Alert: "unknown ca"},
		{Server: netip.MustParseAddrPort("10.1.2.9:5061"), Connections: 7, Decrypted: 1, Refused: 1, Alert: "handshake failure", NoHandshake: 2, Unsupported: 1, LostRecords: 4},
		{Server: netip.MustParseAddrPort("[2001:db8::7:1]:15061"), Connections: 1, NoHandshake: 1},
	}}
	encrypted.Capture.Skipped = []callflow.Skipped{{Reason: "tls-no-key", Count: 4711, First: callflow.FrameRef{Number: 4}}}
	encrypted.Flags = []string{"--keylog", "the keys.log"}
	nothing := &Data{}
	for _, c := range []struct {
		name string
		d    *Data
	}{
		{"healthy", dataOf(t, func(c *callflow.Call) bool { return healthy(c) && c.Kind == callflow.KindCall })},
		{"one", dataOf(t, func(c *callflow.Call) bool { return c.ID == 1 })},
		{"registrations", dataOf(t, func(c *callflow.Call) bool { return c.Kind == callflow.KindRegistration })},
		{"keep-alives", dataOf(t, func(c *callflow.Call) bool { return c.Kind == callflow.KindOptions })},
		{"no-sip", noSIP},
		{"no-frames", noFrames},
		{"two-files", files},
		{"ring", ring},
		{"selected", selected},
		{"crowd", crowd},
		{"encrypted", encrypted},
		{"nothing", nothing},
	} {
		for _, f := range []Format{Table, Markdown} {
			name := "of." + c.name + "." + string(f)
			t.Run(name, func(t *testing.T) {
				var b bytes.Buffer
				o := Options{Format: f}
				if err := Report(&b, c.d, o); err != nil {
					t.Fatal(err)
				}
				checkText(t, b.String(), o)
				golden(t, name, b.Bytes())
			})
		}
	}
}

// TestPrintingChangesNothing prints everything and compares with what was there before.
func TestPrintingChangesNothing(t *testing.T) {
	d := caseData(t)
	before := slices.Clone(d.Calls)
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		for _, f := range Formats() {
			if err := Report(b, d, Options{Format: f}); err != nil {
				t.Fatal(err)
			}
			if err := Stats(b, d, Options{Format: f}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the second time something else was printed")
	}
	if !slices.Equal(before, d.Calls) {
		t.Error("the calls are in another order")
	}
}
