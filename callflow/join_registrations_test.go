package callflow

import "testing"

// TestAddressOfRecord compares addresses-of-record as a registrar does (RFC 3261 §10.3, §19.1.4).
func TestAddressOfRecord(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"sip:alice@example.com", "SIP:alice@EXAMPLE.com", true},
		{"sip:alice@example.com", "sip:%61lice@example.com;transport=tcp", true},
		{"sip:alice@example.com", "sip:alice:secret@example.com?subject=x", true},
		{"sip:alice@example.com", "sip:Alice@example.com", false},
		{"sip:alice@example.com", "sips:alice@example.com", false},
		{"sip:alice@example.com", "sip:alice@example.com:5060", false},
		{"sip:alice@example.com:5080", "sip:alice@example.com:5080;user=phone", true},
		{"sip:alice@[2001:DB8::1]", "sip:alice@[2001:db8::1]", true},
		{"sip:example.com", "sip:@example.com", true},
		{"sip:a@b.example.com", "sip:a%40b@example.com", false},
		{"tel:+49-30-123", "tel:+4930123;phone-context=x", true},
		{"tel:+4930123", "sip:+4930123@example.com", false},
	} {
		var x aorBuffer
		a, b := string(x.append(nil, c.a)), string(x.append(nil, c.b))
		if got := a == b; got != c.same || a == "" || b == "" {
			t.Errorf("%s and %s are %q and %q, want the same: %v", c.a, c.b, a, b, c.same)
		}
	}
	var x aorBuffer
	for _, none := range []string{"", "alice", "mailto:alice@example.com", "sip:"} {
		if got := x.append(nil, none); len(got) > 0 {
			t.Errorf("%q is an address-of-record: %q", none, got)
		}
	}
}
