package sipmsg

func plainChallenge(_ *Message, b []byte, i int) int { return plainDigest(b, i, false) }

func plainCredentials(_ *Message, b []byte, i int) int { return plainDigest(b, i, true) }

// plainDigest reads a single challenge, or credentials, with all that must be there.
func plainDigest(b []byte, i int, credentials bool) int {
	const scheme = "Digest "
	if len(b)-i < len(scheme) || string(b[i:i+len(scheme)]) != scheme {
		return 0
	}
	realm, nonce, response := false, false, !credentials
	for i += len(scheme); ; {
		eq := run(b, i, classToken)
		value := eq + 1
		if eq == i || value >= len(b) || b[eq] != '=' {
			return 0
		}
		switch string(b[i:eq]) {
		case "realm":
			realm = true
		case "nonce":
			nonce = true
		case "response":
			response = true
		}
		if b[value] == '"' {
			if i = until(b, value+1, classQuoteEnd); i == len(b) || b[i] != '"' {
				return 0
			}
			i++
		} else if i = run(b, value, classToken); i == value {
			return 0
		}
		if i == len(b) || b[i] != ',' {
			break
		}
		for i++; i < len(b) && b[i] == ' '; i++ {
		}
	}
	if !realm || !nonce || !response {
		return 0
	}
	return i
}
