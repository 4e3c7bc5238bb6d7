package sipmsg

// Issue is a deviation in a message. The message is kept; an Issue says what a strict
// receiver would hold against it, and where.
type Issue struct {
	Code   IssueCode
	Offset int // of the first octet concerned, in Message.Raw
	Length int // octets concerned, 0 for something that is missing
}

// IssueCode is the stable name of a kind of issue, such as "bare-lf".
type IssueCode string

// Severity says how grave an issue is.
type Severity uint8

// The severities. Error is for what a receiver refuses by the RFC, Warning for what it
// may well stumble over, Info for what is merely worth knowing.
const (
	Info Severity = iota
	Warning
	Error
)

// String returns "info", "warning" or "error".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "info"
}

// IssueInfo documents an issue code.
type IssueInfo struct {
	Code      IssueCode
	Severity  Severity
	Title     string // what is so, in a sentence without a stop
	Doc       string // what it means and does, in a sentence or two
	Reference string // the RFC and section that say so
}

// Issues returns the whole table, in the order in which docs/issues.md prints it. The
// slice is the caller's.
func Issues() []IssueInfo { return append([]IssueInfo(nil), issueTable...) }

// Info returns what the table says about the code, and false for a code that is not in it.
func (c IssueCode) Info() (IssueInfo, bool) {
	for i := range issueTable {
		if issueTable[i].Code == c {
			return issueTable[i], true
		}
	}
	return IssueInfo{}, false
}

// Severity returns the code's severity, and Info for a code that is not in the table.
func (c IssueCode) Severity() Severity {
	info, _ := c.Info()
	return info.Severity
}

// Text returns the code's sentence, and the code itself for one that is not in the table.
func (c IssueCode) Text() string {
	if info, ok := c.Info(); ok {
		return info.Title
	}
	return string(c)
}
