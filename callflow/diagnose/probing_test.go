package diagnose_test

import (
	"fmt"
	"strings"
	"testing"

	"sipcap/callflow/callflowtest"
)

// Scanners that do not call themselves one are told by what they do; who fails as often for
// another reason is none.
func TestScannerBehaviour(t *testing.T) {
	tests := []struct {
		name  string
		n     int
		lines string // with %[1]d for the number of the call
		want  string // what the summary of the finding has in it, "" for none
	}{
		{"accounts", 25, "%[1]d.0 a -> b REGISTER to=u%[1]d\n%[1]d.1 b -> a 401", "for 25 users and answered none of 25 challenges"},
		{"few accounts", 19, "%[1]d.0 a -> b REGISTER to=u%[1]d\n%[1]d.1 b -> a 401", ""},
		{"accounts unknown after a move", 25, "%[1]d.0 a -> b REGISTER to=u%[1]d\n%[1]d.1 b -> a 404", ""},
		{"accounts locked", 25, "%[1]d.0 a -> b REGISTER to=u%[1]d\n%[1]d.1 b -> a 403", ""},
		{"accounts of a server that is down", 25, "%[1]d.0 a -> b REGISTER to=u%[1]d\n%[1]d.1 b -> a 503", ""},
		{"passed on by a proxy", 25, "%[1]d.0 a -> b REGISTER to=u%[1]d vias=2\n%[1]d.1 b -> a 401", ""},
		{"passwords", 25, "%[1]d.0 a -> b REGISTER auth=n to=u\n%[1]d.1 b -> a 401", "tried 25 passwords for sip:u@example.com in 24.1 s"},
		{"a phone with a wrong password", 25, "%[1]d0.0 a -> b REGISTER auth=n to=u\n%[1]d0.1 b -> a 401", ""},
		{"prefixes", 6, "%[1]d.0 a -> b INVITE ruri=sip:%[1]d0049301234567@example.com\n%[1]d.1 b -> a 404\n%[1]d.2 a -> b ACK", "dialled …01234567 behind 6 prefixes"},
		{"names", 25, "%[1]d.0 a -> b INVITE ruri=sip:%[1]d-reception@example.com\n%[1]d.1 b -> a 404\n%[1]d.2 a -> b ACK", ""},
		{"numbers", 25, "%[1]d.0 a -> b INVITE ruri=sip:004930123456%[1]d@example.com\n%[1]d.1 b -> a 404\n%[1]d.2 a -> b ACK", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ladder := "endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n"
			for i := range tt.n {
				ladder += fmt.Sprintf("call call-%d\n", i) + fmt.Sprintf(tt.lines, i+1) + "\n"
			}
			for _, more := range []string{"", "call other\n0 b -> a REGISTER\n1 a -> b 200\n"} {
				if got := scannerIn(t, ladder+more); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			}
			// Who got through is no stranger.
			if got := scannerIn(t, ladder+"call good\n0 a -> b REGISTER\n1 b -> a 200\n"); got != "" {
				t.Errorf("after a success: got %q, want none", got)
			}
		})
	}
}

// scannerIn is the summary of the finding scanner in a ladder, "" for none.
func scannerIn(t *testing.T, ladder string) string {
	t.Helper()
	l, err := callflowtest.Parse(ladder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range run(l.Calls(), &l.Capture) {
		if f.ID == "scanner" {
			return f.Summary
		}
	}
	return ""
}
