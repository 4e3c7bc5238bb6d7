package callflow

import (
	"slices"
	"time"
)

// Metrics are the figures of RFC 6076, and the telephone network's older ones, over calls. A
// ratio is a share from 0 to 1, and nil where there is nothing to take a share of.
type Metrics struct {
	Calls int // calls whose outcome the capture can tell
	// ASR is the answer-seizure ratio: answered calls to all.
	ASR *float64
	// NER is the network effectiveness ratio (ITU-T E.425): calls that reached a user, who
	// answered, was busy, declined, let it ring or whose caller gave up, to all.
	NER *float64
	// SER is the session establishment ratio (RFC 6076 §4.6): 200 OK to all attempts but those
	// that ended in a 3xx.
	SER *float64
	// SEER is the session establishment effectiveness ratio (RFC 6076 §4.7): 200, 480, 486, 600
	// and 603 to all attempts but those that ended in a 3xx.
	SEER *float64
	// ISA is the share of ineffective session attempts (RFC 6076 §4.8): 408, 500, 503, 504.
	ISA *float64
	// SCR is the session completion ratio (RFC 6076 §4.9): sessions set up and ended by an
	// answered BYE, or at least by a BYE, to all attempts.
	SCR *float64
	ACD time.Duration // mean TalkTime of the calls that have one, or Unmeasured

	PostDialDelay Quantiles
	Setup         Quantiles
	Talk          Quantiles
}

// Quantiles sums up delays. N tells over how many; the rest is 0 where N is.
type Quantiles struct {
	N             int
	P50, P95, Max time.Duration
}

// Measure computes the metrics of the calls among calls.
func Measure(calls []*Call) Metrics {
	var answered, redirected, reached, effective, ineffective, completed int
	m := Metrics{ACD: Unmeasured}
	pdd, setup, talk := make([]time.Duration, 0, len(calls)), make([]time.Duration, 0, len(calls)), make([]time.Duration, 0, len(calls))
	for _, c := range calls {
		if c.Kind != KindCall {
			continue
		}
		pdd, setup, talk = measured(pdd, c.PostDialDelay), measured(setup, c.Setup), measured(talk, c.TalkTime)
		if c.Outcome == OutcomeUnknown {
			continue
		}
		m.Calls++
		switch c.State {
		case Established:
			answered++
		case Completed:
			answered++
			completed++
		case Redirected:
			redirected++
		case Busy, Declined, Cancelled, Ringing:
			reached++
		case Failed:
			if c.Status == 480 {
				reached++
			}
		}
		switch c.Status {
		case 480, 486, 600, 603:
			effective++
		case 408, 500, 503, 504:
			ineffective++
		}
	}
	m.ASR = ratio(answered, m.Calls)
	m.NER = ratio(answered+reached, m.Calls)
	m.SER = ratio(answered, m.Calls-redirected)
	m.SEER = ratio(answered+effective, m.Calls-redirected)
	m.ISA = ratio(ineffective, m.Calls)
	m.SCR = ratio(completed, m.Calls)
	if len(talk) > 0 {
		var sum time.Duration
		for _, t := range talk {
			sum += t
		}
		m.ACD = sum / time.Duration(len(talk))
	}
	m.PostDialDelay, m.Setup, m.Talk = quantiles(pdd), quantiles(setup), quantiles(talk)
	return m
}

func measured(list []time.Duration, d time.Duration) []time.Duration {
	if d < 0 {
		return list
	}
	return append(list, d)
}

func ratio(part, whole int) *float64 {
	if whole <= 0 {
		return nil
	}
	r := float64(part) / float64(whole)
	return &r
}

// quantiles takes the nearest rank; it sorts d.
func quantiles(d []time.Duration) Quantiles {
	if len(d) == 0 {
		return Quantiles{}
	}
	slices.Sort(d)
	rank := func(percent int) time.Duration { return d[(len(d)*percent+99)/100-1] }
	return Quantiles{N: len(d), P50: rank(50), P95: rank(95), Max: d[len(d)-1]}
}
