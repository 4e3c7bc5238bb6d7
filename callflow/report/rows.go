package report

import "io"

// plainRows prints rows as JSON, NDJSON or CSV. It reports false for a format that a view draws itself.
func plainRows[T any](w io.Writer, rows []T, o Options) (printed bool, err error) {
	switch o.format() {
	case JSON, NDJSON:
		return true, objects(w, o.Format, func(l *list) error {
			for _, r := range rows {
				if err := l.write(r); err != nil {
					return err
				}
			}
			return nil
		})
	case CSV:
		var zero T
		c := newCSVWriter(w)
		if err := c.row(jsonNames(zero)...); err != nil {
			return true, err
		}
		for _, r := range rows {
			if err := c.row(csvFields(r)...); err != nil {
				return true, err
			}
		}
		return true, c.flush()
	}
	return false, nil
}
