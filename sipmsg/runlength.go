package sipmsg

// runLength is how long a run of octets was the last time, in the same place of another message. Tags,
// branches and hosts of one maker tend to be equally long: then the run is looked at in steps that
// fit, and its end need not be looked for.
type runLength uint8

// run is the function run, with a guess at where it ends.
func (n *runLength) run(b []byte, i int, bits uint32) int {
	if size := int(*n); size >= 4 && i+size < len(b) {
		// Steps may go over some octets twice.
		s := b[i : i+size+1]
		in := bits &^ class[s[size]]
		switch {
		case size < 8:
			in &= all4(s) & all4(s[size-4:])
		case size <= 16:
			in &= all8(s) & all8(s[size-8:])
		case size <= 24:
			in &= all8(s) & all8(s[8:]) & all8(s[size-8:])
		default:
			in = 0
		}
		if in != 0 {
			return i + size
		}
	}
	end := run(b, i, bits)
	if end-i < 1<<8 {
		*n = runLength(end - i)
	}
	return end
}

// all4 returns the classes that the first four octets have in common, and all8 those of eight.
func all4(b []byte) uint32 {
	s := b[:4]
	return class[s[0]] & class[s[1]] & class[s[2]] & class[s[3]]
}

func all8(b []byte) uint32 {
	s := b[:8]
	return class[s[0]] & class[s[1]] & class[s[2]] & class[s[3]] & class[s[4]] & class[s[5]] & class[s[6]] & class[s[7]]
}
