package decrypt

import (
	"strings"
	"testing"
)

func TestKeyLog(t *testing.T) {
	r, m := strings.Repeat("0a", 32), strings.Repeat("Bb", 48)
	for _, tt := range []struct {
		name, log       string
		keys, malformed int
	}{
		{"nothing", "", 0, 0},
		{"TLS 1.2", "CLIENT_RANDOM " + r + " " + m + "\n", 1, 0},
		{"without a line end", "CLIENT_RANDOM " + r + " " + m, 1, 0},
		{"CR LF, a comment and an empty line", "# made by hand\r\n\r\nCLIENT_RANDOM " + r + " " + m + "\r\n", 1, 0},
		{"TLS 1.3", "CLIENT_HANDSHAKE_TRAFFIC_SECRET " + r + " " + m + "\nSERVER_TRAFFIC_SECRET_0 " + r + " " + m[:64] + "\n", 1, 0},
		{"other labels", "EXPORTER_SECRET " + r + " " + m + "\nRSA Session-ID:00 Master-Key:00\nECH_CONFIG 00 11 22\n", 0, 0},
		{"a short secret", "CLIENT_RANDOM " + r + " " + m[:64] + "\n", 0, 1},
		{"a short random", "CLIENT_RANDOM 00 " + m + "\n", 0, 1},
		{"no hexadecimal", "CLIENT_RANDOM " + r + " " + m[:94] + "xx\n", 0, 1},
		{"too many words", "CLIENT_RANDOM " + r + " " + m + " 00\n", 0, 1},
		{"something else", "10:24:53 the phone rang\n", 0, 1},
		{"one word", "CLIENT\n", 0, 1},
		{"a line without end", strings.Repeat("A", 5000) + "\nCLIENT_RANDOM " + r + " " + m + "\n", 1, 1},
		{"binary", "\xd4\xc3\xb2\xa1\x02\x00\x04\x00\n", 0, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, n := range []int{1, 10, len(tt.log)} {
				k := &Keys{}
				for b := []byte(tt.log); len(b) > 0; b = b[min(n, len(b)):] {
					k.Write(b[:min(n, len(b))])
				}
				if k.Len() != tt.keys || k.Malformed != uint64(tt.malformed) {
					t.Errorf("%d at a time: got %d keys, %d malformed; want %d, %d", n, k.Len(), k.Malformed, tt.keys, tt.malformed)
				}
			}
		})
	}
}

func TestKeysLimit(t *testing.T) {
	k := &Keys{MaxSessions: 2}
	m := strings.Repeat("00", 48)
	random := func(i int) string { return strings.Repeat([]string{"00", "11", "22", "33", "44"}[i], 32) }
	for _, i := range []int{0, 1, 0, 2, 3} {
		k.Write([]byte("CLIENT_RANDOM " + random(i) + " " + m + "\n"))
	}
	var have []int
	for i := range 5 {
		var r [32]byte
		unhex(r[:], []byte(random(i)))
		if k.of(r) != nil {
			have = append(have, i)
		}
	}
	if len(have) != 2 || have[0] != 2 || have[1] != 3 || k.Len() != 2 {
		t.Errorf("got %v, want the last two, 2 and 3", have)
	}
}
