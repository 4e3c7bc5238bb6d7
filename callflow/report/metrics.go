package report

import "sipcap/callflow"

// whatTitle stands over what metrics mean.
const whatTitle = "(§ of RFC 6076)"

// ratioRow is a metric that is a share.
type ratioRow struct {
	name, text string
	callflow.Ratio
}

// ratios are the metrics that are shares, with what they mean.
func ratios(m *callflow.Metrics) []ratioRow {
	return []ratioRow{
		{"ASR", "answered calls", m.ASR},
		{"NER", "reached a user: answered, busy, declined, rang or given up", m.NER},
		{"SER", "answered calls, those redirected left out (§4.6)", m.SER},
		{"SEER", "answered, or 480, 486, 600, 603; those redirected left out (§4.7)", m.SEER},
		{"ISA", "ineffective attempts: 408, 500, 503, 504 (§4.8)", m.ISA},
		{"SCR", "answered calls that were released by a BYE that did not time out (§4.9)", m.SCR},
		{"IRA", "registrations refused, challenges aside, or not answered (§4.2)", m.IRA},
	}
}

func ratioGrid(m *callflow.Metrics) *grid {
	g := &grid{columns: []column{{title: "metric"}, {title: "value", right: true}, {title: "of", right: true}, {title: whatTitle, min: 20, drop: 1, wrap: true}}}
	for _, r := range ratios(m) {
		if share, ok := r.Share(); ok {
			g.addText(r.name, percent(share), count(r.N)+" of "+count(r.Of), r.text)
		}
	}
	if m.ACD >= 0 {
		g.addText("ACD", duration(m.ACD), count(m.Talk.N), "mean duration of answered calls")
	}
	return g
}

// delayRows are the metrics that are delays, with what they mean.
func delayRows(m *callflow.Metrics) []struct {
	name, text string
	callflow.Quantiles
} {
	return []struct {
		name, text string
		callflow.Quantiles
	}{
		{"post-dial", "INVITE to the first 18x or the final response", m.PostDialDelay},
		{"setup", "INVITE to the 2xx", m.Setup},
		{"talk", "2xx to BYE", m.Talk},
		{"SRD", "post-dial delay of answered calls (§4.3.1)", m.SRD},
		{"SRD failed", "and of those refused, challenges aside (§4.3.2)", m.FailedSRD},
		{"SDD", "BYE to its 2xx (§4.4)", m.SDD},
		{"SDD failed", "BYE to its refusal", m.FailedSDD},
		{"SDT", "2xx to BYE, those aside that timed out (§4.5.1)", m.SDT},
		{"SDT failed", "2xx to the time-out of the BYE (§4.5.2)", m.FailedSDT},
		{"RRD", "REGISTER to its 2xx, challenge included (§4.1)", m.RRD},
	}
}

func delayGrid(m *callflow.Metrics) *grid {
	g := &grid{columns: append(delayColumns("delay", "count"), column{title: whatTitle, min: 20, drop: 1, wrap: true})}
	for _, q := range delayRows(m) {
		if q.N > 0 {
			g.addText(append(delayTexts(q.name, q.Quantiles), q.text)...)
		}
	}
	return g
}

// delayColumns are the columns of delays by something.
func delayColumns(what, n string) []column {
	return []column{{title: what}, {title: n, right: true}, {title: "median", right: true}, {title: "p95", right: true}, {title: "max", right: true}}
}

func delayTexts(name string, q callflow.Quantiles) []string {
	return []string{name, count(q.N), duration(q.P50), duration(q.P95), duration(q.Max)}
}

// codeGrid tells how long it took to each final response, by its code.
func codeGrid(r *callflow.ResponseTimes) *grid {
	g := &grid{columns: delayColumns("code", "calls")}
	for _, code := range sorted(r.Statuses) {
		g.addText(delayTexts(statusName(code), r.Statuses[code])...)
	}
	return g
}
