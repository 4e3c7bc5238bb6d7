package decrypt

// epoch is the time for which one direction uses one key.
type epoch struct {
	opener
	suite     *suite
	secret    []byte // of TLS 1.3
	handshake bool   // TLS 1.3: the secret is that of the handshake
	seq       uint64 // of the next record
}

// newEpoch13 begins to use a secret (RFC 8446 §7.3); nil where there is none.
func newEpoch13(s *suite, secret []byte) *epoch {
	if len(secret) != s.hash.Size() {
		return nil
	}
	return &epoch{opener: newAEAD13(s, secret), suite: s, secret: secret}
}

// update returns the epoch after a KeyUpdate (RFC 8446 §7.2).
func (e *epoch) update() *epoch {
	return newEpoch13(e.suite, expandLabel(e.suite.hash, e.secret, "traffic upd", e.suite.hash.Size()))
}

// newEpochs12 derives the keys of both directions, the client's first, of a master secret (RFC 5246 §6.3).
func newEpochs12(s *suite, m *masterSecret, client, server *hello) (both [2]*epoch) {
	mac, iv := 0, 4 // AES-GCM: RFC 5288 §3
	switch s.bulk {
	case cbc:
		mac, iv = s.macHash().Size(), 16
	case chacha:
		iv = 12
	}
	block := make([]byte, 2*(mac+s.key+iv))
	seed := append(server.random[:], client.random[:]...)
	prf(server.version, s.hash, block, m[:], "key expansion", seed)
	c := cursor{b: block}
	macs := [2][]byte{c.take(mac), c.take(mac)}
	keys := [2][]byte{c.take(s.key), c.take(s.key)}
	ivs := [2][]byte{c.take(iv), c.take(iv)}
	for i := range both {
		both[i] = &epoch{suite: s}
		if s.bulk == cbc {
			both[i].opener = newCBC(server.version, s, server.etm, macs[i], keys[i], ivs[i])
		} else {
			both[i].opener = newAEADOpener(s, keys[i], ivs[i])
		}
	}
	return both
}
