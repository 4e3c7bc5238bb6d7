package sipmsg

import (
	"os"
	"path/filepath"
	"testing"
)

// addVectors adds messages to start from.
func addVectors(f *testing.F) {
	f.Add(typicalINVITE)
	dir := os.Getenv("SIPCAP_CORPUS")
	files, _ := filepath.Glob(filepath.Join(dir, "rfc4475", "*.dat"))
	for _, name := range files {
		if b, err := os.ReadFile(name); err == nil {
			f.Add(b)
		}
	}
}

// inside reports whether sub is a part of b, by place and not by content.
func inside(b, sub []byte) bool {
	if len(sub) == 0 {
		return true
	}
	off := cap(b) - cap(sub)
	return off >= 0 && off+len(sub) <= len(b) && &b[off] == &sub[0]
}

func FuzzParse(f *testing.F) {
	addVectors(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var m Message
		ok := m.Parse(raw)
		if ok != Sniff(raw) {
			t.Fatalf("Parse says %v, Sniff %v", ok, Sniff(raw))
		}
		if !ok {
			if m.Raw != nil || len(m.Headers) > 0 || len(m.Issues) > 0 {
				t.Fatalf("refused, and not empty: %+v", m)
			}
			return
		}
		if got, want := FindCallID(raw), m.CallID(); want != nil && (got == nil || string(got) != string(want)) {
			t.Errorf("FindCallID: got %q, want %q", got, want)
		}
		for _, part := range [][]byte{m.RequestURI, m.Version, m.Reason, m.Body} {
			if !inside(m.Raw, part) {
				t.Errorf("%q is not a part of Raw", part)
			}
		}
		if !inside(raw, m.Raw) || !inside(raw, m.Rest) {
			t.Error("Raw or Rest is not a part of the input")
		}
		last := 0
		for _, h := range m.Headers {
			if !inside(m.Raw, h.Name) || !inside(m.Raw, h.Value) {
				t.Errorf("header %q: %q is not a part of Raw", h.Name, h.Value)
			}
			if h.Offset < last || h.Offset > len(m.Raw) {
				t.Errorf("header %q: offset %d after %d, Raw has %d", h.Name, h.Offset, last, len(m.Raw))
			}
			last = h.Offset
		}
		for _, issue := range m.Issues {
			if issue.Offset < 0 || issue.Length < 0 || issue.Offset+issue.Length > len(m.Raw) {
				t.Errorf("issue %+v outside of Raw, which has %d octets", issue, len(m.Raw))
			}
			if _, ok := issue.Code.Info(); !ok {
				t.Errorf("issue %q is not in the table", issue.Code)
			}
		}
		consume(&m)
	})
}
