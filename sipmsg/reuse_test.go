package sipmsg

import (
	"reflect"
	"testing"
)

// TestReuse parses every message behind every other with the same Message, which remembers the order
// of the last one's headers: what it says of a message depends on that message alone.
func TestReuse(t *testing.T) {
	var texts [][]byte
	for _, name := range vectorFiles(t) {
		texts = append(texts, readVector(t, name).raw)
	}
	for _, text := range []string{inviteText, ringingText, byeText} {
		texts = append(texts, []byte(crlf(text)))
	}
	type said struct {
		headers []Header
		issues  []Issue
		callID  string
	}
	say := func(m *Message, raw []byte) said {
		m.Parse(raw)
		return said{append([]Header{}, m.Headers...), append([]Issue{}, m.Issues...), string(m.CallID())}
	}
	var used Message
	for _, raw := range texts {
		var fresh Message
		want := say(&fresh, raw)
		for _, before := range texts {
			used.Parse(before)
			if got := say(&used, raw); !reflect.DeepEqual(got, want) {
				t.Fatalf("%q behind %q: got %v, want %v", raw, before, got, want)
			}
		}
	}
}
