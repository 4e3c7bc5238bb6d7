package exporter

import (
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// Config says what an exporter tells beside what it counts.
type Config struct {
	Version string
	// Healthy says what is wrong with the watcher, nil where nothing is. It is called from any
	// goroutine; a nil Healthy finds nothing wrong.
	Healthy func() error
}

// Exporter counts.
type Exporter struct {
	registry *prometheus.Registry
	healthy  func() error
	standing standing
	capture  callflow.Capture // of the last tick

	steps                            [len(stepNames)]prometheus.Counter
	calls, finalResponses, findings  *prometheus.CounterVec
	postDialDelay, registrationDelay prometheus.Observer
	requestDelay, disconnectDelay    results
	sessionTime                      results

	requests                    map[sipmsg.Method]prometheus.Counter // "" counts those that are not registered
	responses                   *prometheus.CounterVec
	byCode                      [700]prometheus.Counter // of responses, made when one comes
	retransmissions, duplicates prometheus.Counter
}

// results is a histogram by result.
type results struct{ success, failure prometheus.Observer }

// New makes an exporter that has counted nothing yet.
func New(cfg Config) *Exporter {
	e := &Exporter{registry: prometheus.NewRegistry(), healthy: cfg.Healthy, requests: make(map[sipmsg.Method]prometheus.Counter)}
	steps := e.counters(&callSteps)
	for i, name := range stepNames {
		e.steps[i] = steps.WithLabelValues(name)
	}
	e.calls, e.finalResponses, e.findings = e.counters(&calls), e.counters(&finalResponses), e.counters(&findings)
	e.postDialDelay = e.histograms(&postDialDelay).WithLabelValues()
	e.registrationDelay = e.histograms(&registrationDelay).WithLabelValues()
	e.requestDelay, e.disconnectDelay, e.sessionTime = e.results(&requestDelay), e.results(&disconnectDelay), e.results(&sessionTime)

	methods := e.counters(&requests)
	for _, m := range sipmsg.Methods() {
		e.requests[m.Method] = methods.WithLabelValues(methodOf(m.Method))
	}
	e.requests[""] = methods.WithLabelValues(other)
	e.responses = e.counters(&responses)
	e.retransmissions = e.counters(&retransmissions).WithLabelValues()
	e.duplicates = e.counters(&duplicates).WithLabelValues()

	info := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: buildInfo.Name, Help: buildInfo.Help}, buildInfo.Labels)
	info.WithLabelValues(cfg.Version, runtime.Version()).Set(1)
	e.registry.MustRegister(info, &e.standing, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return e
}

func (e *Exporter) counters(f *Family) *prometheus.CounterVec {
	v := f.counters()
	e.registry.MustRegister(v)
	return v
}

func (e *Exporter) histograms(f *Family) *prometheus.HistogramVec {
	v := f.histograms()
	e.registry.MustRegister(v)
	return v
}

func (e *Exporter) results(f *Family) results {
	v := e.histograms(f)
	return results{v.WithLabelValues(success), v.WithLabelValues(failure)}
}

// Message counts a message.
func (e *Exporter) Message(ev *callflow.Event, s callflow.Sighting) {
	if ev.Duplicate {
		e.duplicates.Inc()
		return
	}
	if m := ev.Message; m.Method != "" {
		c, ok := e.requests[m.Method]
		if !ok {
			c = e.requests[""]
		}
		c.Inc()
	} else {
		e.response(m.Status).Inc()
	}
	if s.Retransmission() {
		e.retransmissions.Inc()
	}
}

// response is the counter of a code.
func (e *Exporter) response(status int) prometheus.Counter {
	if sipmsg.ClassOf(status) == sipmsg.UnknownClass {
		status = 0
	}
	if e.byCode[status] == nil {
		e.byCode[status] = e.responses.WithLabelValues(codeOf(status), sipmsg.ClassOf(status).String())
	}
	return e.byCode[status]
}

// Step counts a step of an open call.
func (e *Exporter) Step(step callflow.Progress) { e.steps[step].Inc() }

// Call counts a call that is over, with what was found about it.
func (e *Exporter) Call(c *callflow.Call) {
	e.calls.WithLabelValues(c.Kind.String(), c.State.String(), c.Outcome.String()).Inc()
	if c.Status != 0 {
		e.finalResponses.WithLabelValues(c.Kind.String(), codeOf(c.Status), sipmsg.ClassOf(c.Status).String()).Inc()
	}
	for _, f := range c.Findings() {
		e.Finding(f)
	}
	d := c.Delays(&e.capture)
	observe(e.postDialDelay, d.PostDialDelay)
	observe(e.requestDelay.success, d.SRD)
	observe(e.requestDelay.failure, d.FailedSRD)
	observe(e.disconnectDelay.success, d.SDD)
	observe(e.disconnectDelay.failure, d.FailedSDD)
	observe(e.sessionTime.success, d.SDT)
	observe(e.sessionTime.failure, d.FailedSDT)
	for _, t := range d.RRD {
		observe(e.registrationDelay, t)
	}
}

// Finding counts a finding, also one about no call.
func (e *Exporter) Finding(f *callflow.Finding) {
	e.findings.WithLabelValues(f.ID, f.Severity.String()).Inc()
}

// observe takes a delay that was measured.
func observe(to prometheus.Observer, d time.Duration) {
	if d >= 0 {
		to.Observe(d.Seconds())
	}
}
