package report

import (
	"fmt"

	"sipcap/callflow"
)

// MetricsDoc holds RFC 6076's figures and the telephone network's. Ratios are in percent; one
// without a basis is left out.
type MetricsDoc struct {
	Calls         int                `json:"calls"`         // that the ratios of calls are over
	Registrations int                `json:"registrations"` // attempts that IRA is over
	ASR           *Percent           `json:"asr,omitempty"`
	NER           *Percent           `json:"ner,omitempty"`
	SER           *Percent           `json:"ser,omitempty"`
	SEER          *Percent           `json:"seer,omitempty"`
	ISA           *Percent           `json:"isa,omitempty"`
	SCR           *Percent           `json:"scr,omitempty"`
	IRA           *Percent           `json:"ira,omitempty"`
	ACD           Millis             `json:"acd_ms,omitzero"`
	PostDial      *Delays            `json:"post_dial_delay_ms,omitempty"`
	Setup         *Delays            `json:"setup_ms,omitempty"`
	Talk          *Delays            `json:"talk_ms,omitempty"`
	SRD           *Delays            `json:"srd_ms,omitempty"`
	FailedSRD     *Delays            `json:"srd_failed_ms,omitempty"`
	SDD           *Delays            `json:"sdd_ms,omitempty"`
	FailedSDD     *Delays            `json:"sdd_failed_ms,omitempty"`
	SDT           *Delays            `json:"sdt_ms,omitempty"`
	FailedSDT     *Delays            `json:"sdt_failed_ms,omitempty"`
	RRD           *Delays            `json:"rrd_ms,omitempty"`
	ByMethod      map[string]*Delays `json:"final_by_method_ms"`
	ByStatus      map[string]*Delays `json:"final_by_status_ms"`
	ByOutcome     map[string]*Delays `json:"final_by_outcome_ms"`
	ByState       map[string]*Delays `json:"final_by_state_ms"`
}

func newMetricsDoc(m *callflow.Metrics, r *callflow.ResponseTimes) MetricsDoc {
	return MetricsDoc{Calls: m.Calls, Registrations: m.Registrations,
		ASR: percentOf(m.ASR), NER: percentOf(m.NER), SER: percentOf(m.SER), SEER: percentOf(m.SEER),
		ISA: percentOf(m.ISA), SCR: percentOf(m.SCR), IRA: percentOf(m.IRA), ACD: Millis(m.ACD),
		PostDial: delaysOf(m.PostDialDelay), Setup: delaysOf(m.Setup), Talk: delaysOf(m.Talk),
		SRD: delaysOf(m.SRD), FailedSRD: delaysOf(m.FailedSRD), SDD: delaysOf(m.SDD), FailedSDD: delaysOf(m.FailedSDD),
		SDT: delaysOf(m.SDT), FailedSDT: delaysOf(m.FailedSDT), RRD: delaysOf(m.RRD),
		ByMethod: delaysBy(r.Methods), ByStatus: delaysBy(r.Statuses), ByOutcome: delaysBy(r.Outcomes), ByState: delaysBy(r.States)}
}

func delaysBy[K ~string | ~int | ~uint8](m map[K]callflow.Quantiles) map[string]*Delays {
	out := make(map[string]*Delays, len(m))
	for k, q := range m {
		out[fmt.Sprint(k)] = delaysOf(q)
	}
	return out
}

// DimensionDoc is the calls grouped by one thing that they may have in common.
type DimensionDoc struct {
	Dimension string     `json:"dimension"`
	Distinct  int        `json:"distinct"`          // how many values there are
	Partial   bool       `json:"partial,omitempty"` // there were more
	Tells     *TellDoc   `json:"tells,omitempty"`
	Values    []GroupDoc `json:"values"` // the most failed calls first
	Other     *GroupDoc  `json:"other,omitempty"`
}

// TellDoc is a value that tells failed calls from the others.
type TellDoc struct {
	Value     string  `json:"value,omitempty"`
	Failed    int     `json:"failed"` // failed calls that have the value
	AllFailed int     `json:"all_failed"`
	Calls     int     `json:"calls"` // calls that have the value
	AllCalls  int     `json:"all_calls"`
	Spared    bool    `json:"spared"` // the calls without the value are those that failed
	Score     Percent `json:"score"`  // of the uncertainty whether a call failed that the value takes away
}

// GroupDoc is the calls that have one value of a dimension.
type GroupDoc struct {
	Value    string   `json:"value,omitempty"`
	Calls    int      `json:"calls"`
	Failed   int      `json:"failed"`
	ASR      *Percent `json:"asr,omitempty"`
	NER      *Percent `json:"ner,omitempty"`
	PostDial *Delays  `json:"post_dial_delay_ms,omitempty"`
}

func newDimensionDocs(dimensions []callflow.Dimension) []DimensionDoc {
	docs := make([]DimensionDoc, 0, len(dimensions))
	for i := range dimensions {
		d := &dimensions[i]
		doc := DimensionDoc{Dimension: string(d.Name), Distinct: d.Distinct, Partial: d.Partial, Values: []GroupDoc{}}
		if t := d.Tells; t != nil {
			doc.Tells = &TellDoc{Value: t.Value, Failed: t.Failed, AllFailed: t.AllFailed, Calls: t.Calls, AllCalls: t.AllCalls,
				Spared: t.Spared(), Score: Percent(100 * t.Score)}
		}
		for k := range d.Values {
			doc.Values = append(doc.Values, newGroupDoc(&d.Values[k]))
		}
		if d.Distinct > len(d.Values) || d.Partial {
			other := newGroupDoc(&d.Other)
			doc.Other = &other
		}
		docs = append(docs, doc)
	}
	return docs
}

func newGroupDoc(g *callflow.Group) GroupDoc {
	return GroupDoc{Value: g.Value, Calls: g.Calls, Failed: g.Failed, ASR: percentOf(g.ASR), NER: percentOf(g.NER), PostDial: delaysOf(g.PostDialDelay)}
}
