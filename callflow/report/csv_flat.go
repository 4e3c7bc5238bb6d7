package report

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

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
