package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"
)

// sourceFlags say which captures to read.
type sourceFlags struct {
	read  texts  // -r
	count uint64 // -c, 0 for all
	cores int    // --cores, 0 for all there are
}

func (s *sourceFlags) register(fs *pflag.FlagSet) {
	fs.VarP(&s.read, "read", "r", "read `FILE` (-I is the same); repeat for several, merged by time; - is standard input")
	fs.VarP(&s.read, "input", "I", "the same as -r, as sngrep has it")
	fs.Lookup("input").Hidden = true
	fs.Uint64VarP(&s.count, "count", "c", 0, "stop after the first `N` packets of the capture, whatever they carry")
	fs.IntVar(&s.cores, "cores", 0, "use `N` processor cores; the result is the same (default all)")
}

// names are the inputs: those of -r, else the words of the command line. dash is how many words
// there were before "--", -1 without it.
func (s *sourceFlags) names(words []string, dash int) ([]string, error) {
	switch {
	case s.cores < 0:
		return nil, misused(fmt.Sprintf("--cores %d: there is no such number of cores", s.cores))
	case len(s.read) > 0 && len(words) > 0:
		return nil, filterMisused(s.read, words)
	case len(s.read) > 0:
		return s.read, nil
	case dash > 0 && dash < len(words):
		return nil, filterMisused(words[:dash], words[dash:])
	case len(words) == 0:
		return nil, misused("no capture named", "sipcap FILE analyses one; sipcap - reads standard input", "sipcap --help tells the rest")
	}
	return words, nil
}

// filterMisused tells that words, which stand where tcpdump takes a capture filter, cannot be
// one here.
func filterMisused(files, words []string) error {
	all := true
	for _, w := range words {
		all = all && exists(w)
	}
	if all {
		return misused(fmt.Sprintf("%s after -r: a file needs a -r of its own", words[0]),
			"sipcap "+strings.Join(append(append([]string(nil), files...), words...), " "))
	}
	return misused(fmt.Sprintf("%s: this build has no capture filter", words[0]),
		fmt.Sprintf("tcpdump -r %s -w - '%s' | sipcap -", files[0], strings.Join(words, " ")))
}

// liveFlags are the flags of capturing from an interface, by all their names, with the
// long one that says what it is for.
var liveFlags = map[string]string{
	"i": "interface", "d": "interface", "interface": "interface", "device": "interface",
	"w": "write", "write": "write",
	"p": "no-promiscuous", "s": "snaplen", "B": "buffer-size",
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

const filesOnly = "this build reads capture files only"

// liveMisused tells that capturing is not in this build, and how to get the same with tcpdump.
// args is the command line.
func liveMisused(flag string, args []string) error {
	iface := "eth0"
	for i, a := range args {
		for _, f := range []string{"-i", "-d", "--interface", "--device"} {
			value, ok := strings.CutPrefix(a, f)
			switch {
			case !ok:
			case value == "" && i+1 < len(args):
				iface = args[i+1]
			case strings.HasPrefix(value, "="):
				iface = value[1:]
			case len(f) == 2 && value != "":
				iface = value
			}
		}
	}
	dashes := "-"
	if len(flag) > 1 {
		dashes = "--"
	}
	return misused(dashes+flag+": "+filesOnly,
		fmt.Sprintf("tcpdump -i %s -w - | sipcap -", iface))
}
