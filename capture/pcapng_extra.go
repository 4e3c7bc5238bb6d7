package capture

import "slices"

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

// The options of an Interface Statistics Block that tell of packets lost.
const (
	optionIfDrop = 5
	optionOSDrop = 7
)

// statistics takes an Interface Statistics Block. Its counters are of the capture's beginning,
// so that the last block of an interface has the word.
func (r *pcapngReader) statistics(body []byte) {
	const fixed = 12
	if len(body) < fixed {
		return
	}
	id := r.order.u32(body)
	if int64(id) >= int64(len(r.interfaces)) {
		return
	}
	drops := uint64(0)
	for code, value := range r.order.options(body[fixed:]) {
		if (code == optionIfDrop || code == optionOSDrop) && len(value) >= 8 {
			drops += r.order.u64(value)
		}
	}
	r.interfaces[id].drops = drops
}

// dropped returns what the statistics so far say was lost.
func (r *pcapngReader) dropped() uint64 {
	drops := r.drops
	for _, i := range r.interfaces {
		drops += i.drops
	}
	return drops
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
