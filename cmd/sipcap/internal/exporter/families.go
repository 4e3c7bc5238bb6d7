package exporter

import (
	"github.com/prometheus/client_golang/prometheus"
)

// Family is a metric with all its labels.
type Family struct {
	Name   string
	Type   string // "counter", "gauge" or "histogram"
	Labels []string
	Help   string

	buckets []float64 // of a histogram
}

// The types of families.
const (
	counter   = "counter"
	gauge     = "gauge"
	histogram = "histogram"
)

// The buckets of histograms for whoever scrapes none of the native ones, in seconds: of delays
// between messages, where 4 s is a retransmission's longest pause and 32 s is 64·T1, and of whole calls.
var (
	delayBuckets   = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 180}
	sessionBuckets = []float64{1, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200}
)

// families lists what is counted, in the order of docs/metrics.md. To add one: 1. a row here, with
// a variable where it is counted as it happens, 2. a line in the method that counts it (exporter.go),
// or in Collect (standing.go) where a tick tells it, 3. go test ./cmd/sipcap/internal/exporter -update.
var families = []*Family{
	&callSteps, &calls, &finalResponses, &findings,
	&postDialDelay, &requestDelay, &disconnectDelay, &sessionTime, &registrationDelay,
	&requests, &responses, &retransmissions, &duplicates,
	&openCalls, &legs, &legBytes, &legsShed,
	&frames, &framesUsed, &framesSkipped, &frameBytes, &kernelReceived, &kernelDropped, &keptFrames, &keptDropped, &failuresKept, &failuresLost,
	&streamGaps, &lastFrame, &buildInfo,
}

