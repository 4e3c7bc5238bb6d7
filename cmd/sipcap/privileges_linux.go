package main

import (
	"errors"
	"fmt"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// becomeUnprivileged goes on as id, or as who one is, without capabilities and without a way to new
// ones. It holds for all threads; a binary with cgo cannot do more than change the user.
func becomeUnprivileged(id *identity) error {
	if err := prctl(unix.PR_SET_NO_NEW_PRIVS, 1); err != nil {
		return fmt.Errorf("no new privileges: %w", err)
	}
	if id != nil {
		if err := id.become(); err != nil {
			return err
		}
	}
	// A kernel without ambient capabilities says EINVAL.
	if err := prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL); err != nil && !errors.Is(err, unix.EINVAL) {
		return fmt.Errorf("ambient capabilities: %w", err)
	}
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var caps [2]unix.CapUserData
	if err := unix.Capget(&header, &caps[0]); err != nil {
		return fmt.Errorf("capabilities: %w", err)
	}
	keep := uint32(0)
	if isRoot() {
		keep = caps[0].Permitted & (1 << unix.CAP_DAC_OVERRIDE)
	}
	caps = [2]unix.CapUserData{{Effective: keep, Permitted: keep}}
	_, _, errno := syscall.AllThreadsSyscall(unix.SYS_CAPSET, uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(&caps[0])), 0)
	if err := unlessCgo(errno); err != nil {
		return fmt.Errorf("capabilities: %w", err)
	}
	return nil
}

// prctl asks for something of all threads, where prctl(2) is about one.
func prctl(option, arg uintptr) error {
	_, _, errno := syscall.AllThreadsSyscall6(unix.SYS_PRCTL, option, arg, 0, 0, 0, 0)
	return unlessCgo(errno)
}

// unlessCgo is an error, where it is not that threads of C cannot be asked.
func unlessCgo(errno syscall.Errno) error {
	if errno == 0 || errno == syscall.ENOTSUP {
		return nil
	}
	return errno
}
