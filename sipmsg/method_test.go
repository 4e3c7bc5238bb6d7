package sipmsg

import "testing"

// registeredMethods are IANA's, apart from the table for the same reason as the codes.
var registeredMethods = []struct{ name, rfc string }{
	{"INVITE", "3261"}, {"ACK", "3261"}, {"OPTIONS", "3261"}, {"BYE", "3261"}, {"CANCEL", "3261"}, {"REGISTER", "3261"},
	{"PRACK", "3262"}, {"SUBSCRIBE", "6665"}, {"NOTIFY", "6665"}, {"PUBLISH", "3903"}, {"INFO", "6086"},
	{"REFER", "3515"}, {"MESSAGE", "3428"}, {"UPDATE", "3311"},
}

func TestMethodsAreTheRegisteredOnes(t *testing.T) {
	methods := Methods()
	if len(methods) != len(registeredMethods) {
		t.Fatalf("got %d methods, want %d", len(methods), len(registeredMethods))
	}
	for i, want := range registeredMethods {
		got := methods[i]
		if string(got.Method) != want.name {
			t.Errorf("method %d: got %s, want %s", i, got.Method, want.name)
		}
		if m := referenceForm.FindStringSubmatch(got.Reference); m == nil || m[1] != want.rfc {
			t.Errorf("%s: got reference %q, want RFC %s with or without a section", want.name, got.Reference, want.rfc)
		}
		if found, ok := LookupMethod(Method(want.name)); !ok || found != got {
			t.Errorf("LookupMethod(%s): got %v %v", want.name, found.Method, ok)
		}
		if got.Purpose == "" || len(got.Purpose) > 60 {
			t.Errorf("%s: purpose %q does not fit a table's column", want.name, got.Purpose)
		}
		checkText(t, want.name, got.Meaning)
		checkText(t, want.name, got.LookAt)
	}
}

func TestLookupMethodUnknown(t *testing.T) {
	for _, m := range []Method{"", "invite", "INVITES", "KDMQ", "INVITE "} {
		if got, ok := LookupMethod(m); ok {
			t.Errorf("LookupMethod(%q): got %s, want none", m, got.Method)
		}
	}
}

func TestMethodOf(t *testing.T) {
	for _, want := range append(Methods(), MethodInfo{Method: "KDMQ"}, MethodInfo{Method: "invite"}, MethodInfo{Method: ""}) {
		if got := MethodOf([]byte(want.Method)); got != want.Method {
			t.Errorf("MethodOf(%q): got %q", want.Method, got)
		}
	}
}

func TestMethodOfDoesNotAllocateForRegisteredMethods(t *testing.T) {
	for _, info := range Methods() {
		token := []byte(info.Method)
		var got Method
		if n := testing.AllocsPerRun(100, func() { got = MethodOf(token) }); n != 0 {
			t.Errorf("%s: got %v allocations, want 0", got, n)
		}
	}
}
