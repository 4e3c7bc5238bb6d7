package callflowtest

import (
	"fmt"
	"slices"
	"strings"

	"sipcap/callflow"
)

// FormatMetrics tells metrics, a line each: ratios as their parts, delays in seconds. What has
// no value has no line.
func FormatMetrics(m callflow.Metrics) string {
	var b strings.Builder
	for _, r := range []struct {
		name string
		callflow.Ratio
	}{{"asr", m.ASR}, {"ner", m.NER}, {"ser", m.SER}, {"seer", m.SEER}, {"isa", m.ISA}, {"scr", m.SCR}, {"ira", m.IRA}} {
		if r.Of > 0 {
			fmt.Fprintf(&b, "%s %d/%d\n", r.name, r.N, r.Of)
		}
	}
	if m.ACD >= 0 {
		fmt.Fprintf(&b, "acd %.3f\n", m.ACD.Seconds())
	}
	for _, d := range []struct {
		name string
		callflow.Quantiles
	}{
		{"pdd", m.PostDialDelay}, {"setup", m.Setup}, {"talk", m.Talk}, {"srd", m.SRD}, {"srd-failed", m.FailedSRD},
		{"sdd", m.SDD}, {"sdd-failed", m.FailedSDD}, {"sdt", m.SDT}, {"sdt-failed", m.FailedSDT}, {"rrd", m.RRD},
	} {
		if d.N > 0 {
			fmt.Fprintf(&b, "%s %s\n", d.name, formatQuantiles(d.Quantiles))
		}
	}
	return b.String()
}

func formatQuantiles(q callflow.Quantiles) string {
	return fmt.Sprintf("n=%d p50=%.3f p95=%.3f max=%.3f mean=%.3f", q.N, q.P50.Seconds(), q.P95.Seconds(), q.Max.Seconds(), q.Mean.Seconds())
}

// FormatResponses tells response times, a line for each method, code, outcome and state.
func FormatResponses(r callflow.ResponseTimes) string {
	return formatTimes("method", r.Methods) + formatTimes("status", r.Statuses) + formatTimes("outcome", r.Outcomes) + formatTimes("state", r.States)
}

// formatTimes has a line for each key, in the order of their words.
func formatTimes[K comparable](kind string, m map[K]callflow.Quantiles) string {
	lines := make([]string, 0, len(m))
	for k, q := range m {
		lines = append(lines, fmt.Sprintf("%s %v %s\n", kind, k, formatQuantiles(q)))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// FormatDimensions tells dimensions in their order: what tells, and the groups.
func FormatDimensions(dimensions []callflow.Dimension) string {
	var b strings.Builder
	for _, d := range dimensions {
		fmt.Fprintf(&b, "%s distinct=%d", d.Name, d.Distinct)
		if t := d.Tells; t != nil {
			fmt.Fprintf(&b, " tells %q failed=%d/%d calls=%d/%d score=%.2f", t.Value, t.Failed, t.AllFailed, t.Calls, t.AllCalls, t.Score)
			if t.Spared() {
				b.WriteString(" spared")
			}
		}
		b.WriteString("\n")
		for _, g := range d.Values {
			fmt.Fprintf(&b, "\t%s\n", formatGroup(fmt.Sprintf("%q", g.Value), g))
		}
		if d.Other.Calls > 0 {
			fmt.Fprintf(&b, "\t%s\n", formatGroup("other", d.Other))
		}
	}
	return b.String()
}

func formatGroup(name string, g callflow.Group) string {
	text := fmt.Sprintf("%s calls=%d failed=%d asr=%d/%d ner=%d/%d", name, g.Calls, g.Failed, g.ASR.N, g.ASR.Of, g.NER.N, g.NER.Of)
	if g.PostDialDelay.N > 0 {
		text += " pdd=" + fmt.Sprintf("%.3f", g.PostDialDelay.P50.Seconds())
	}
	return text
}
