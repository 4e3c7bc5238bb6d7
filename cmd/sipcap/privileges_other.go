//go:build unix && !linux

package main

// becomeUnprivileged goes on as id, where that is to be somebody else.
func becomeUnprivileged(id *identity) error {
	if id == nil {
		return nil
	}
	return id.become()
}
