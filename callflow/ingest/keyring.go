package ingest

import (
	"io"

	"sipcap/capture"
	"sipcap/capture/decrypt"
)

// keyring has the keys of TLS: those of a key log, and those that the source carries. Both may
// still be growing.
type keyring struct {
	decrypt.Keys
	log    io.Reader
	source secretive
	read   int64 // of log
}

// secretive is a source that carries keys.
type secretive interface{ NewSecrets() []capture.Secret }

// maxKeyLog limits how much is read of a key log.
const maxKeyLog = 1 << 30

// more reads what there is, and tells whether there was something.
func (k *keyring) more() bool {
	found := false
	if k.log != nil {
		n, _ := io.Copy(&k.Keys, io.LimitReader(k.log, maxKeyLog-k.read)) // what cannot be read is not there
		k.read += n
		found = n > 0
	}
	if k.source != nil {
		for _, s := range k.source.NewSecrets() {
			if s.Kind == capture.TLSKeyLog {
				k.Write(s.Data)
				k.Write([]byte("\n"))
				found = true
			}
		}
	}
	return found
}

// none tells whether there are no keys at all.
func (k *keyring) none() bool {
	if k.Len() == 0 {
		k.more()
	}
	return k.Len() == 0
}
