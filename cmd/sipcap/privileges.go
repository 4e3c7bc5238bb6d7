package main

import (
	"errors"
	"fmt"
	"strconv"
)

// identity is whom the program goes on as once it has opened what needs privileges.
type identity struct {
	name     string // for messages
	uid, gid int
	groups   []int
}

// errNotRoot is that only root becomes another user.
var errNotRoot = errors.New("only root can become another user")

// keepIdentity is to go on as who one is.
var keepIdentity *identity

// wantedIdentity is whom to go on as: the user that was asked for; where none was and root owes it to
// sudo, who called sudo, so that files which are written belong to them; else who one is.
func wantedIdentity(user string, root bool, env func(string) string) (*identity, error) {
	switch {
	case user != "" && !root:
		return nil, misused(fmt.Sprintf("--user %s: %v", user, errNotRoot), "setcap cap_net_raw=ep on the program lets any user capture, without root")
	case user != "":
		id, err := lookUpUser(user)
		if err != nil {
			return nil, misused(fmt.Sprintf("--user %s: %v", user, err))
		}
		return id, nil
	case !root:
		return keepIdentity, nil
	}
	uid, errUID := strconv.Atoi(env("SUDO_UID"))
	gid, errGID := strconv.Atoi(env("SUDO_GID"))
	if errUID != nil || errGID != nil || uid <= 0 || gid < 0 {
		return keepIdentity, nil
	}
	if id, err := lookUpUser(strconv.Itoa(uid)); err == nil {
		return id, nil
	}
	return &identity{name: strconv.Itoa(uid), uid: uid, gid: gid, groups: []int{gid}}, nil
}

// relinquish gives up what was needed to open interfaces, for good: it becomes the user that was asked
// for, or who called sudo, and has no capabilities any more. It is called when all that needs privileges
// is open, and before anything is read from the network or written.
//
// Root that stays root, for nobody else was named, keeps the right to write any file, as its own
// would be the only ones otherwise.
//
// A source that is no interface needed no privileges, and asks for none that it may need later to open
// the next file: there nothing is given up unless a user is named.
func (v *invocation) relinquish(interfaces bool) error {
	if !interfaces && v.service.user == "" {
		return nil
	}
	id, err := wantedIdentity(v.service.user, isRoot(), v.env)
	if err != nil {
		return err
	}
	if err := becomeUnprivileged(id); err != nil {
		who := "this user without privileges"
		if id != nil {
			who = "user " + id.name
		}
		return failed(fmt.Sprintf("cannot go on as %s: %v", who, err), "--user root goes on as root")
	}
	if id != nil {
		v.log.Info("privileges given up", "user", id.name, "uid", id.uid)
	}
	return nil
}
