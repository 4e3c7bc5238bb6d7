package sipmsg

import "slices"

// StatusInfo documents a response code. All texts are plain sentences without markup,
// for a reader who has a capture in front of him.
type StatusInfo struct {
	Code      int
	Phrase    string // the reason phrase of the RFC; a sender may write another
	Meaning   string // what the code means for a call
	LookAt    string // what to look at when it is in the capture
	Reference string // the RFC that defines it, with the section where there is one
	// Obsolete marks a code of RFC 2543 that RFC 3261 dropped. It still turns up from old equipment.
	Obsolete bool
}

// Class returns the class of the code.
func (s StatusInfo) Class() Class { return ClassOf(s.Code) }

// Provisional reports whether the transaction goes on after the response (1xx).
func (s StatusInfo) Provisional() bool { return s.Class() == Informational }

// Final reports whether the response ends its transaction (2xx to 6xx).
func (s StatusInfo) Final() bool { return s.Class().Final() }

// LookupStatus returns what is known about a status code, and false for one that no
// RFC defines. [ClassOf] tells the class of those, too.
func LookupStatus(code int) (StatusInfo, bool) {
	table := statusTable(ClassOf(code))
	i, found := slices.BinarySearchFunc(table, code, func(s StatusInfo, code int) int { return s.Code - code })
	if !found {
		return StatusInfo{}, false
	}
	return table[i], true
}

// StatusPhrase returns the standard reason phrase of a code, and "" for one that no
// RFC defines.
func StatusPhrase(code int) string {
	if code < 0 || code >= len(phrases) {
		return ""
	}
	return phrases[code]
}

// phrases are the standard reason phrases by code: each response is compared with its own.
var phrases = func() (list [700]string) {
	for _, s := range Statuses() {
		list[s.Code] = s.Phrase
	}
	return list
}()

// Statuses returns every documented code in ascending order. The slice is the caller's.
func Statuses() []StatusInfo {
	return slices.Concat(statusTable1, statusTable2, statusTable3, statusTable4, statusTable5, statusTable6)
}

// statusTable returns the codes of a class.
//
// To document another code: 1. add it to its class's table, in order of codes, with the
// phrase and the section of the RFC that registers it; 2. add it to the list in
// status_test.go; 3. run "go test ./sipmsg -update", which prints docs/codes.md again.
func statusTable(c Class) []StatusInfo {
	switch c {
	case Informational:
		return statusTable1
	case Success:
		return statusTable2
	case Redirection:
		return statusTable3
	case ClientError:
		return statusTable4
	case ServerError:
		return statusTable5
	case GlobalFailure:
		return statusTable6
	}
	return nil
}
