package callflow_test

import (
	"fmt"
	"testing"
)

// A dialog that is refreshed for days is no flood: what is missing at its end is told, also where its first INVITE was PRACKed.
func TestMissingOfManyINVITEs(t *testing.T) {
	const refreshes = 2000
	text := func(line string, number int, rest string) string {
		return fmt.Sprintf("%s %d via=;branch=z9hG4bK%s%d%s", line, number, line[len(line)-2:], number, rest)
	}
	round := []string{text("INVITE", 1, " to="), text("183 INVITE", 1, ""), text("PRACK", 2, ""), text("200 PRACK", 2, "")}
	for n := 3; n < refreshes; n++ {
		round = append(round, text("INVITE", n, ""), text("200 INVITE", n, ""), text("ACK", n, ""))
	}
	round = append(round, text("INVITE", refreshes, ""), text("ACK", refreshes, ""))
	for _, m := range longDialog(t, 1, round).Leg().Missing() {
		if m.CSeq == refreshes && m.Codes == "2xx" {
			return
		}
	}
	t.Errorf("the 2xx that the last ACK proves is not missing")
}
