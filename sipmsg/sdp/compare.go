package sdp

// Comparison is what an offer and its answer came to (RFC 3264 §6). It borrows from both
// sessions.
type Comparison struct {
	Streams []Agreement // one for each media of the offer, in order
}

// Agreement is what became of one offered media.
type Agreement struct {
	Offer  *Media
	Answer *Media // nil when the answer has no media for it
	// Common lists the formats of the answer that were offered, in the answer's order:
	// the first that carries media is what will be used.
	Common []Codec
	// Off tells that the offer itself switched the media off (port 0).
	Off bool
	// Refused tells that the answer does not take the media: port 0, or no media at all.
	Refused bool
	// ProtoDiffers tells that the answer changed the transport, RTP/SAVP to RTP/AVP say,
	// which it must not.
	ProtoDiffers bool
	// Direction is what was agreed, as the offerer sees it; Inactive where the media is
	// off or refused.
	Direction Direction
	// OffererHolds and AnswererHolds tell who put the media on hold. The receiving side
	// of a hold only follows it.
	OffererHolds, AnswererHolds bool
}

// Compare pairs an answer with its offer, media by media. Of codecs it compares name,
// clock rate and channels; format parameters are not looked at, because what they forbid
// differs from codec to codec.
func Compare(offer, answer *Session) Comparison {
	c := Comparison{Streams: make([]Agreement, len(offer.Media))}
	taken := make([]bool, len(answer.Media))
	for i := range offer.Media {
		o := &offer.Media[i]
		c.Streams[i] = agree(o, counterpart(o, i, answer, taken))
	}
	return c
}

// counterpart finds the answer's media for the offer's media i: the one at the same place
// (RFC 3264 §6), or, in an answer that left refused ones out, the next of the same type.
func counterpart(o *Media, i int, answer *Session, taken []bool) *Media {
	if i < len(taken) && !taken[i] && sameFold(o.Type, answer.Media[i].Type) {
		taken[i] = true
		return &answer.Media[i]
	}
	for j := range answer.Media {
		if !taken[j] && sameFold(o.Type, answer.Media[j].Type) {
			taken[j] = true
			return &answer.Media[j]
		}
	}
	return nil
}

func agree(o, a *Media) Agreement {
	g := Agreement{Offer: o, Answer: a, Off: !o.Active(), Direction: Inactive}
	if g.Off {
		return g
	}
	if a == nil || !a.Active() {
		g.Refused = true
		return g
	}
	g.ProtoDiffers = !sameFold(o.Proto, a.Proto)
	for i := range a.Codecs {
		c := a.Codecs[i]
		match := offered(o, &c)
		if match == nil {
			continue
		}
		if len(c.Name) == 0 { // the answer has a number alone, the offer may tell its name
			c.Name, c.ClockRate, c.Channels = match.Name, match.ClockRate, match.Channels
		}
		g.Common = append(g.Common, c)
	}
	g.OffererHolds = o.Hold()
	// To anything but sendrecv an answer can only follow: sendonly may be the answer to
	// recvonly, and inactive that to a hold.
	g.AnswererHolds = a.Hold() && o.Direction == SendRecv
	g.Direction = directionOf(
		o.Direction.Sends() && a.Direction.Receives() && !a.nowhere(),
		o.Direction.Receives() && a.Direction.Sends() && !o.nowhere())
	return g
}

// offered returns the offer's codec that the answer's codec c is, nil when there is none.
func offered(o *Media, c *Codec) *Codec {
	for i := range o.Codecs {
		if sameCodec(&o.Codecs[i], c) {
			return &o.Codecs[i]
		}
	}
	return nil
}

// sameCodec reports whether an offered and an answered format are one. An answer may name
// a dynamic payload type by its number alone.
func sameCodec(o, a *Codec) bool {
	if len(a.Name) == 0 || len(o.Name) == 0 {
		return string(o.format) == string(a.format)
	}
	if !sameFold(o.Name, a.Name) {
		return false
	}
	if o.PayloadType < 0 || a.PayloadType < 0 {
		return o.PayloadType == a.PayloadType
	}
	// RFC 3551 gives G722 the clock of 8000; some write the 16000 that it samples at.
	clock := o.ClockRate == a.ClockRate || o.Is("G722")
	return clock && o.Channels == a.Channels
}

// Codec returns the format that will carry the media, and false when there is none.
func (g *Agreement) Codec() (Codec, bool) {
	for i := range g.Common {
		if g.Common[i].Carries() {
			return g.Common[i], true
		}
	}
	return Codec{}, false
}

// Mismatch reports whether the answer took the media and yet has no format in common with
// the offer. Telephone events and comfort noise alone are nothing in common.
func (g *Agreement) Mismatch() bool {
	if g.Off || g.Refused {
		return false
	}
	_, ok := g.Codec()
	return !ok
}

// NothingInCommon reports whether no media of the offer came to be used: each was refused
// or has no format in common. It is false for an offer without active media.
func (c *Comparison) NothingInCommon() bool {
	any := false
	for i := range c.Streams {
		g := &c.Streams[i]
		if g.Off {
			continue
		}
		any = true
		if !g.Refused && !g.Mismatch() {
			return false
		}
	}
	return any
}

// Hold reports whether one side has put all active audio on hold, and where there is no
// audio, all active media; which side, tell byOfferer and byAnswerer. That a call is
// resumed is seen from a Comparison without a hold after one with it.
func (c *Comparison) Hold() (byOfferer, byAnswerer bool) {
	audio, n := false, 0
	for i := range c.Streams {
		g := &c.Streams[i]
		if g.Off || g.Refused {
			continue
		}
		isAudio := equalFold(g.Offer.Type, "audio")
		if audio && !isAudio {
			continue
		}
		if isAudio && !audio {
			audio, n = true, 0 // what went before was not audio and does not count
		}
		if n == 0 {
			byOfferer, byAnswerer = true, true
		}
		n++
		byOfferer = byOfferer && g.OffererHolds
		byAnswerer = byAnswerer && g.AnswererHolds
	}
	return byOfferer, byAnswerer
}
