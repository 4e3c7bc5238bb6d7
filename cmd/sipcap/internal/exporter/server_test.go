package exporter

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func ask(t *testing.T, h http.Handler, path string, headers ...string) (int, string, http.Header) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(body), w.Result().Header
}

func TestHandler(t *testing.T) {
	var trouble error
	e := New(Config{Version: "1.2.3", Healthy: func() error { return trouble }})
	h := e.Handler()
	for _, c := range []struct {
		path string
		code int
		want string
	}{
		{"/", 200, "/metrics"},
		{"/metrics", 200, `sipcap_build_info{goversion="go`},
		{"/metrics", 200, "go_memstats_heap_alloc_bytes"},
		{"/metrics", 200, `sipcap_requests_total{method="INVITE"} 0`},
		{"/healthz", 200, "ok\n"},
		{"/debug/pprof/", 200, "goroutine"},
		{"/debug/pprof/heap?debug=1", 200, "heap profile"},
		{"/nothing", 404, ""},
	} {
		if code, body, _ := ask(t, h, c.path); code != c.code || !strings.Contains(body, c.want) {
			t.Errorf("%s: got %d %.200q, want %d with %q", c.path, code, body, c.code, c.want)
		}
	}
	trouble = errors.New("no tick for 31 s")
	if code, body, _ := ask(t, h, "/healthz"); code != http.StatusServiceUnavailable || body != "no tick for 31 s\n" {
		t.Errorf("unwell: got %d %q", code, body)
	}
}

// Prometheus asks for protobuf where it takes native histograms.
func TestProtobuf(t *testing.T) {
	_, _, header := ask(t, New(Config{}).Handler(), "/metrics", "Accept",
		"application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited")
	if got := header.Get("Content-Type"); !strings.HasPrefix(got, "application/vnd.google.protobuf") {
		t.Errorf("got %s", got)
	}
}

func TestListen(t *testing.T) {
	s, err := Listen("127.0.0.1:0", New(Config{}).Handler())
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Get("http://" + s.Addr() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("got %s", res.Status)
	}
	if _, err := Listen(s.Addr(), http.NotFoundHandler()); err == nil {
		t.Error("two servers have one address")
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := http.Get("http://" + s.Addr() + "/healthz"); err == nil {
		t.Error("it answers after Close")
	}
}
