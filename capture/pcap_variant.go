package capture

// Variants of pcap that some systems write. Their records have more in the header than the 16 bytes of
// the standard, and some of them do not tell by their magic number:
//
//   - Alexey Kuznetzov's patches for Linux's tcpdump of 1999 add the interface, the protocol and the kind of
//     packet: 8 bytes in ss990417 (Red Hat 6.1; the standard's magic) and ss991029, 12 in ss990915 (SuSE 6.3)
//   - Nokia's firewalls add 4 bytes
//   - Ixia's analysers add the size of all records to the file's header
const (
	pcapKuznetzov = 0xa1b2cd34 // of ss990915 and ss991029
	pcapIxiaHW    = 0x1c0001ac
	pcapIxiaSW    = 0x1c0001ab

	pcapRecordLen = 16
	// maxTriedRecords is after how many records that make sense a variant is believed.
	maxTriedRecords = 4
)

// The lengths that a record's header may have, the most likely first.
var (
	pcapStandardLens  = []int{pcapRecordLen, pcapRecordLen + 8, pcapRecordLen + 4}
	pcapKuznetzovLens = []int{pcapRecordLen + 8, pcapRecordLen + 12}
)

// variant finds out how long records' headers are: the first records tell, as with any other length
// they make no sense. A pipe is not looked ahead in for the standard's magic, as that would keep its first
// packet back until there is another; it is the standard's then.
func (r *pcapReader) variant(magic uint32) int {
	lengths := pcapStandardLens
	if magic == pcapKuznetzov {
		lengths = pcapKuznetzovLens
	} else if magic != pcapMicro || r.w.before != nil {
		return pcapRecordLen
	}
	for i, n := range lengths {
		// One record alone does not prove what is unlikely: the file may be cut.
		if records, ok := r.makesSense(n); ok && (i == 0 || records > 1) {
			return n
		}
	}
	return lengths[0]
}

// makesSense tells whether the first records do if their headers have n bytes, and how many there are.
func (r *pcapReader) makesSense(n int) (records int, ok bool) {
	const apart = 366 * 24 * 3600 // seconds between two records of a file, at most
	at := 0
	for first := int64(0); records < maxTriedRecords; records++ {
		b, err := r.w.peek(at + n)
		if err != nil {
			return records, len(b) == at // ends behind a record
		}
		seconds, fraction, captured, length := int64(r.order.u32(b[at:])), r.order.u32(b[at+4:]), r.order.u32(b[at+8:]), r.order.u32(b[at+12:])
		if records == 0 {
			first = seconds
		}
		if max(seconds-first, first-seconds) > apart || fraction >= 1e6 || int64(max(captured, length)) > int64(r.maxFrame) || captured > length && !r.swapped {
			return records, false
		}
		at += n + int(captured)
	}
	return records, true
}
