package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sipcap/cmd/sipcap/internal/exporter"
)

// serviceFlags are for a watcher that nobody looks at.
type serviceFlags struct {
	metrics   string
	user      string
	logFormat string
}

func (s *serviceFlags) register(fs *pflag.FlagSet) {
	fs.StringVar(&s.metrics, "metrics", "", "serve metrics to Prometheus at `ADDR`, as 9090 on this machine alone or 10.0.0.7:9090; /healthz and profiles too")
	fs.StringVarP(&s.user, "user", "Z", "", "go on as `USER` once interfaces are open (default who called sudo); root goes on as root")
	fs.StringVar(&s.logFormat, "log-format", "", "log on standard error, as `text|json`: findings of error grade, what was lost, interfaces, files")
}

// wanted tells whether any of the flags is given.
func (s *serviceFlags) wanted() bool { return s.firstFlag() != "" }

// firstFlag is the name of one that is given.
func (s *serviceFlags) firstFlag() string {
	for _, f := range []struct{ name, value string }{{"metrics", s.metrics}, {"user", s.user}, {"log-format", s.logFormat}} {
		if f.value != "" {
			return f.name
		}
	}
	return ""
}

// service is what a watcher does for whoever runs it as a service. The zero value does nothing.
type service struct {
	to      observers
	server  *exporter.Server // nil without --metrics
	managed bool             // by a service manager, who asks for a reload with SIGHUP
}

// serve opens what the flags ask for, and then gives up privileges: it is called when the source is
// open, and before anything is read of it or written.
func (v *invocation) serve(in *input) (service, error) {
	var s service
	p := newPulse()
	if v.service.metrics != "" {
		e := exporter.New(exporter.Config{Version: versionText(), Healthy: p.trouble})
		if err := v.listen(&s, e); err != nil {
			return s, err
		}
		s.to = append(s.to, p, exported{e})
	}
	n, err := newNotifier(v.env, os.Getpid())
	if err == nil {
		err = v.relinquish(len(v.live.interfaces) > 0)
	}
	if err != nil {
		s.close()
		return s, err
	}
	if v.service.logFormat != "" {
		s.to = append(s.to, &eventLog{log: v.log})
		v.log.Info("started", "version", versionText(), "pid", os.Getpid(), "source", sourceName(v, in))
	}
	if s.managed = n != nil; s.managed {
		s.to = append(s.to, n)
		n.ready()
	}
	return s, nil
}

// listen begins to serve what e counts, and tells where.
func (v *invocation) listen(s *service, e *exporter.Exporter) error {
	address, err := listenAddress(v.service.metrics)
	if err != nil {
		return err
	}
	if s.server, err = exporter.Listen(address, e.Handler()); err != nil {
		why := err
		if inner, ok := errors.AsType[*os.SyscallError](err); ok {
			why = inner.Err
		}
		return failed(fmt.Sprintf("cannot serve metrics at %s: %v", address, why))
	}
	url := "http://" + s.server.Addr() + "/metrics"
	if v.service.logFormat != "" {
		v.log.Info("serving metrics", "url", url)
	} else {
		note(v.stderr, "metrics at "+url)
	}
	return nil
}

// closeWithin is how long the last scrape is waited for.
const closeWithin = 2 * time.Second

// reopening is the observer that has files opened anew where SIGHUP asks for it: by v.reopen. Where
// nothing is to be opened and nobody asks for that, the signal ends the program as it ever does.
func (v *invocation) reopening() observers {
	if len(v.reopen) == 0 && !v.serving.managed {
		return nil
	}
	return observers{onHangup(func() {
		for _, f := range v.reopen {
			f()
		}
		v.log.Info("reloaded", "files", len(v.reopen))
	})}
}

// close ends what serve began.
func (s *service) close() {
	if s.server == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
	defer cancel()
	s.server.Close(ctx)
}

// check tells of flags with values that they do not take.
func (s *serviceFlags) check() error {
	switch s.logFormat {
	case "", logText, logJSON:
	default:
		return misused(fmt.Sprintf("--log-format %s: there is no such format", s.logFormat), oneOf([]string{logText, logJSON}))
	}
	if s.metrics != "" {
		_, err := listenAddress(s.metrics)
		return err
	}
	return nil
}

// listenAddress is the address to listen on. Without a host it is this machine's own alone: what
// others may ask is spelled out.
func listenAddress(text string) (string, error) {
	host, port := "127.0.0.1", strings.TrimPrefix(text, ":")
	if strings.Trim(port, "0123456789") != "" {
		var err error
		if host, port, err = net.SplitHostPort(text); err != nil {
			return "", notAddress(text)
		}
	}
	if _, err := netip.ParseAddr(host); err != nil && host != "localhost" {
		return "", notAddress(text)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", notAddress(text)
	}
	return net.JoinHostPort(host, port), nil
}

func notAddress(text string) error {
	return misused(fmt.Sprintf("--metrics %s: not an address of this machine and a port", text),
		"--metrics 9090 serves this machine alone, --metrics 0.0.0.0:9090 whoever reaches it")
}
