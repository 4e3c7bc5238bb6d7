package ingest

import (
	"time"

	"sipcap/callflow"
	"sipcap/capture"
)

const (
	// maxRecent is how many datagrams are remembered that an ICMP error may be about.
	maxRecent = 1 << 12
	// recentTime is how long after a datagram an error may come: routers wait as long as that for
	// fragments (RFC 1122 §3.3.2), others for an answer to ARP.
	recentTime = 60 * time.Second
)

// maxRecentChain limits the search for one of them: behind that many others it is too old.
const maxRecentChain = 1 << 10

// recent remembers the last SIP messages over UDP by what their headers say. Many routers quote no more
// than that: addresses, ports, length and checksum, and IP's identification, which together
// no two messages have by chance.
type recent struct {
	ring    []sent   // the message number n is at n modulo the length
	buckets []uint64 // by the way between two endpoints: 1 + the number of the newest; 0: none
	next    uint64   // number of the next
}

// sent is a message that was seen on its way. It is kept small, as each one is a miss of the cache.
type sent struct {
	way      uint64 // stands for its endpoints: with 64 bits no two share one by chance
	previous uint64 // 1 + the number of the one before it in its bucket
	callID   uint64 // its hash
	second   int64  // of its time
	nanos    int32
	length   int32
	frame    callflow.FrameRef
	id, sum  uint16
}

// note remembers a message by its way and the hash of its Call-ID. One without a Call-ID, or with an absurd one,
// it does not.
func (r *recent) note(way uint64, p *capture.Packet, callID []byte, hash uint64) {
	const longest = 256
	if p.Transport != capture.UDP || len(callID) == 0 || len(callID) > longest {
		return
	}
	if r.ring == nil {
		r.ring, r.buckets = make([]sent, maxRecent), make([]uint64, maxRecent)
	}
	bucket := &r.buckets[way%maxRecent]
	*r.at(r.next) = sent{
		way: way, previous: *bucket, callID: hash,
		second: p.Time.Unix(), nanos: int32(p.Time.Nanosecond()), length: int32(len(p.Payload)),
		frame: callflow.FrameRef(p.Frame), id: p.IPID, sum: p.SentChecksum(),
	}
	r.next++
	*bucket = r.next
}

func (r *recent) at(n uint64) *sent { return &r.ring[n%maxRecent] }

// quoted finds the message that an error at a time is about: the last one that fits. There is
// none, too, where messages of several calls fit. It tells whether SIP runs at all between the endpoints that
// are quoted.
func (r *recent) quoted(e *capture.ICMPError, now time.Time) (found *sent, sip bool) {
	if r.ring == nil {
		return nil, false
	}
	same := true // all that fit are of one call
	way := capture.HashWay(e.Src, e.Dst)
	n := r.buckets[way%maxRecent]
	for range maxRecentChain {
		if n == 0 || n+maxRecent <= r.next { // none, or its place was taken since
			break
		}
		s := r.at(n - 1)
		n = s.previous
		age := now.Sub(time.Unix(s.second, int64(s.nanos)))
		sip = sip || s.way == way
		switch {
		case age < 0 || age > recentTime || s.way != way || !s.fits(e):
		case found == nil, found.id != e.IPID && s.id == e.IPID: // rather the very packet than the same message sent again
			found, same = s, true
		case (found.id == e.IPID) == (s.id == e.IPID):
			same = same && found.callID == s.callID
		}
	}
	if !same {
		found = nil
	}
	return found, sip
}

// fits tells whether a message that went between the same endpoints may be what an error quotes.
func (s *sent) fits(e *capture.ICMPError) bool {
	if e.Length != int(s.length) {
		return false
	}
	if e.Sum == 0 { // sent without, or a card was to compute it
		return e.IPID != 0 && e.IPID == s.id
	}
	return e.Sum == s.sum
}
