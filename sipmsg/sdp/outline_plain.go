package sdp

// What an [Outline] takes out of lines, where they are of the plain form of most.

// plainConnection is the address of the c= line at b[at], and where it ends; 0 where it is 0.0.0.0, by which a stream
// is held, or is not what every reader takes for the same address.
func plainConnection(b []byte, at int) (ip [4]byte, end int) {
	const usual = "c=IN IP4 "
	if !hasAt(b, at, usual) {
		return ip, 0
	}
	at += len(usual)
	part, n, digits := 0, 0, 0
	for i, c := range b[at:] {
		if '0' <= c && c <= '9' {
			n = 10*n + int(c-'0')
			digits++
			continue
		}
		if digits != decimals(n) {
			return ip, 0
		}
		ip[part] = byte(n)
		switch {
		case c == '.' && part < len(ip)-1:
			part++
			n, digits = 0, 0
		case (c == '\r' || c == '\n') && part == len(ip)-1 && ip != [4]byte{}:
			return ip, at + i
		default:
			return ip, 0
		}
	}
	return ip, 0
}

// decimals is with how many digits a byte is written, -1 for more than a byte.
func decimals(n int) int {
	switch {
	case n < 10:
		return 1
	case n < 100:
		return 2
	case n < 256:
		return 3
	}
	return -1
}

// plainPort is the port of the m= line at b[at] and where it stands; end is 0 where it is none that
// Media.Port would be.
func plainPort(b []byte, at int) (start int, port uint16, end int) {
	start = at + 2
	if hasAt(b, start, "audio") { // as nearly all are
		start += len("audio")
	}
	for start < len(b) && 'a' <= b[start] && b[start] <= 'z' {
		start++
	}
	if start == at+2 || start == len(b) || b[start] != ' ' {
		return 0, 0, 0
	}
	start++
	n := uint(0)
	for i, c := range b[start:] {
		if d := c - '0'; d <= 9 {
			n = 10*n + uint(d)
			continue
		}
		if c != ' ' || i == 0 || i > 5 || n > 65535 || i > 1 && b[start] == '0' {
			break
		}
		return start, uint16(n), start + i
	}
	return 0, 0, 0
}
