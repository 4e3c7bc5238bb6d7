package capture

import (
	"slices"
	"strings"
)

// Secret is what a capture carries to decrypt a part of it.
type Secret struct {
	Kind SecretKind
	Data []byte // its own copy
}

// SecretKind says what format a secret has; any number may occur.
type SecretKind uint32

// The kinds of secrets that matter for SIP (draft-ietf-opsawg-pcapng, §4.7).
const (
	TLSKeyLog SecretKind = 0x544c534b // lines as NSS and SSLKEYLOGFILE have them
)

// maxSecrets limits the bytes of secrets that are kept of a file; a TLS session has some 500.
const maxSecrets = 16 << 20

// maxRemark limits what is kept of a file's comments, and of its filters.
const maxRemark = 1 << 10

// remark adds a text to those that the file has, each once, as long as there is room.
func remark(all, text string) string {
	switch {
	case text == "", strings.Contains(all, text):
		return all
	case all == "":
		return text[:min(len(text), maxRemark)]
	case len(all)+len(text) > maxRemark:
		return all
	}
	return all + "; " + text
}

// keepSecrets takes a Decryption Secrets Block.
func (r *pcapngReader) keepSecrets(body []byte) {
	const fixed = 8
	if len(body) < fixed {
		return
	}
	length := int64(r.order.u32(body[4:]))
	data := body[fixed:]
	data = data[:min(length, int64(len(data)))]
	if r.kept+len(data) > maxSecrets {
		return
	}
	r.kept += len(data)
	r.secrets = append(r.secrets, Secret{SecretKind(r.order.u32(body)), slices.Clone(data)})
}
