package sipmsg

import (
	"slices"
	"testing"
)

func TestHeaders(t *testing.T) {
	m := withHeaders(t, "X-One: a", "subJECT:  folded\n\t value \n  end  ", "x-one:b,c", "k: a, \"b,c\" ,,d;e=\"f,g\", <h,i>", "Empty:")
	if got := string(m.Get(HeaderSubject)); got != "folded\r\n\t value \r\n  end" {
		t.Errorf("Subject: got %q", got)
	}
	collect := func(seq func(func([]byte) bool)) (out []string) {
		for v := range seq {
			out = append(out, string(v))
		}
		return out
	}
	if got, want := collect(m.ByName("X-ONE")), []string{"a", "b,c"}; !slices.Equal(got, want) {
		t.Errorf("ByName: got %q, want %q", got, want)
	}
	if got, want := collect(m.Values(HeaderSupported)), []string{"a", `"b,c"`, `d;e="f,g"`, "<h,i>"}; !slices.Equal(got, want) {
		t.Errorf("Values: got %q, want %q", got, want)
	}
	if got, want := collect(m.All(HeaderOther)), []string{"a", "b,c", ""}; !slices.Equal(got, want) {
		t.Errorf("All of the unknown: got %q, want %q", got, want)
	}
	last := m.Headers[len(m.Headers)-1]
	if string(m.NameOf(last)) != "Empty" || m.ValueOf(last) == nil || len(m.ValueOf(last)) != 0 {
		t.Errorf("got %q %q, want Empty without a value", m.NameOf(last), m.ValueOf(last))
	}
	for _, h := range m.Headers {
		if h.ID == HeaderSubject && (string(m.AppendUnfolded(nil, h)) != "folded value end" || string(m.Raw[h.Offset:h.Offset+7]) != "subJECT") {
			t.Errorf("Subject: got %q at %d", m.AppendUnfolded(nil, h), h.Offset)
		}
	}
}

// TestHeaderOutOfRange asks for what no table has.
func TestHeaderOutOfRange(t *testing.T) {
	m := withHeaders(t)
	id := HeaderID(255)
	for range m.Values(id) {
		t.Error("got a value")
	}
	for range m.Addresses(id) {
		t.Error("got an address")
	}
	if m.Get(id) != nil || id.String() != "" || id.IsList() {
		t.Errorf("got %q %q %v", m.Get(id), id, id.IsList())
	}
}

// TestMessageReuse looks for what an earlier message may leave behind.
func TestMessageReuse(t *testing.T) {
	var m Message
	m.Parse(typicalINVITE)
	m.Parse([]byte("SIP/2.0 200 OK\r\n\r\n"))
	_, from := m.From()
	_, to := m.To()
	_, via := m.Via()
	_, cseq := m.CSeq()
	_, contentType := m.ContentType()
	if from || to || via || cseq || contentType || m.Method != "" || m.RequestURI != nil || len(m.Headers) > 0 || m.CallID() != nil || len(m.Body) > 0 {
		t.Errorf("something of the first message is left: %+v", m)
	}
	if m.Parse([]byte("nothing")) || m.Status != 0 || m.Raw != nil || len(m.Issues) > 0 {
		t.Errorf("something of the second message is left: %+v", m)
	}
}
