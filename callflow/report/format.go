package report

import (
	"fmt"
	"strings"
)

// Format is how a view is printed.
type Format string

// The formats. The zero Format is Table.
const (
	Table    Format = "table"    // for people
	JSON     Format = "json"     // one array, or one object
	NDJSON   Format = "ndjson"   // one object a line
	CSV      Format = "csv"      // RFC 4180, with the JSON field names as header
	Markdown Format = "markdown" // GitHub's, for tickets and wikis
)

// Formats lists all formats in the order in which help texts name them.
func Formats() []Format { return []Format{Table, JSON, NDJSON, CSV, Markdown} }

// ParseFormat is the format of a name, Table for the empty one. The error names the choices.
func ParseFormat(name string) (Format, error) {
	if name == "" {
		return Table, nil
	}
	var names []string
	for _, f := range Formats() {
		if string(f) == name {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fmt.Errorf("unknown format %q: it is one of %s", name, strings.Join(names, ", "))
}

// Options say how to print. The zero value prints plain text of any width.
type Options struct {
	Format Format
	// Color marks what is bad and good with ANSI colours, in tables and ladders only. The
	// caller decides: a terminal without NO_COLOR, or a flag.
	Color bool
	// Width is the terminal's number of columns. 0 sets no limit, which is right for a pipe.
	Width int
	// ASCII keeps to ASCII: other characters become look-alikes or escapes.
	ASCII bool
	// Live has a table print each row as it comes, with columns that widen as they have to.
	// Else it looks at many rows before it settles its columns.
	Live bool
	// Files are the names of the capture files by FrameRef.File. Where there are several, a
	// frame is told with its file.
	Files []string
}

func (o *Options) format() Format {
	if o.Format == "" {
		return Table
	}
	return o.Format
}

// file is the name of a capture file, "" when it is not known.
func (o *Options) file(i uint32) string {
	if int(i) < len(o.Files) {
		return o.Files[i]
	}
	return ""
}
