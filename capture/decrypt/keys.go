package decrypt

import "crypto/sha256"

// DefaultMaxSessions is how many sessions Keys hold unless told otherwise.
const DefaultMaxSessions = 1 << 18

// Keys hold the secrets of TLS connections, by the random number of the ClientHello. They are
// filled with Write, from a key log. The zero value is ready.
//
// Beside them are the secrets of sessions that were seen, by the session's ID or ticket: some
// stacks log no secret where a session is resumed.
type Keys struct {
	// MaxSessions is how many connections' secrets are held, above which those go that were
	// added first; 0 means DefaultMaxSessions.
	MaxSessions int

	// Malformed counts the lines that are not as a key log has them.
	Malformed uint64

	line    []byte // the beginning of one, whose end was not written yet
	tooLong bool

	byRandom store[random, *secrets]
	sessions store[sessionKey, *masterSecret]
}

type (
	random       [32]byte
	masterSecret [48]byte
	sessionKey   [sha256.Size]byte // of a session ID or a ticket
)

// secrets are those of one connection.
type secrets struct {
	master  *masterSecret // up to TLS 1.2
	traffic [4][]byte     // TLS 1.3, by secretLabel
}

// secretLabel names a secret of TLS 1.3.
type secretLabel uint8

const (
	clientHandshake secretLabel = iota
	serverHandshake
	clientTraffic
	serverTraffic
)

// Len returns how many connections' secrets are there.
func (k *Keys) Len() int {
	k.peek()
	return len(k.byRandom.values)
}

// peek uses the last line of the log, where it lacks nothing but its end.
func (k *Keys) peek() {
	if len(k.line) > 0 {
		k.take()
	}
}

func (k *Keys) limit() int {
	if k.MaxSessions > 0 {
		return k.MaxSessions
	}
	return DefaultMaxSessions
}

// of returns the secrets of a connection, nil where there are none.
func (k *Keys) of(r random) *secrets {
	k.peek()
	return k.byRandom.values[r]
}

// make returns the secrets of a connection, to be filled.
func (k *Keys) make(r random) *secrets {
	s := k.byRandom.values[r]
	if s == nil {
		s = &secrets{}
		k.byRandom.put(r, s, k.limit())
	}
	return s
}

// learn keeps the master secret of a session under what it can be resumed by.
func (k *Keys) learn(key sessionKey, m *masterSecret) {
	if key != (sessionKey{}) {
		k.sessions.put(key, m, k.limit())
	}
}

// session returns the master secret of a session seen before, nil where there is none.
func (k *Keys) session(key sessionKey) *masterSecret { return k.sessions.values[key] }

// keyOf names a session by its ID or ticket; the zero key is none.
func keyOf(id []byte) sessionKey {
	if len(id) == 0 {
		return sessionKey{}
	}
	return sha256.Sum256(id)
}

// store is a map of which the oldest entry goes where there are too many.
type store[K comparable, V any] struct {
	values map[K]V
	order  []K // as they were added; a ring once it is full
	oldest int
}

func (s *store[K, V]) put(key K, v V, limit int) {
	if _, there := s.values[key]; there {
		s.values[key] = v
		return
	}
	if s.values == nil {
		s.values = make(map[K]V)
	}
	if len(s.order) < limit {
		s.order = append(s.order, key)
	} else {
		delete(s.values, s.order[s.oldest])
		s.order[s.oldest] = key
		s.oldest = (s.oldest + 1) % len(s.order)
	}
	s.values[key] = v
}
