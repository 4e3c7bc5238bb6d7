package sipmsg

// ChargingVector is the value of a P-Charging-Vector header (RFC 7315 §4.6): identifiers
// that join the charging records that the networks of a call write.
type ChargingVector struct {
	Params Params
}

// ChargingVector returns the P-Charging-Vector header's value. It reports false when
// there is none and when it has no icid-value.
func (m *Message) ChargingVector() (ChargingVector, bool) {
	v := ChargingVector{Params(m.Get(HeaderPChargingVector))}
	return v, len(v.ICID()) > 0
}

func (v ChargingVector) param(name string) []byte {
	b, _ := v.Params.Get(name)
	return b
}

// ICID returns the identifier of the call, the same in all networks that it crosses.
func (v ChargingVector) ICID() []byte { return v.param("icid-value") }

// GeneratedAt returns the host that made the ICID.
func (v ChargingVector) GeneratedAt() []byte { return v.param("icid-generated-at") }

// OrigIOI returns the network that the call comes from.
func (v ChargingVector) OrigIOI() []byte { return v.param("orig-ioi") }

// TermIOI returns the network that the call goes to.
func (v ChargingVector) TermIOI() []byte { return v.param("term-ioi") }

func checkChargingVector(m *Message, h *Header) {
	if _, ok := m.ChargingVector(); !ok {
		m.note(BadHeaderValue, m.value(h))
	}
}
