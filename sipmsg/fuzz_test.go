package sipmsg

import (
	"bytes"
	"fmt"
	"iter"
	"reflect"
	"testing"
)

// addVectors adds the messages of testdata/messages to start from.
func addVectors(f *testing.F) {
	f.Add(typicalINVITE)
	for _, name := range vectorFiles(f) {
		f.Add(readVector(f, name).raw)
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
			name, value := m.NameOf(h), m.ValueOf(h)
			if !inside(m.Raw, name) || !inside(m.Raw, value) {
				t.Errorf("header %q: %q is not a part of Raw", name, value)
			}
			if int(h.Offset) < last || int(h.Offset) > len(m.Raw) {
				t.Errorf("header %q: offset %d after %d, Raw has %d", name, h.Offset, last, len(m.Raw))
			}
			last = int(h.Offset)
		}
		for _, issue := range m.Issues {
			if issue.Offset < 0 || issue.Length < 0 || issue.Offset+issue.Length > len(m.Raw) {
				t.Errorf("issue %+v outside of Raw, which has %d octets", issue, len(m.Raw))
			}
			if _, ok := issue.Code.Info(); !ok {
				t.Errorf("issue %q is not in the table", issue.Code)
			}
		}
		readAll(&m)
		checkShortCuts(t, &m)
		if len(m.Issues) == 0 && m.Version != nil {
			checkPrinted(t, &m)
		}
	})
}

// checkShortCuts checks that the headers that were read by a short cut have nothing
// that the checks which it spares would note, and mean what they would say.
func checkShortCuts(t *testing.T, m *Message) {
	from, hasFrom := m.From()
	to, hasTo := m.To()
	for _, c := range []struct {
		a        Address
		ok       bool
		uri, tag []byte
	}{{from, hasFrom, m.FromURI(), m.FromTag()}, {to, hasTo, m.ToURI(), m.ToTag()}} {
		if !c.ok {
			c.a = Address{}
		}
		if string(c.uri) != string(c.a.URI) {
			t.Errorf("URI is %q, want %q", c.uri, c.a.URI)
		}
		want, _ := c.a.Params.Get("tag")
		if string(c.a.Tag()) != string(want) || string(c.tag) != string(want) || (c.tag == nil) != (want == nil) {
			t.Errorf("tag of %q is %q and %q, want %q", c.a.Params, c.a.Tag(), c.tag, want)
		}
	}
	for _, auths := range []iter.Seq[Auth]{m.Authorizations(), m.ProxyAuthorizations(), m.Challenges()} {
		for a := range auths {
			got, want := a.Fields(), AuthFields{a.Realm(), a.Nonce(), a.Username(), a.Algorithm(), a.Stale(), a.HasResponse()}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%q: got %+v in one go, want %+v", a.params, got, want)
			}
		}
	}
	vias := 0
	for range m.Values(HeaderVia) {
		vias++
	}
	if m.ViaCount() != vias {
		t.Errorf("got %d values of Via, want %d", m.ViaCount(), vias)
	}
	if want := m.via.Params.value("branch"); string(m.via.Branch()) != string(want) {
		t.Errorf("branch of %q is %q, want %q", m.via.Params, m.via.Branch(), want)
	}
	for i := range m.Headers {
		h := &m.Headers[i]
		if !h.plain {
			continue
		}
		name, value := m.NameOf(*h), m.ValueOf(*h)
		if nextSpecial(value, 0) < len(value) || len(trimLWS(value)) != len(value) || lookupHeader(name) != h.ID {
			t.Errorf("%s: %q is no plain value", name, value)
		}
		check := headerTable[h.ID].check
		if check == nil {
			continue
		}
		at := *m
		at.Issues = nil
		check(&at, h)
		if len(at.Issues) > 0 {
			t.Errorf("%s: %q passes for plain, and has %v", name, value, codes(at.Issues))
		}
		got := fmt.Sprintf("%v %v %+v %v %v %v %q", m.from, m.to, m.via, m.hasVia, m.cseq, m.hasCSeq, m.contentType)
		want := fmt.Sprintf("%v %v %+v %v %v %v %q", at.from, at.to, at.via, at.hasVia, at.cseq, at.hasCSeq, at.contentType)
		if got != want {
			t.Errorf("%s: %q is %s by the short cut, and %s", name, value, got, want)
		}
	}
}

func parts(a Address) [][]byte { return [][]byte{a.Display, a.URI, a.Params} }

// printed writes a message anew from what was parsed of it, with its headers unfolded.
func printed(m *Message) []byte {
	var b bytes.Buffer
	if m.IsResponse() {
		fmt.Fprintf(&b, "%s %03d %s\r\n", m.Version, m.Status, m.Reason)
	} else {
		fmt.Fprintf(&b, "%s %s %s\r\n", m.Method, m.RequestURI, m.Version)
	}
	for _, h := range m.Headers {
		fmt.Fprintf(&b, "%s: %s\r\n", m.NameOf(h), m.AppendUnfolded(nil, h))
	}
	fmt.Fprintf(&b, "\r\n%s", m.Body)
	return b.Bytes()
}

