//go:build !unix

package main

// onRequest has do called when the process is asked to, which there is no way to on this system.
func onRequest(func()) observer { return unobserved{} }

// onHangup likewise.
func onHangup(func()) observer { return unobserved{} }