var (
	callSteps = Family{Name: "sipcap_call_steps_total", Type: counter, Labels: []string{"step"},
		Help: "Steps that calls took, as they took them: the answer-seizure ratio is answered to answered and refused."}
	calls = Family{Name: "sipcap_calls_total", Type: counter, Labels: []string{"kind", "state", "outcome"},
		Help: "Calls, registrations and the rest that are over or were given up, which is told up to 32 seconds after their last message."}
	finalResponses = Family{Name: "sipcap_call_final_responses_total", Type: counter, Labels: []string{"kind", "code", "class"},
		Help: "The final response that decided each call, registration and so on, of those that got one."}
	findings = Family{Name: "sipcap_findings_total", Type: counter, Labels: []string{"id", "severity"},
		Help: "What went wrong, by the ids of docs/findings.md."}

	postDialDelay = Family{Name: "sipcap_post_dial_delay_seconds", Type: histogram, buckets: delayBuckets,
		Help: "From a call's first INVITE to its first 18x or, without one, its final response."}
	requestDelay = Family{Name: "sipcap_session_request_delay_seconds", Type: histogram, Labels: []string{"result"}, buckets: delayBuckets,
		Help: "Session request delay (SRD, RFC 6076 section 4.3): the post-dial delay of calls that were answered, and of those that failed."}
	disconnectDelay = Family{Name: "sipcap_session_disconnect_delay_seconds", Type: histogram, Labels: []string{"result"}, buckets: delayBuckets,
		Help: "Session disconnect delay (SDD, RFC 6076 section 4.4): from the BYE to its 2xx, or to any other final response."}
	sessionTime = Family{Name: "sipcap_session_duration_seconds", Type: histogram, Labels: []string{"result"}, buckets: sessionBuckets,
		Help: "Session duration time (SDT, RFC 6076 section 4.5): from the 2xx to the BYE, or to the end of waiting for the answer to it."}
	registrationDelay = Family{Name: "sipcap_registration_request_delay_seconds", Type: histogram, buckets: delayBuckets,
		Help: "Registration request delay (RRD, RFC 6076 section 4.1): from the first REGISTER to the 2xx, challenges included."}

	requests = Family{Name: "sipcap_requests_total", Type: counter, Labels: []string{"method"},
		Help: "Requests seen, on every hop, those that were sent again too; a packet that was captured twice counts once."}
	responses = Family{Name: "sipcap_responses_total", Type: counter, Labels: []string{"code", "class"},
		Help: "Responses seen, likewise."}
	retransmissions = Family{Name: "sipcap_retransmissions_total", Type: counter,
		Help: "Requests and responses that their sender sent again (RFC 3261 timers)."}
	duplicates = Family{Name: "sipcap_duplicates_total", Type: counter,
		Help: "Messages that the capture saw another time, which are counted nowhere else: a mirror port, or an interface before and after routing."}

	openCalls = Family{Name: "sipcap_open_calls", Type: gauge,
		Help: "Dialogs that are up, by Call-ID: calls that were answered, and subscriptions."}
	legs = Family{Name: "sipcap_legs", Type: gauge,
		Help: "Call-IDs that are held in memory, with those that wait for stragglers."}
	legBytes = Family{Name: "sipcap_legs_size_bytes", Type: gauge,
		Help: "Memory that they take, about."}
	legsShed = Family{Name: "sipcap_legs_shed_total", Type: counter,
		Help: "Call-IDs that were given up before their time for lack of memory."}

	frames = Family{Name: "sipcap_frames_total", Type: counter,
		Help: "Frames read: those used and those skipped."}
	framesUsed = Family{Name: "sipcap_frames_used_total", Type: counter,
		Help: "Frames that carried SIP."}
	framesSkipped = Family{Name: "sipcap_frames_skipped_total", Type: counter, Labels: []string{"reason"},
		Help: "Frames that could not be used or were of no use, by reason."}
	frameBytes = Family{Name: "sipcap_read_bytes_total", Type: counter,
		Help: "Bytes of the frames read, as captured."}
	kernelReceived = Family{Name: "sipcap_kernel_received_frames_total", Type: counter,
		Help: "Frames that passed the kernel's filter on the interfaces, those dropped included. 0 where the source is no interface."}
	kernelDropped = Family{Name: "sipcap_kernel_dropped_frames_total", Type: counter,
		Help: "Frames for which the kernel had no room, because the program did not read fast enough."}
	keptFrames = Family{Name: "sipcap_kept_frames_total", Type: counter,
		Help: "Frames that were written to what -w names."}
	keptDropped = Family{Name: "sipcap_kept_dropped_frames_total", Type: counter,
		Help: "Frames that were to be written and were not, because the disk was too slow, full or gone."}
	failuresKept = Family{Name: "sipcap_failures_kept_total", Type: counter,
		Help: "Calls that failed and have a file of their own (--on-failure-dir)."}
	failuresLost = Family{Name: "sipcap_failures_lost_total", Type: counter,
		Help: "Calls that failed and have none: nothing of them was held any more, or the disk did not take it."}
	streamGaps = Family{Name: "sipcap_stream_gaps_total", Type: counter,
		Help: "Places in TCP streams where bytes were not captured."}
	lastFrame = Family{Name: "sipcap_last_frame_timestamp_seconds", Type: gauge,
		Help: "When the last frame was captured, in seconds since 1970; 0 before the first."}
	buildInfo = Family{Name: "sipcap_build_info", Type: gauge, Labels: []string{"version", "goversion"},
		Help: "Always 1; the labels tell what runs."}
)

// Families are what is counted, beside what Go and the operating system tell of the process.
// The slice is the caller's.
func Families() []Family {
	out := make([]Family, len(families))
	for i, f := range families {
		out[i] = *f
	}
	return out
}

// counters makes a counter with labels.
func (f *Family) counters() *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: f.Name, Help: f.Help}, f.Labels)
}

// histograms makes a histogram with labels. It is native, with buckets that are 10 % apart; the
// classic buckets are for whoever scrapes in text.
func (f *Family) histograms() *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: f.Name, Help: f.Help, Buckets: f.buckets,
		NativeHistogramBucketFactor:     1.1,
		NativeHistogramMaxBucketNumber:  160,
		NativeHistogramMinResetDuration: resetHistograms,
	}, f.Labels)
}

func (f *Family) desc() *prometheus.Desc { return prometheus.NewDesc(f.Name, f.Help, f.Labels, nil) }
