package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sipcap/capture"
)

// sourceFlags say which captures to read.
type sourceFlags struct {
	read  texts  // -r
	count uint64 // -c, 0 for all
	cores int    // --cores, 0 for all there are

	keyLog string // --keylog
	index  bool   // --index
}

func (s *sourceFlags) register(fs *pflag.FlagSet) {
	fs.VarP(&s.read, "read", "r", "read `FILE` (-I is the same); repeat for several, merged by time; - is standard input")
	fs.VarP(&s.read, "input", "I", "the same as -r, as sngrep has it")
	fs.Lookup("input").Hidden = true
	fs.Uint64VarP(&s.count, "count", "c", 0, "stop after the first `N` packets that pass the capture filter, whatever they carry")
	fs.StringVar(&s.keyLog, "keylog", "", "decrypt TLS with the secrets in `FILE`, in the format of SSLKEYLOGFILE (default what that variable names); those in a pcapng are used anyway")
	fs.BoolVar(&s.index, "index", false, "keep an index beside each capture, FILE"+capture.IndexSuffix+", with which the next question passes over its media; the result is the same")
	fs.IntVar(&s.cores, "cores", 0, "use `N` processor cores; the result is the same (default all)")
}

// inputs tells the captures among words, which are those of the command line, and the capture
// filter. As tcpdump has it, what stands beside -r is a filter; beside bare names, what stands
// behind "--". dash is how many words there were before that, -1 without it.
func (s *sourceFlags) inputs(words []string, dash int) (names []string, filter string, err error) {
	switch {
	case s.cores < 0:
		return nil, "", misused(fmt.Sprintf("--cores %d: there is no such number of cores", s.cores))
	case len(s.read) > 0:
		names = s.read
	case dash > 0:
		names, words = words[:dash], words[dash:]
	case len(words) == 0:
		return nil, "", misused("no capture named", "sipcap FILE analyses one, sipcap -i IFACE captures; sipcap - reads standard input", "sipcap --help tells the rest")
	default:
		return words, "", nil
	}
	if len(s.read) > 0 && len(words) > 0 && allExist(words) {
		return nil, "", misused(fmt.Sprintf("%s after -r: a file needs a -r of its own", words[0]),
			"sipcap "+strings.Join(append(append([]string(nil), names...), words...), " "))
	}
	filter = strings.Join(words, " ")
	if filter != "" && !capture.HasFilters {
		return nil, "", misused(words[0]+": this build has no capture filter", tcpdumpHint(names, filter),
			"go build -tags libpcap ./cmd/sipcap makes one that has; it needs a C compiler and libpcap's headers")
	}
	return names, filter, nil
}

func allExist(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return !exists(name) })
}

// tcpdumpHint is how to filter with tcpdump.
func tcpdumpHint(names []string, filter string) string {
	return fmt.Sprintf("tcpdump -r %s -w - '%s' | sipcap -", names[0], filter)
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
