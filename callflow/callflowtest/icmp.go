package callflowtest

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// icmpError is a line that tells of an ICMP error, with the message that it quotes.
type icmpError struct {
	callflow.Unreachable
	message sipmsg.Message
}

// unreachable makes the error of a line: TIME FROM TYPE/CODE SRC -> DST [mtu=N].
func (l *Ladder) unreachable(s *scribe, words []string) error {
	if len(words) < 6 || words[4] != "->" {
		return fmt.Errorf("icmp wants TIME FROM TYPE/CODE SRC -> DST, not %q", words)
	}
	at, err := seconds(words[0])
	if err != nil {
		return err
	}
	from, err := netip.ParseAddr(words[1])
	if err != nil {
		return err
	}
	var e icmpError
	if _, err := fmt.Sscanf(words[2], "%d/%d", &e.Type, &e.Code); err != nil {
		return fmt.Errorf("type and code %q: %w", words[2], err)
	}
	for _, w := range words[6:] {
		value, ok := strings.CutPrefix(w, "mtu=")
		mtu, err := strconv.ParseUint(value, 10, 32)
		if !ok || err != nil {
			return fmt.Errorf("no such option: %s", w)
		}
		e.MTU = uint32(mtu)
	}
	quoted := s.last(func(m *message) bool { return m.src == words[3] && m.dst == words[5] })
	if quoted == nil || !e.message.Parse(quoted.bytes()) {
		return fmt.Errorf("no message from %s to %s", words[3], words[5])
	}
	e.Time, e.From, e.Src, e.Dst = Epoch.Add(at), from, s.addrs[quoted.src], s.addrs[quoted.dst]
	e.Transport = callflow.TransportOf(quoted.transport)
	l.errors = append(l.errors, e)
	return nil
}
