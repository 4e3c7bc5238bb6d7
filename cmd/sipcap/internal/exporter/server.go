package exporter

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/net/netutil"
)

// The limits of the server. A profile takes half a minute unless it is asked for otherwise.
const (
	maxConnections = 64
	maxScrapes     = 4
	maxHeader      = 16 << 10
	readTimeout    = 10 * time.Second
	writeTimeout   = 2 * time.Minute
	idleTimeout    = 2 * time.Minute
	scrapeTimeout  = 10 * time.Second
)

// Handler serves /metrics, /healthz and /debug/pprof/.
func (e *Exporter) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(e.registry, promhttp.HandlerOpts{
		EnableOpenMetrics: true, MaxRequestsInFlight: maxScrapes, Timeout: scrapeTimeout,
	}))
	mux.HandleFunc("GET /healthz", e.health)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "sipcap\n\n/metrics\n/healthz\n/debug/pprof/\n")
	})
	return mux
}

// health answers 200 where the watcher is well, and 503 with what is wrong.
func (e *Exporter) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if e.healthy != nil {
		if err := e.healthy(); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, err)
			return
		}
	}
	fmt.Fprintln(w, "ok")
}

// Server answers on an address.
type Server struct {
	listener net.Listener
	http     *http.Server
}

// Listen begins to answer on an address of TCP. An error is that of the address.
func Listen(address string, h http.Handler) (*Server, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	s := &Server{listener: l, http: &http.Server{
		Handler: h, ReadHeaderTimeout: readTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader,
	}}
	go func() { _ = s.http.Serve(netutil.LimitListener(l, maxConnections)) }() // until Close
	return s, nil
}

// Addr is where the server answers, with the port that the system chose where it was asked for 0.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Close ends the server, once what it is asked is answered, but no later than ctx is done.
func (s *Server) Close(ctx context.Context) error {
	if err := s.http.Shutdown(ctx); err != nil {
		return s.http.Close()
	}
	return nil
}
