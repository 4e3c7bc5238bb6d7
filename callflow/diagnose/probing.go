package diagnose

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// What tells a scanner that does not call itself one.
const (
	manyUsers     = 20              // that it asks for with REGISTER, without an answer to a challenge
	manyPasswords = 20              // for one user
	guessing      = 2 * time.Second // how long one takes at most
	manyPrefixes  = 5               // before one number
	numberDigits  = 8               // that make two numbers the same, whatever is before them
)

// probe is what an address asked for in vain.
type probe struct {
	addr      netip.Addr
	users     map[string]bool // with REGISTER, without credentials
	ignored   int             // challenges that were not answered
	passwords map[string]*guess
	prefixes  map[string]map[string]bool // by the number behind them
	frames    []callflow.FrameRef
}

// guess is how often credentials of a user were refused.
type guess struct {
	n           int
	first, last time.Time
}

// byBehaviour finds scanners by what they do. Somebody who belongs here is none.
func byBehaviour(sc *scene) {
	probes := map[netip.Addr]*probe{}
	var order []*probe
	for _, c := range sc.survey.strangers {
		if sc.scanners[c.Src().Addr()] || sc.survey.belong[c.Src().Addr()] {
			continue
		}
		p := probes[c.Src().Addr()]
		if p == nil {
			p = &probe{addr: c.Src().Addr(), users: map[string]bool{}, passwords: map[string]*guess{}, prefixes: map[string]map[string]bool{}}
			probes[p.addr], order = p, append(order, p)
		}
		p.add(c)
	}
	for _, p := range order {
		if summary := p.summary(); summary != "" {
			sc.scan(p.addr)
			sc.add(&callflow.Finding{Cause: callflow.CauseCall, Frames: p.frames, Summary: summary})
		}
	}
}

// refusedToStranger tells whether a REGISTER or INVITE was refused as one of a stranger is.
func refusedToStranger(c *callflow.Call) bool {
	switch c.Status {
	case 401, 403, 404, 407, 484:
		return c.Kind == callflow.KindRegistration || c.Kind == callflow.KindCall
	}
	return false
}

func (p *probe) add(c *callflow.Call) {
	if len(p.frames) < frameLimit {
		p.frames = append(p.frames, c.Leg().Frames(0)...)
	}
	if c.Kind == callflow.KindCall {
		p.addNumber(c.RequestURI())
		return
	}
	credentials := 0
	for _, a := range c.Leg().Auths() {
		if !a.Challenge && !a.Empty {
			credentials++
		}
	}
	if credentials == 0 {
		p.users[c.To()] = true
		if c.State == callflow.Unauthorized {
			p.ignored++
		}
		return
	}
	g := p.passwords[c.To()]
	if g == nil {
		g = &guess{first: c.Start()}
		p.passwords[c.To()] = g
	}
	g.n, g.last = g.n+credentials, c.End()
}

// addNumber adds a number that was dialled.
func (p *probe) addNumber(uri string) {
	u, ok := sipmsg.ParseURI([]byte(uri))
	if !ok {
		return
	}
	digits := string(u.AppendDigits(nil))
	at := len(digits) - numberDigits
	if at <= 0 || strings.Trim(digits, "+0123456789") != "" {
		return
	}
	if p.prefixes[digits[at:]] == nil {
		p.prefixes[digits[at:]] = map[string]bool{}
	}
	p.prefixes[digits[at:]][digits[:at]] = true
}

// summary is what makes the address a scanner, "" where nothing does.
func (p *probe) summary() string {
	if len(p.users) >= manyUsers && p.ignored > 0 && len(p.passwords) == 0 {
		return fmt.Sprintf("%s asked with REGISTER for %d users and answered none of %s: it looks for accounts", p.addr, len(p.users), count(p.ignored, "challenge"))
	}
	worst, user := 0, ""
	for u, g := range p.passwords {
		if g.n >= manyPasswords && g.last.Sub(g.first) < time.Duration(g.n)*guessing && (g.n > worst || g.n == worst && u < user) {
			worst, user = g.n, u
		}
	}
	if worst > 0 {
		g := p.passwords[user]
		return fmt.Sprintf("%s tried %d passwords for %s in %s, and none was right: it guesses", p.addr, worst, user, span(g.last.Sub(g.first)))
	}
	most, number := 0, ""
	for n, prefixes := range p.prefixes {
		if len(prefixes) >= manyPrefixes && (len(prefixes) > most || len(prefixes) == most && n < number) {
			most, number = len(prefixes), n
		}
	}
	if most > 0 {
		return fmt.Sprintf("%s dialled …%s behind %d prefixes, and got through with none: it looks for an open gateway", p.addr, number, most)
	}
	return ""
}
