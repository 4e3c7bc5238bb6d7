//go:build !libpcap

package capture

import (
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/gopacket/pcapgo"
)

// listener counts the frames that reach a program of a burst.
type listener interface {
	frames() (read, dropped int) // once the burst is over
}

// TestLiveLosesFewer sends frames as fast as a core can for a second, in turn to a program that reads the ring,
// and decodes what it reads, and to one that reads a pcapgo.EthernetHandle, a system call a frame.
func TestLiveLosesFewer(t *testing.T) {
	if testing.Short() {
		t.Skip("takes its time")
	}
	const rounds, lasts = 2, time.Second
	w := newWire(t)
	burst := sipDatagram("SIP " + string(make([]byte, 500))).Frame()
	listeners := []struct {
		name                string
		open                func() listener
		sent, read, dropped int
	}{
		{name: "ring", open: func() listener { return listenRing(w) }},
		{name: "pcapgo.EthernetHandle", open: func() listener { return listenHandle(w) }},
	}
	for range rounds {
		for i := range listeners {
			l := &listeners[i]
			on := l.open()
			for until := time.Now().Add(lasts); time.Now().Before(until); {
				for range 100 {
					w.send(burst)
					l.sent++
				}
			}
			time.Sleep(500 * time.Millisecond)
			read, dropped := on.frames()
			l.read += read
			l.dropped += dropped
		}
	}
	for _, l := range listeners {
		t.Logf("%s: of %d frames, %d a second, %d read, %d dropped, %.1f %%", l.name, l.sent, l.sent/rounds, l.read, l.dropped, 100*float64(l.dropped)/float64(l.sent))
	}
	ring, handle := &listeners[0], &listeners[1]
	if float64(ring.dropped)/float64(ring.sent) > float64(handle.dropped)/float64(handle.sent) {
		t.Error("the ring loses more")
	}
}

// ringListener reads a Source.
type ringListener struct {
	s    *Source
	read chan int
}

func listenRing(w *wire) listener {
	l := &ringListener{w.open(LiveConfig{}, wireHere), make(chan int, 1)}
	go func() {
		n := 0
		for {
			_, err := l.s.Next()
			switch _, idle := errors.AsType[*Idle](err); {
			case err == nil:
				n++
			case err == io.EOF:
				l.read <- n
				return
			case !idle:
				w.t.Error(err)
				return
			}
		}
	}()
	return l
}

func (l *ringListener) frames() (read, dropped int) {
	l.s.Stop()
	read = <-l.read
	dropped = int(l.s.Drops().Dropped)
	l.s.Close()
	return read, dropped
}

// handleListener reads a pcapgo.EthernetHandle.
type handleListener struct {
	w    *wire
	h    *pcapgo.EthernetHandle
	over atomic.Bool
	read chan int
}

func listenHandle(w *wire) listener {
	h, err := pcapgo.NewEthernetHandle(wireHere)
	if err != nil {
		w.t.Fatal(err)
	}
	l := &handleListener{w: w, h: h, read: make(chan int, 1)}
	go func() {
		n := 0
		for ; ; n++ {
			if _, _, err := h.ZeroCopyReadPacketData(); err != nil || l.over.Load() {
				l.read <- n
				return
			}
		}
	}()
	return l
}

func (l *handleListener) frames() (read, dropped int) {
	if s, err := l.h.Stats(); err == nil {
		dropped = int(s.Drops)
	}
	l.over.Store(true)
	l.w.send(sipDatagram("SIP last").Frame()) // what wakes it
	read = <-l.read
	l.h.Close()
	return read, dropped
}
