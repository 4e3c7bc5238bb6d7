package report

import "sipcap/callflow"

// found is a finding on its way into the report.
type found struct {
	*callflow.Finding // without words, where Data.Told has them
	call              *callflow.Call
	place             int // among those of the call
	data              *Data
}

// found are all findings: the worst first, of one severity those about no call first, then by call.
func (d *Data) found() []*found {
	total := len(d.Findings)
	if d.Told != nil {
		for _, n := range d.Counts.Findings {
			total += n
		}
	}
	all := make([]found, 0, total)
	for _, f := range d.Findings {
		all = append(all, found{Finding: f, call: f.Call, data: d})
	}
	if d.Told != nil {
		for _, c := range d.Calls {
			for i, f := range c.Findings() {
				all = append(all, found{f, c, i, d})
			}
		}
	}
	out := make([]*found, 0, len(all))
	for severity := int(callflow.Error); severity >= int(callflow.Info); severity-- {
		for i := range all {
			if int(all[i].Severity) == severity {
				out = append(out, &all[i])
			}
		}
	}
	return out
}

// told is the finding with its words, until another one's are asked for.
func (f *found) told() *callflow.Finding {
	if f.call == nil || f.data.Told == nil {
		return f.Finding
	}
	return f.data.Told(f.call)[f.place]
}
