package main

import "testing"

func TestWantedIdentity(t *testing.T) {
	sudo := map[string]string{"SUDO_UID": "54321", "SUDO_GID": "54322"}
	for _, tt := range []struct {
		name string
		user string
		root bool
		env  map[string]string
		want string // "" for who one is
		err  bool
	}{
		{"nobody special", "", false, nil, "", false},
		{"root alone", "", true, nil, "", false},
		{"root for another", "", true, sudo, "54321", false},
		{"not root, though sudo was there", "", false, sudo, "", false},
		{"sudo of root", "", true, map[string]string{"SUDO_UID": "0", "SUDO_GID": "0"}, "", false},
		{"sudo's word is no number", "", true, map[string]string{"SUDO_UID": "x", "SUDO_GID": "1"}, "", false},
		{"another without being root", "nobody", false, nil, "", true},
		{"one that is not there", "no-such-user", true, nil, "", true},
	} {
		id, err := wantedIdentity(tt.user, tt.root, func(k string) string { return tt.env[k] })
		got := ""
		if id != nil {
			got = id.name
		}
		if got != tt.want || (err != nil) != tt.err {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
}