// checkPrinted checks that a message without issues, printed and parsed, is the same.
func checkPrinted(t *testing.T, m *Message) {
	raw := printed(m)
	var again Message
	if !again.Parse(raw) {
		t.Fatalf("printed, it is not taken for SIP: %q", raw)
	}
	if again.Method != m.Method || again.Status != m.Status || !bytes.Equal(again.RequestURI, m.RequestURI) ||
		!bytes.Equal(again.Reason, m.Reason) || !bytes.Equal(again.Body, m.Body) || len(again.Headers) != len(m.Headers) {
		t.Fatalf("printed, it is another message: %q", raw)
	}
	if len(again.Issues) > 0 {
		t.Errorf("printed, it has issues %v: %q", codes(again.Issues), raw)
	}
	for i, h := range again.Headers {
		was := m.Headers[i]
		if h.ID != was.ID || !bytes.Equal(again.NameOf(h), m.NameOf(was)) || !bytes.Equal(again.ValueOf(h), m.AppendUnfolded(nil, was)) {
			t.Errorf("printed, header %d is %s %q, was %s %q", i, again.NameOf(h), again.ValueOf(h), m.NameOf(was), m.ValueOf(was))
		}
	}
}

// FuzzURI checks that the parts of a URI are in it, and make it again.
func FuzzURI(f *testing.F) {
	for _, s := range []string{
		"sip:bob@example.com", "sips:bob:secret@[2001:db8::1]:5061;transport=tcp;lr?Subject=a&body=b", "tel:+1-201-555-0123;ext=5",
		"sip:+49;x=y@gw;user=phone", "urn:service:sos", "sip:2001:db8::1", "sip:a@b@c;x", "sip:%41@a?%42=%43", "http://a/b",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		b = trimLWS(b)
		m := Message{Raw: b}
		u, ok := parseURI(b, &m)
		for _, part := range [][]byte{u.Scheme, u.User, u.Password, u.Host, u.Params, u.Headers, u.Raw} {
			if !inside(b, part) {
				t.Errorf("%q is not a part of %q", part, b)
			}
		}
		if again, ok2 := ParseURI(b); ok2 != ok || fmt.Sprint(again) != fmt.Sprint(u) {
			t.Errorf("got %v %v without and %v %v with a message", again, ok2, u, ok)
		}
		seen := map[string]bool{}
		for name, value := range u.Params.All() {
			lowered := string(bytes.Map(func(r rune) rune { return rune(lower(byte(r))) }, name))
			got, has := u.Params.Get(string(name))
			if !has || !seen[lowered] && (string(got) != string(value) || (got == nil) != (value == nil)) {
				t.Errorf("parameter %q: All gives %q, Get %q %v", name, value, got, has)
			}
			seen[lowered] = true
		}
		if isPlainSIP(b) && (!ok || len(m.Issues) > 0) {
			t.Errorf("%q passes for plain, and has %v", b, codes(m.Issues))
		}
		if !ok || len(m.Issues) > 0 || !u.IsSIP() {
			return
		}
		if got := printedURI(u); got != string(b) && !bytes.Contains(b, []byte(":0")) {
			t.Errorf("got %q from its parts, want %q", got, b)
		}
	})
}

// printedURI puts a SIP URI together from its parts.
func printedURI(u URI) string {
	s := string(u.Scheme) + ":"
	if u.User != nil {
		s += string(u.User)
		if u.Password != nil {
			s += ":" + string(u.Password)
		}
		s += "@"
	}
	if bytes.IndexByte(u.Host, ':') >= 0 {
		s += "[" + string(u.Host) + "]"
	} else {
		s += string(u.Host)
	}
	if u.Port != 0 {
		s += fmt.Sprintf(":%d", u.Port)
	}
	s += string(u.Params)
	if u.Headers != nil {
		s += "?" + string(u.Headers)
	}
	return s
}

// FuzzMultipart takes bodies apart that it has made, and any other without harm.
func FuzzMultipart(f *testing.F) {
	f.Add([]byte("v=0\r\n"), []byte("\x00\x01--b"), "b")
	f.Add([]byte("--b\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n--b--"), []byte(""), "b")
	f.Add([]byte("--"), []byte("\r\n--x--\r\n"), "x")
	f.Fuzz(func(t *testing.T, one, two []byte, boundary string) {
		if len(boundary) == 0 || run([]byte(boundary), 0, classToken) < len(boundary) {
			return
		}
		body := fmt.Sprintf("--%s\r\nContent-Type: text/plain\r\n\r\n%s\r\n--%s\r\nContent-Type: application/sdp\r\n\r\n%s\r\n--%s--\r\n", boundary, one, boundary, two, boundary)
		raw := fmt.Appendf(nil, "OPTIONS sip:a@b SIP/2.0\r\nContent-Type: multipart/mixed;boundary=%s\r\nContent-Length: %d\r\n\r\n%s", boundary, len(body), body)
		var m Message
		m.Parse(raw)
		var parts [][]byte
		for p := range m.Parts() {
			if !inside(m.Body, p.Body) {
				t.Fatalf("%q is not a part of the body", p.Body)
			}
			parts = append(parts, p.Body)
		}
		if bytes.Contains(one, []byte(boundary)) || bytes.Contains(two, []byte(boundary)) {
			return // the parts may be split, or end early
		}
		if len(parts) != 2 || !bytes.Equal(parts[0], one) || !bytes.Equal(parts[1], two) {
			t.Errorf("got %q, want %q and %q", parts, one, two)
		}
		if got := m.BodyOf("application/sdp"); !bytes.Equal(got, two) {
			t.Errorf("got %q for the session description, want %q", got, two)
		}
		if m.HasIssue(BadMultipart) {
			t.Error("a body that is whole has an issue")
		}
	})
}
