package exporter

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "write docs/metrics.md")

var docs = filepath.Join("..", "..", "..", "..", "docs")

// page is docs/metrics.md, printed from the families.
func page() []byte {
	var b strings.Builder
	b.WriteString("# Metrics\n\nPrinted from `cmd/sipcap/internal/exporter` by `go test ./cmd/sipcap/internal/exporter -update`; do not edit. " +
		"[service.md](service.md) tells how they are served.\n\n" +
		"`sipcap --metrics 9090` with a live source serves these at `http://127.0.0.1:9090/metrics`, beside what the Go runtime (`go_…`) and the operating " +
		"system (`process_…`: memory, processor time, files) tell of the process. " +
		"No label takes a value from the network, so their number does not grow with users or calls.\n\n" +
		"Histograms are native ones for a Prometheus that scrapes them (`scrape_native_histograms: true`), with buckets that are 10 % apart. " +
		"For every other they have classic buckets too, which the dashboard and the alerts here use: where native ones are scraped, " +
		"these need `always_scrape_classic_histograms: true`.\n\n" +
		"| name | type | labels | meaning |\n| --- | --- | --- | --- |\n")
	for _, f := range Families() {
		labels := ""
		if len(f.Labels) > 0 {
			labels = "`" + strings.Join(f.Labels, "` `") + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.Name, f.Type, labels, f.Help)
	}
	b.WriteString("\n## Labels\n\n| label | values |\n| --- | --- |\n")
	for _, l := range Labels() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", l.Name, l.Values)
	}
	return []byte(b.String())
}

// docs/metrics.md is what the families say now.
func TestPage(t *testing.T) {
	path := filepath.Join(docs, "metrics.md")
	if *update {
		if err := os.WriteFile(path, page(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page(), want) {
		t.Error("docs/metrics.md is stale: run go test ./cmd/sipcap/internal/exporter -update")
	}
}

// rules is a file of rules, as Prometheus reads it.
type rules struct {
	Groups []struct {
		Name  string
		Rules []struct {
			Record, Alert, Expr, For string
			Labels, Annotations      map[string]string
		}
	}
}

// The rules are ones, and of what there is.
func TestRules(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(docs, "prometheus", "sipcap.rules.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var file rules
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	alerts := 0
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			name := r.Record + r.Alert
			if (r.Record == "") == (r.Alert == "") || r.Expr == "" {
				t.Errorf("%s/%s: neither an alert nor a record", g.Name, name)
			}
			if r.Alert != "" {
				alerts++
				if r.Annotations["summary"] == "" || r.Labels["severity"] == "" {
					t.Errorf("%s: it does not tell what happened, or how grave that is", name)
				}
			}
			checkExpr(t, name, r.Expr)
		}
	}
	if alerts == 0 {
		t.Error("no alerts")
	}
}

// dashboard is what Grafana's has of queries.
type dashboard struct {
	Title  string
	Panels []struct {
		Title   string
		Type    string
		Targets []struct{ Expr string }
	}
	Templating struct {
		List []struct{ Definition string }
	}
}

// The dashboard is one, and of what there is.
func TestDashboard(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(docs, "grafana", "sipcap.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d dashboard
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, p := range d.Panels {
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("%s: no queries", p.Title)
		}
		for _, q := range p.Targets {
			n++
			checkExpr(t, p.Title, q.Expr)
		}
	}
	for _, v := range d.Templating.List {
		if v.Definition != "" {
			checkExpr(t, "a variable", v.Definition)
		}
	}
	if n < 10 {
		t.Errorf("only %d queries", n)
	}
}

var (
	metricNames = regexp.MustCompile(`\b(?:sipcap|go|process)_[a-z_]+`)
	matchers    = regexp.MustCompile(`\b([a-z_]+)(?:=~|!~|!=|=)"([^"]*)"`)
	groupings   = regexp.MustCompile(`\b(?:by|on) \(([^)]*)\)`)
)

// checkExpr checks what a query names: metrics and labels that there are, and brackets that match.
func checkExpr(t *testing.T, where, expr string) {
	t.Helper()
	named := 0
	var labels []string
	for _, name := range metricNames.FindAllString(expr, -1) {
		if strings.Contains(expr, "instance:"+name) {
			named++
			continue // a recording rule of the same file; what it records is checked there
		}
		f, ok := familyOf(name)
		if !ok {
			t.Errorf("%s: there is no %s", where, name)
			continue
		}
		named++
		labels = append(labels, f.Labels...)
	}
	if named == 0 {
		t.Errorf("%s: %s names no metric", where, expr)
	}
	known := append(labels, "instance", "le")
	for _, m := range matchers.FindAllStringSubmatch(expr, -1) {
		if !slices.Contains(known, m[1]) {
			t.Errorf("%s: there is no label %s", where, m[1])
		}
	}
	for _, m := range groupings.FindAllStringSubmatch(expr, -1) {
		for label := range strings.SplitSeq(m[1], ",") {
			if !slices.Contains(known, strings.TrimSpace(label)) {
				t.Errorf("%s: there is no label %s", where, label)
			}
		}
	}
	for _, pair := range []string{"()", "{}", "[]"} {
		if strings.Count(expr, pair[:1]) != strings.Count(expr, pair[1:]) {
			t.Errorf("%s: the %s of %s do not match", where, pair, expr)
		}
	}
}

// familyOf is the family that a series belongs to.
func familyOf(series string) (Family, bool) {
	for _, f := range Families() {
		if f.Name == series && f.Type != histogram {
			return f, true
		}
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			if f.Type == histogram && series == f.Name+suffix {
				return f, true
			}
		}
	}
	if !strings.HasPrefix(series, "sipcap_") {
		all, _ := New(Config{}).registry.Gather()
		for _, g := range all {
			if g.GetName() == series {
				return Family{Name: series}, true
			}
		}
	}
	return Family{}, false
}
