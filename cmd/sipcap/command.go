package main

import (
	"context"
	"io"
	"log/slog"

	"github.com/spf13/pflag"
)

// command is a view: what the first word of the command line names.
//
// To add a command: 1. write it in a file of its own, beside a script in testdata/script;
// 2. add it to the list below; its flags come from the groups that it names.
type command struct {
	name     string
	usage    string // the command line, after "sipcap"
	verb     string // what it does with that: prints, where it is empty
	short    string // what it prints, in a line
	long     string // the rest that help tells, in sentences
	examples []example
	groups   []string // titles of the flag groups that it takes
	run      func(*invocation, context.Context) error
}

// example is a command line, after "sipcap", and what it is good for.
type example struct{ line, purpose string }

// commands lists all commands in the order of help. The first is the one that is meant when
// none is named. The slice is the caller's.
func commands() []*command {
	return []*command{
		reportCommand(), callsCommand(), ladderCommand(), messagesCommand(), statsCommand(), splitCommand(), diffCommand(),
		interfacesCommand(), explainCommand(),
	}
}

// commandNamed is the command of that name, nil where there is none.
func commandNamed(name string) *command {
	for _, c := range commands() {
		if c.name == name {
			return c
		}
	}
	return nil
}

func commandNames() []string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return names
}

// invocation is one run of the program: what the command line says, and where to.
type invocation struct {
	command *command
	named   bool     // the command line names it
	words   []string // the words that are not flags, the command left out
	dash    int      // how many of words stand before "--", -1 without it

	source   sourceFlags
	live     liveFlags
	selected selectFlags
	calls    callsFlags
	writes   writeFlags
	keeps    keepFlags
	split    splitFlags
	output   outputFlags
	finding  findingFlags
	service  serviceFlags
	profile  profileFlags
	help     bool
	version  bool

	log            *slog.Logger // of what happens in a live run; see --log-format
	env            func(string) string
	opened         *input // was opened already, to be read
	serving        service
	keeping        keeping  // on disk, of a live source
	reopen         []func() // what SIGHUP asks for: files that are written are opened anew
	stdin          io.Reader
	stdout, stderr io.Writer
}

// group is some flags under a title.
type group struct {
	title string
	flags *pflag.FlagSet
}

// The titles of the flag groups.
const (
	sourceGroup  = "Source"
	liveGroup    = "Live source"
	selectGroup  = "Selection (all that are given must match)"
	serviceGroup = "Service (with a live source)"
	callsGroup   = "Rows"
	writeGroup   = "Packets"
	keepGroup    = "Keeping (with a live source)"
	splitGroup   = "Files"
	outputGroup  = "Output"
	findingGroup = "Findings"
	generalGroup = "General"
)

// groups are all flags there are, bound to the invocation.
func (v *invocation) groups() []group {
	v.selected, v.output, v.finding = newSelectFlags(), newOutputFlags(), newFindingFlags()
	list := []group{
		{title: sourceGroup}, {title: liveGroup}, {title: serviceGroup}, {title: selectGroup}, {title: callsGroup}, {title: writeGroup}, {title: keepGroup}, {title: splitGroup},
		{title: outputGroup}, {title: findingGroup}, {title: generalGroup},
	}
	registers := []func(*pflag.FlagSet){
		v.source.register, v.live.register, v.service.register, v.selected.register, v.calls.register, v.writes.register, v.keeps.register, v.split.register,
		v.output.register, v.finding.register, v.registerGeneral,
	}
	for i := range list {
		list[i].flags = newFlagSet()
		registers[i](list[i].flags)
	}
	return list
}

func (v *invocation) registerGeneral(fs *pflag.FlagSet) {
	fs.BoolVarP(&v.help, "help", "h", false, "tell about the command, with examples")
	fs.BoolVar(&v.version, "version", false, "print the version")
	fs.StringVar(&v.profile.cpu, "cpuprofile", "", "write a profile of the processor time to `FILE`")
	fs.StringVar(&v.profile.memory, "memprofile", "", "write a profile of the memory to `FILE`")
	fs.Lookup("cpuprofile").Hidden = true
	fs.Lookup("memprofile").Hidden = true
}

func newFlagSet() *pflag.FlagSet {
	fs := pflag.NewFlagSet("sipcap", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	return fs
}
