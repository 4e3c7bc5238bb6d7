package report

import "net/netip"

// The schemas of the objects that `stats` and `report` print.
const (
	StatsSchema  = "sipcap.stats/1"
	ReportSchema = "sipcap.report/1"
)

// ReportDoc is the object that `report` prints.
type ReportDoc struct {
	Schema   string       `json:"schema"`
	Stats    StatsDoc     `json:"stats"`
	Findings []FindingRow `json:"findings"` // worst first
	Calls    []CallRow    `json:"calls"`
}

// StatsDoc is the object that `stats` prints.
type StatsDoc struct {
	Schema          string         `json:"schema"`
	Capture         *CaptureDoc    `json:"capture,omitempty"`
	Messages        int            `json:"messages"` // duplicates left out
	Requests        map[string]int `json:"requests"`
	Responses       map[string]int `json:"responses"` // by code
	ResponseClasses ClassCounts    `json:"response_classes"`
	Calls           CallCounts     `json:"calls"`
	Retransmissions int            `json:"retransmissions"`
	Duplicates      int            `json:"duplicates"`
	Issues          map[string]int `json:"issues"`   // by code
	Findings        map[string]int `json:"findings"` // by id
	Metrics         MetricsDoc     `json:"metrics"`
	By              []DimensionDoc `json:"by"` // what tells failed calls best first
	Live            *LiveDoc       `json:"live,omitempty"`
}

// CaptureDoc tells where the messages came from.
type CaptureDoc struct {
	Files       []FileDoc           `json:"files"`
	Frames      uint64              `json:"frames"` // read: used and skipped
	Used        uint64              `json:"used"`   // that carried SIP
	Skipped     map[string]uint64   `json:"skipped"`
	First       map[string]PlaceDoc `json:"skipped_first,omitempty"`     // the first frame of each reason
	TLS         *TLSDoc             `json:"tls,omitempty"`               // where something could be SIP over TLS
	RepeatDelay Millis              `json:"repeat_delay_ms,omitzero"`    // the median between a message and its duplicate
	Segments    uint64              `json:"repeated_segments,omitempty"` // TCP segments captured more than once
	Gaps        uint64              `json:"stream_gaps,omitempty"`       // places where bytes of TCP streams with SIP are missing
	Missing     uint64              `json:"stream_gap_bytes,omitempty"`  // these bytes
	Fragmented  uint64              `json:"fragmented,omitempty"`        // IP packets in fragments, all there
	Lacking     uint64              `json:"fragments_missing,omitempty"` // IP packets of which fragments are missing
	GivenUp     *GivenUpDoc         `json:"given_up,omitempty"`          // for lack of memory
	Learned     []uint16            `json:"learned_ports,omitempty"`     // of a live source, that SIP named and are captured since
	Unlearned   int                 `json:"unlearned_ports,omitempty"`   // how many more SIP named, which are not
	Pause       *StepDoc            `json:"pause,omitempty"`             // the longest time without a frame
	NextPause   Millis              `json:"next_pause_ms,omitzero"`      // the second longest
	Interrupted bool                `json:"interrupted,omitempty"`       // reading was stopped before the end
}

// GivenUpDoc counts what was given up for lack of memory.
type GivenUpDoc struct {
	Messages    uint64 `json:"messages"`    // on TCP, incomplete
	Fragments   uint64 `json:"fragments"`   // IP packets in fragments
	Connections uint64 `json:"connections"` // of TCP, no more followed
	Gaps        uint64 `json:"gaps"`        // in TCP streams, no more waited for
	TLS         uint64 `json:"tls"`         // connections, no more decrypted
}

// PlaceDoc is where a frame is.
type PlaceDoc struct {
	File  string `json:"file"`
	Frame uint64 `json:"frame"`
}

// StepDoc is where time goes on by more than it should, or back.
type StepDoc struct {
	File  string `json:"file"`
	Frame uint64 `json:"frame"` // behind the step
	By    Millis `json:"by_ms"`
}

