package main

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
)

// profileFlags write profiles of a run, for go tool pprof.
type profileFlags struct{ cpu, memory string }

// profiled does something while the profiles that the flags ask for are taken.
func (v *invocation) profiled(do func() error) error {
	stop, err := v.profile.start()
	if err != nil {
		return err
	}
	return cmp.Or(do(), stop())
}

// start begins what the flags ask for. The function that it returns ends it and writes the files.
func (p *profileFlags) start() (stop func() error, err error) {
	var cpu *os.File
	if p.cpu != "" {
		if cpu, err = os.Create(p.cpu); err != nil {
			return nil, failed(fmt.Sprintf("cannot write a profile: %v", err))
		}
		if err := pprof.StartCPUProfile(cpu); err != nil {
			cpu.Close()
			return nil, failed(fmt.Sprintf("cannot write a profile: %v", err))
		}
	}
	return func() error {
		if cpu != nil {
			pprof.StopCPUProfile()
			if err := cpu.Close(); err != nil {
				return failed(fmt.Sprintf("cannot write a profile: %v", err))
			}
		}
		if p.memory == "" {
			return nil
		}
		if err := writeMemoryProfile(p.memory); err != nil {
			return failed(fmt.Sprintf("cannot write a profile: %v", err))
		}
		return nil
	}, nil
}

// writeMemoryProfile writes what was allocated, and what of it is in use.
func writeMemoryProfile(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	runtime.GC() // what is not in use any more is not to be told as in use
	if err := pprof.Lookup("allocs").WriteTo(f, 0); err != nil {
		return err
	}
	return f.Close()
}
