package main

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"sipcap/callflow"
)

func TestNameValue(t *testing.T) {
	for value, want := range map[string]string{
		"1001":                       "1001",
		"+49 30/123":                 "+49_30_123",
		"":                           "none",
		"...":                        "none",
		"../../etc/passwd":           "_.._etc_passwd",
		".bashrc":                    "bashrc",
		"-rf":                        "rf",
		"a.":                         "a",
		"C:\\x":                      "C__x",
		"$(reboot);`x`":              "__reboot___x_",
		"a\x00b\x1b[31m\nc\u202e":    "a_b__31m_c_",
		"b\xffd":                     "b_d",
		"J\u00f6rg \u5f20":           "J\u00f6rg_\u5f20",
		"3c26@10.1.1.40":             "3c26@10.1.1.40",
		strings.Repeat("\u00e4", 40): strings.Repeat("\u00e4", 32),
	} {
		if got := nameValue(value); got != want {
			t.Errorf("%q: got %q, want %q", value, got, want)
		}
	}
}

// FuzzNameValue: whatever was sent, it names a file in the folder that was meant.
func FuzzNameValue(f *testing.F) {
	for _, s := range []string{"", "1001", "..", "a/../b", "\xff\x00", "-x", strings.Repeat("\u00e4.", 80)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := nameValue(s)
		bad := strings.IndexFunc(got, func(r rune) bool { return !unicode.IsGraphic(r) || strings.ContainsRune(`/\:*?"<>| `, r) })
		if got == "" || bad >= 0 || got[0] == '.' || got[0] == '-' || got[len(got)-1] == '.' || len(got) > maxValue || !utf8.ValidString(got) {
			t.Errorf("%q: got %q", s, got)
		}
		if again := nameValue(got); again != got {
			t.Errorf("%q: %q became %q", s, got, again)
		}
	})
}

func TestNames(t *testing.T) {
	var calls []*callflow.Call
	for i, from := range []string{"sip:a@x", "sip:A@x", "sip:a@y", "sip:a-2@x", "tel:" + strings.Repeat("9", 300)} {
		c := busyCall(t, from, "1")
		c.ID = i + 8
		calls = append(calls, c)
	}
	for template, want := range map[string][]string{
		"{from}.pcapng":            {"a.pcapng", "A-2.pcapng", "a-3.pcapng", "a-2-2.pcapng", strings.Repeat("9", 64) + ".pcapng"},
		"x/{state}/{call}.Pcap.GZ": {"x/busy/008.Pcap.GZ", "x/busy/009.Pcap.GZ", "x/busy/010.Pcap.GZ", "x/busy/011.Pcap.GZ", "x/busy/012.Pcap.GZ"},
		"fixed.pcap":               {"fixed.pcap", "fixed-2.pcap", "fixed-3.pcap", "fixed-4.pcap", "fixed-5.pcap"},
		"{from}{from}{from}{from}{from}{call}.pcap": {"aaaaa008.pcap", "AAAAA009.pcap", "aaaaa010.pcap", "a-2a-2a-2a-2a-2011.pcap",
			strings.Repeat("9", 200) + ".pcap"},
	} {
		n, err := parseNameTemplate(template)
		if err != nil {
			t.Fatal(err)
		}
		if got := n.names(calls, 100); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", template, got, want)
		}
	}
	for _, template := range []string{"", "{call}", "{call}.txt", "{nonsense}.pcap", "{call.pcap", "{call}.pcapng.bz2"} {
		if _, err := parseNameTemplate(template); err == nil {
			t.Errorf("%q: no error", template)
		}
	}
}
