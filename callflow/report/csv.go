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

	"sipcap/callflow"
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
	case bool:
		return strconv.FormatBool(v)
	case []string:
		return csvCell(strings.Join(v, " "))
	case []uint64:
		return joinNumbers(v)
	case []uint16:
		return joinNumbers(v)
	case []FindingRow:
		ids := make([]string, len(v))
		for i, f := range v {
			ids[i] = f.ID
		}
		return csvCell(strings.Join(ids, " "))
	case []IssueRow:
		codes := make([]string, len(v))
		for i, c := range v {
			codes[i] = c.Code
		}
		return csvCell(strings.Join(codes, " "))
	case json.Marshaler: // Time, Millis
		b, _ := v.MarshalJSON()
		return string(bytes.Trim(b, `"`))
	case encoding.TextMarshaler: // addresses
		b, _ := v.MarshalText()
		return string(b)
	}
	return ""
}

func joinNumbers[T uint64 | uint16](list []T) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.FormatUint(uint64(n), 10)
	}
	return strings.Join(texts, " ")
}

// callsCSV writes a row a call; where the messages are asked for, a row a message with the
// call's id before it.
func callsCSV(w io.Writer, calls []*callflow.Call, rows map[*callflow.Leg][]MessageRow, o *Options) error {
	c := newCSVWriter(w)
	if rows == nil {
		if err := c.row(jsonNames(CallRow{})...); err != nil {
			return err
		}
		for _, call := range calls {
			if err := c.row(csvFields(newCallRow(call, nil, o))...); err != nil {
				return err
			}
		}
		return c.flush()
	}
	if err := c.row(append([]string{"id"}, jsonNames(MessageRow{})...)...); err != nil {
		return err
	}
	for _, call := range calls {
		for _, l := range call.Legs {
			for _, m := range rows[l] {
				if err := c.row(append([]string{strconv.Itoa(call.ID)}, csvFields(m)...)...); err != nil {
					return err
				}
			}
		}
	}
	return c.flush()
}

// flatCSV writes an object in long format: a row a value, with the columns section, name and
// value. The section is the path to the object that holds the value, list items counted from 1.
func flatCSV(w io.Writer, v any) error {
	b, err := marshal(v, "")
	if err != nil {
		return err
	}
	c := newCSVWriter(w)
	if err := c.row("section", "name", "value"); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := flatten(d, c, "", ""); err != nil {
		return err
	}
	return c.flush()
}

// flatten writes the next value of d, whose path is section and name.
func flatten(d *json.Decoder, c *csvWriter, section, name string) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	path := strings.TrimPrefix(section+"."+name, ".")
	switch token {
	case json.Delim('{'):
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return err
			}
			if err := flatten(d, c, path, key.(string)); err != nil {
				return err
			}
		}
		_, err = d.Token()
		return err
	case json.Delim('['):
		return flattenList(d, c, section, name, path)
	}
	return c.flat(section, name, token)
}

// flattenList writes a list: one of plain values as one value joined by spaces, one of
// objects item by item.
func flattenList(d *json.Decoder, c *csvWriter, section, name, path string) error {
	var values []string
	for i := 1; d.More(); i++ {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		if raw[0] == '{' {
			item := json.NewDecoder(bytes.NewReader(raw))
			item.UseNumber()
			if err := flatten(item, c, path, strconv.Itoa(i)); err != nil {
				return err
			}
			continue
		}
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			return err
		}
		if s, ok := v.(string); ok {
			values = append(values, s)
		} else {
			values = append(values, string(raw))
		}
	}
	if len(values) > 0 {
		if err := c.flat(section, name, strings.Join(values, " ")); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func (c *csvWriter) flat(section, name string, token json.Token) error {
	value := ""
	switch v := token.(type) {
	case string:
		value = csvCell(v)
	case json.Number:
		value = v.String()
	case bool:
		value = strconv.FormatBool(v)
	}
	return c.row(csvCell(section), csvCell(name), value)
}
