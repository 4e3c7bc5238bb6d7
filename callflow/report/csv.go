package report

import (
	"bytes"
	"encoding"
	"encoding/csv"
	"encoding/json"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// csvWriter writes RFC 4180. Its cells are safe already: numbers of sipcap's own, or texts
// that csvCell made safe, see csvValue.
type csvWriter struct{ w *csv.Writer }

func newCSVWriter(w io.Writer) *csvWriter { return &csvWriter{csv.NewWriter(w)} }

func (c *csvWriter) row(cells ...string) error { return c.w.Write(cells) }

func (c *csvWriter) flush() error {
	c.w.Flush()
	return c.w.Error()
}

// jsonNames are the names of v's fields in JSON, in order, which CSV has as its header.
func jsonNames(v any) []string {
	t := reflect.TypeOf(v)
	names := make([]string, t.NumField())
	for i := range names {
		names[i], _, _ = strings.Cut(t.Field(i).Tag.Get("json"), ",")
	}
	return names
}

// csvFields are the values of the struct v as JSON has them: a list joined by spaces, a
// value that JSON leaves out empty.
func csvFields(v any) []string {
	s := reflect.ValueOf(v)
	cells := make([]string, s.NumField())
	for i := range cells {
		_, opts, _ := strings.Cut(s.Type().Field(i).Tag.Get("json"), ",")
		if f := s.Field(i); opts == "" || !isZero(f) {
			cells[i] = csvValue(f.Interface())
		}
	}
	return cells
}

func isZero(v reflect.Value) bool {
	if z, ok := v.Interface().(interface{ IsZero() bool }); ok {
		return z.IsZero()
	}
	return v.IsZero()
}

// csvValue prints a field. Texts are made safe, a number never looks like a formula.
func csvValue(v any) string {
	switch v := v.(type) {
	case string:
		return csvCell(v)
	case int:
		return strconv.Itoa(v)
	case *int:
		return strconv.Itoa(*v)
	case uint64:
		return strconv.FormatUint(v, 10)
	case *uint32:
		return strconv.FormatUint(uint64(*v), 10)
	case *Seconds:
		return strconv.FormatInt(int64(*v), 10)
	case bool:
		return strconv.FormatBool(v)
	case []string:
		return csvCell(strings.Join(v, " "))
	case []uint64:
		return joinNumbers(v)
	case []uint16:
		return joinNumbers(v)
	case []FindingRow:
		return joinNames(v, func(f FindingRow) string { return f.ID })
	case []JoinRow:
		return joinNames(v, func(j JoinRow) string { return j.CallID + "=" + strings.Join(j.Evidence, "+") })
	case []RelatedRow:
		return joinNames(v, func(r RelatedRow) string { return r.Relation + "=" + strconv.Itoa(r.ID) })
	case []IssueRow:
		return joinNames(v, func(i IssueRow) string { return i.Code })
	case []StreamRow:
		return joinNames(v, func(s StreamRow) string { return s.Type })
	case []FrameRow:
		return joinNames(v, func(f FrameRow) string { return strconv.FormatUint(f.Frame, 10) })
	case []BindingRow:
		return joinNames(v, func(b BindingRow) string { return b.Contact })
	case json.Marshaler: // Time, Millis
		b, _ := v.MarshalJSON()
		return string(bytes.Trim(b, `"`))
	case encoding.TextMarshaler: // addresses
		b, _ := v.MarshalText()
		return string(b)
	}
	return ""
}

// joinNames joins what of each object is its name.
func joinNames[T any](list []T, name func(T) string) string {
	names := make([]string, len(list))
	for i, v := range list {
		names[i] = name(v)
	}
	return csvCell(strings.Join(names, " "))
}

func joinNumbers[T uint64 | uint16](list []T) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.FormatUint(uint64(n), 10)
	}
	return strings.Join(texts, " ")
}