// TLSDoc tells what became of TLS.
type TLSDoc struct {
	Keys      uint64         `json:"keys"`                // connections that key logs have secrets for
	Malformed uint64         `json:"malformed,omitempty"` // lines of key logs that are none
	Servers   []TLSServerDoc `json:"servers"`             // by address
}

// TLSServerDoc sums up the TLS connections to a server that carried SIP, or could have.
type TLSServerDoc struct {
	Server      netip.AddrPort `json:"server,omitzero"` // none for those beyond a limit
	Connections uint64         `json:"connections"`
	Decrypted   uint64         `json:"decrypted"`
	NoKey       uint64         `json:"no_key"`
	Refused     uint64         `json:"refused,omitempty"`      // broken off in the handshake
	Alert       string         `json:"alert,omitempty"`        // and why the first was
	NoHandshake uint64         `json:"no_handshake,omitempty"` // no key opens them
	Unsupported uint64         `json:"unsupported,omitempty"`  // version or cipher suite
	LostRecords uint64         `json:"lost_records,omitempty"` // of those decrypted
}

// FileDoc is a capture file.
type FileDoc struct {
	Name      string   `json:"name"`
	Format    string   `json:"format,omitempty"`
	LinkTypes []string `json:"link_types,omitempty"`
	Comment   string   `json:"comment,omitempty"`
	Filter    string   `json:"filter,omitempty"` // that it was captured with
	Frames    uint64   `json:"frames"`
	Bytes     uint64   `json:"bytes"` // captured, without the file's own headers
	First     Time     `json:"first,omitzero"`
	Last      Time     `json:"last,omitzero"`
	Truncated bool     `json:"truncated"` // it ends in the middle of a packet, or is damaged
	Damage    string   `json:"damage,omitempty"`

	Used         uint64            `json:"used"`
	Skipped      map[string]uint64 `json:"skipped"`
	SkippedFirst map[string]uint64 `json:"skipped_first,omitempty"` // the first frame of each reason

	Snapped      uint64   `json:"snapped,omitempty"`       // frames cut by the snap length
	SnappedFirst uint64   `json:"snapped_first,omitempty"` // the first of them
	Dropped      uint64   `json:"dropped,omitempty"`       // packets that the capturing program says it lost
	Received     uint64   `json:"received,omitempty"`      // packets that it says it kept
	Backwards    uint64   `json:"backwards,omitempty"`     // frames earlier than the one before
	FarthestBack *StepDoc `json:"farthest_back,omitempty"` // the farthest of them
}

// ClassCounts counts responses by class, all six always.
type ClassCounts struct {
	Informational int `json:"informational"`
	Success       int `json:"success"`
	Redirection   int `json:"redirection"`
	ClientError   int `json:"client-error"`
	ServerError   int `json:"server-error"`
	GlobalFailure int `json:"global-failure"`
}

// CallCounts counts calls.
type CallCounts struct {
	Total     int            `json:"total"`
	Legs      int            `json:"legs"` // that they have
	ByOutcome OutcomeCounts  `json:"by_outcome"`
	ByState   StateCounts    `json:"by_state"`
	ByStatus  map[string]int `json:"by_status"` // by the code of the final response
	ByKind    map[string]int `json:"by_kind"`   // calls, registrations and all others
}

// OutcomeCounts counts calls by outcome, all of them always.
type OutcomeCounts struct {
	Informational int `json:"informational"`
	Success       int `json:"success"`
	Redirection   int `json:"redirection"`
	ClientError   int `json:"client-error"`
	ServerError   int `json:"server-error"`
	GlobalFailure int `json:"global-failure"`
	None          int `json:"none"`
	Unknown       int `json:"unknown"`
}

// StateCounts counts calls by state, all of them always.
type StateCounts struct {
	Completed    int `json:"completed"`
	Established  int `json:"established"`
	Ringing      int `json:"ringing"`
	Proceeding   int `json:"proceeding"`
	NoResponse   int `json:"no-response"`
	Cancelled    int `json:"cancelled"`
	Redirected   int `json:"redirected"`
	Busy         int `json:"busy"`
	Declined     int `json:"declined"`
	Unauthorized int `json:"unauthorized"`
	Failed       int `json:"failed"`
	Unknown      int `json:"unknown"`
}
