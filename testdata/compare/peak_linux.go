package main

import (
	"os"
	"syscall"
)

// peakOf is the most resident memory that a process had, in bytes.
func peakOf(s *os.ProcessState) int64 {
	if usage, ok := s.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss * 1024
	}
	return 0
}
