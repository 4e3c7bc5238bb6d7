package diagnose_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// plans are addresses of the endpoints of testdata/healthy: a company, the Internet, a phone
// behind an address translator as its provider sees it, and IPv6.
var plans = []struct{ name, endpoints string }{
	{"company", "alice=10.1.0.1:5060 proxy=10.1.0.2:5060 core=10.2.0.2:5060 bob=172.16.3.3:5060 carol=192.168.4.4:5060"},
	{"internet", "alice=198.51.100.1:5060 proxy=198.51.100.2:5060 core=203.0.113.2:5060 bob=203.0.113.3:5062 carol=192.0.2.4:5060"},
	{"translated", "alice=203.0.113.77:1024/192.168.1.20:5060 proxy=198.51.100.2:5060 core=198.51.100.3:5060 bob=198.51.100.4:5060 carol=198.51.100.5:5060"},
	{"IPv6", "alice=[2001:db8::1]:5060 proxy=[2001:db8::2]:5060 core=[2001:db8::3]:5060 bob=[2001:db8::4]:5060 carol=[2001:db8::5]:5060"},
}

// sights are ways in which a capture may have seen the same messages.
var sights = []string{"once", "twice", "out of order", "late"}

// Calls with which nothing is wrong have no findings but those that their scene allows, however
// the capture saw them and whatever their addresses are.
func TestHealthy(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/healthy/scenes.txtar")
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, f := range archive.Files {
		scene, allowed, _ := strings.Cut(f.Name, ": ")
		for _, plan := range plans {
			for _, sight := range sights {
				for seed := range 3 {
					name := fmt.Sprintf("%s, %s, seen %s, %d", scene, plan.name, sight, seed)
					text := "endpoints " + plan.endpoints + "\n" + vary(string(f.Data), plan.name, sight, rand.New(rand.NewPCG(uint64(seed), 1)))
					l, err := callflowtest.Parse(text)
					if err != nil {
						t.Fatalf("%s: %v\n%s", name, err, text)
					}
					calls := l.Calls()
					total += len(calls)
					for _, f := range run(calls, &l.Capture) {
						switch {
						case f.Severity == callflow.Info && slices.Contains(strings.Fields(allowed), f.ID):
						case f.ID == "nat-rewrite" && plan.name == "translated":
						default:
							t.Errorf("%s: %v %s: %s\n%s", name, f.Severity, f.ID, f.Summary, text)
						}
					}
					if t.Failed() {
						return // one is enough to read
					}
				}
			}
		}
	}
	if total < 1000 {
		t.Errorf("only %d calls", total)
	}
	t.Logf("%d calls", total)
}

// vary makes another ladder of a scene: who is behind a translator asks for rport and is told so,
// times differ a little, and the capture saw packets in some way.
func vary(scene, plan, sight string, r *rand.Rand) string {
	var b strings.Builder
	for line := range strings.Lines(scene) {
		words := strings.Fields(line)
		if len(words) < 5 || words[2] != "->" {
			b.WriteString(line)
			continue
		}
		line = strings.TrimSuffix(line, "\n")
		if plan == "translated" {
			switch _, err := strconv.Atoi(words[4]); {
			case err != nil && words[1] == "alice":
				line += " rport"
			case err == nil && words[3] == "alice" && !strings.Contains(line, "own-request"):
				line += " received=203.0.113.77:1024"
			}
		}
		line = strings.ReplaceAll(line, " own-request", "")
		rest := strings.TrimPrefix(strings.TrimSpace(line), words[0])
		var times, again []string
		for _, s := range strings.Split(words[0], ",") {
			at, _ := strconv.ParseFloat(s, 64)
			switch sight {
			case "out of order":
				at += (r.Float64() - 0.5) * 0.004 // copies of several interfaces are merged a little wrong
			case "late":
				at *= 1.05 + 0.1*float64(len(plan)%3)
			}
			times, again = append(times, fmt.Sprintf("%.6f", at)), append(again, fmt.Sprintf("%.6f", at+0.00004))
		}
		b.WriteString(strings.Join(times, ",") + rest + "\n")
		if sight == "twice" {
			kind := strings.Join(words[1:5], " ")
			for _, w := range words[5:] { // the method that is answered, and the number
				if _, err := strconv.Atoi(w); err != nil && strings.ToUpper(w) != w {
					break
				}
				kind += " " + w
			}
			b.WriteString(strings.Join(again, ",") + " " + kind + " dup\n")
		}
	}
	return b.String()
}
