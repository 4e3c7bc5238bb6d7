package report

import (
	"io"
	"strconv"

	"sipcap/callflow"
)

// callsCSV writes a row a call; where the messages are asked for, a row a message with the
// call's id before it.
func callsCSV(w io.Writer, calls []callEntry, rows map[*callflow.Leg][]MessageRow, o *Options) error {
	c := newCSVWriter(w)
	if rows == nil {
		if err := c.row(jsonNames(CallRow{})...); err != nil {
			return err
		}
		for i := range calls {
			if err := c.row(csvFields(newCallRow(&calls[i], nil, o))...); err != nil {
				return err
			}
		}
		return c.flush()
	}
	if err := c.row(append([]string{"id"}, jsonNames(MessageRow{})...)...); err != nil {
		return err
	}
	for i := range calls {
		for _, m := range messagesOf(calls[i].Call, rows) {
			if err := c.row(append([]string{strconv.Itoa(calls[i].ID)}, csvFields(m)...)...); err != nil {
				return err
			}
		}
	}
	return c.flush()
}
