package main

import (
	"fmt"
	"math"
	"os"
	"time"

	"github.com/spf13/pflag"
)

// keepFlags say what of a live source is kept on disk besides -w's one file.
type keepFlags struct {
	files int           // --ring-files, 0 for all
	size  ringSize      // --ring-size, 0 for no limit
	every time.Duration // --ring-time, 0 for no limit
	given *pflag.FlagSet

	failures string // --on-failure-dir
}

func (k *keepFlags) register(fs *pflag.FlagSet) {
	fs.IntVar(&k.files, "ring-files", 0, "with -w: keep the `N` newest files of the ring, and delete older ones (default all)")
	fs.Var(&k.size, "ring-size", "with -w: a ring of files, FILE-<time>-<number>, each of about `SIZE`, as 100M")
	fs.DurationVar(&k.every, "ring-time", 0, "with -w: likewise, each of `DURATION`, as 5m")
	fs.StringVar(&k.failures, "on-failure-dir", "", "keep the packets of each call that failed, or that a finding of error grade is about, in a file of its own in `DIR`")
	k.given = fs
}

// ring tells whether -w is a ring of files.
func (k *keepFlags) ring() bool { return k.ringFlag() != "" }

// ringFlag is the name of a flag of the ring that is given.
func (k *keepFlags) ringFlag() string {
	for _, name := range []string{"ring-files", "ring-size", "ring-time"} {
		if k.given.Changed(name) {
			return name
		}
	}
	return ""
}

// firstFlag is the name of a flag that is given, "" for none.
func (k *keepFlags) firstFlag() string {
	if name := k.ringFlag(); name != "" || k.failures == "" {
		return name
	}
	return "on-failure-dir"
}

// sameFile tells whether two names are those of one file, or folder.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// leastRingTime is that of a file's name.
const leastRingTime = time.Second

// check tells of flags that make no sense, alone or together.
func (k *keepFlags) check(w *writeFlags) error {
	flag := k.ringFlag()
	switch {
	case flag != "" && !w.asked():
		return misused("--"+flag+": there is no file to make a ring of", "-w ring.pcapng names one")
	case flag != "" && (w.toStdout() || isDevice(w.name)):
		return misused("--"+flag+": "+w.name+" is no file to make a ring of", "-w ring.pcapng names one")
	case k.files < 0 || flag == "ring-files" && k.files == 0:
		return misused(fmt.Sprintf("--ring-files %d: a ring has one file at least", k.files), "without --ring-files all are kept")
	case flag == "ring-files" && k.size == 0 && k.every == 0:
		return misused("--ring-files: nothing tells where a file ends", "--ring-size 100M or --ring-time 5m, or both")
	case k.given.Changed("ring-time") && k.every < leastRingTime:
		return misused(fmt.Sprintf("--ring-time %s is too little", k.every), "1s is the least")
	}
	return nil
}

// ringSize is a flag of the size of a file.
type ringSize int64

// leastRingSize has room for a frame that fills an Ethernet.
const leastRingSize = 2 << 10

func (s *ringSize) Type() string { return "size" }

func (s *ringSize) String() string {
	if *s == 0 {
		return ""
	}
	return fmt.Sprint(int64(*s))
}

func (s *ringSize) Set(value string) error {
	n, err := parseSize(value)
	if err != nil {
		return err
	}
	if n < leastRingSize {
		return misused(fmt.Sprintf("%q is too little", value), "2k is the least")
	}
	*s = ringSize(min(n, math.MaxInt64))
	return nil
}
