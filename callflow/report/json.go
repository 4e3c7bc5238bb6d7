package report

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"sipcap/callflow"
)

// Time is a point in time as JSON and CSV print it: RFC 3339 in UTC with all nine digits of
// the nanoseconds, so that it sorts as text.
type Time struct{ time.Time }

const timeLayout = "2006-01-02T15:04:05.000000000Z"

// MarshalText prints t.
func (t Time) MarshalText() ([]byte, error) {
	return t.UTC().AppendFormat(nil, timeLayout), nil
}

// MarshalJSON prints t.
func (t Time) MarshalJSON() ([]byte, error) {
	return t.UTC().AppendFormat(nil, `"`+timeLayout+`"`), nil
}

// Millis is a time span as JSON and CSV print it: milliseconds with up to three decimals. A
// negative one, as callflow.Unmeasured, has no value and is left out.
type Millis time.Duration

// IsZero tells that there is no value.
func (m Millis) IsZero() bool { return m < 0 }

// MarshalJSON prints m.
func (m Millis) MarshalJSON() ([]byte, error) {
	us := time.Duration(m).Round(time.Microsecond) / time.Microsecond
	return strconv.AppendFloat(nil, float64(us)/1000, 'f', -1, 64), nil
}

// Seconds is a time span of whole seconds, as SIP counts them.
type Seconds int64

// Percent is a ratio as JSON and CSV print it: in percent, with one or two decimals.
type Percent float64

// MarshalJSON prints p.
func (p Percent) MarshalJSON() ([]byte, error) {
	b := strconv.AppendFloat(nil, float64(p), 'f', 2, 64)
	return bytes.TrimSuffix(b, []byte("0")), nil
}

// percentOf is a ratio in percent, nil where there is none.
func percentOf(r callflow.Ratio) *Percent {
	share, ok := r.Share()
	if !ok {
		return nil
	}
	v := Percent(100 * share)
	return &v
}

// Delays sums up time spans, in milliseconds.
type Delays struct {
	Count int    `json:"count"`
	P50   Millis `json:"p50"`
	P95   Millis `json:"p95"`
	Max   Millis `json:"max"`
	Mean  Millis `json:"mean"`
}

func delaysOf(q callflow.Quantiles) *Delays {
	if q.N == 0 {
		return nil
	}
	return &Delays{Count: q.N, P50: Millis(q.P50), P95: Millis(q.P95), Max: Millis(q.Max), Mean: Millis(q.Mean)}
}

// marshal encodes v as sipcap prints it: without escapes for HTML, but with escapes for what
// a terminal could take for a command. Invalid UTF-8 becomes U+FFFD.
func marshal(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return escapeJSON(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// escapeJSON replaces the characters that clean would escape and that encoding/json leaves as
// they are (DEL, C1, bidirectional overrides, invisible ones) by \u escapes. They only stand in strings.
func escapeJSON(b []byte) []byte {
	for i := 0; i < len(b); {
		if b[i] < 0x7f {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r >= 0x7f && !unicode.IsGraphic(r) {
			return escapeJSONFrom(b, i)
		}
		i += n
	}
	return b
}

func escapeJSONFrom(b []byte, i int) []byte {
	out := append(make([]byte, 0, len(b)+32), b[:i]...)
	for i < len(b) {
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r < 0x7f || unicode.IsGraphic(r):
			out = append(out, b[i:i+n]...)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			out = appendRuneEscape(appendRuneEscape(out, hi), lo)
		default:
			out = append(out, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
		}
		i += n
	}
	return out
}

// list writes objects one after the other: in NDJSON one a line, in JSON as one array with a
// line for each. Close ends the array, which is [] when nothing was written.
type list struct {
	w     io.Writer
	lines bool
	n     int
}

func (l *list) write(v any) error {
	b, err := marshal(v, "")
	if err != nil {
		return err
	}
	before, after := "", "\n"
	if !l.lines {
		before, after = ",\n", ""
		if l.n == 0 {
			before = "[\n"
		}
	}
	l.n++
	_, err = l.w.Write(append(append([]byte(before), b...), after...))
	return err
}

func (l *list) close() error {
	if l.lines {
		return nil
	}
	end := "\n]\n"
	if l.n == 0 {
		end = "[]\n"
	}
	_, err := io.WriteString(l.w, end)
	return err
}

// object writes one object: in NDJSON on one line, in JSON indented.
func object(w io.Writer, v any, format Format) error {
	indent := "  "
	if format == NDJSON {
		indent = ""
	}
	b, err := marshal(v, indent)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// Rate is how often a second something happens, with one or two decimals.
type Rate float64

// MarshalJSON prints r.
func (r Rate) MarshalJSON() ([]byte, error) { return Percent(r).MarshalJSON() }
