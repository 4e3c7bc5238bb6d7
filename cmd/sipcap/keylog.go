package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"sipcap/capture/decrypt"
)

const keyLogVariable = "SSLKEYLOGFILE"

// keyLog is the file with the secrets of TLS connections. It can be read on while it grows.
type keyLog struct {
	head []byte // was read to see what the file is
	file *os.File
}

func (k *keyLog) Read(b []byte) (int, error) {
	if len(k.head) > 0 {
		n := copy(b, k.head)
		k.head = k.head[n:]
		return n, nil
	}
	return k.file.Read(b)
}

// openKeyLog opens the key log that --keylog names, or SSLKEYLOGFILE. What is wrong with the
// latter, which may be set for other programs, is no failure: it is told where a key is missing.
func (v *invocation) openKeyLog(in *input) error {
	name, flag := v.source.keyLog, true
	if name == "" {
		name, flag = v.env(keyLogVariable), false
	}
	if name == "" {
		return nil
	}
	k, why := readKeyLog(name)
	switch {
	case why == "" && flag:
		in.keyLog, in.flags = k, []string{"--keylog", name}
	case why == "":
		in.keyLog = k
	case flag:
		hint := keyLogHint
		if !exists(name) {
			hint = cmp.Or(missingHint(name), hint)
		}
		return failed(fmt.Sprintf("cannot use the key log %s: %s", name, why), hint)
	default:
		in.noKeyLog = fmt.Sprintf("%s: cannot use the key log %s: %s", keyLogVariable, name, why)
	}
	return nil
}

const keyLogHint = "a key log has lines like CLIENT_RANDOM and two hexadecimal numbers; clients write it to the file that SSLKEYLOGFILE names"

// readKeyLog opens a key log and looks at its beginning. Where it cannot be used, it says why.
func readKeyLog(name string) (k *keyLog, why string) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fileTrouble(err)
	}
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		f.Close()
		return nil, fileTrouble(err)
	}
	var keys decrypt.Keys
	keys.Write(head[:n])
	if keys.Len() == 0 && (keys.Malformed > 0 || n == len(head)) {
		f.Close()
		return nil, "there are no keys in it"
	}
	return &keyLog{head[:n], f}, ""
}

// fileTrouble says why a file cannot be read, without its name.
func fileTrouble(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return err.Error()
}
