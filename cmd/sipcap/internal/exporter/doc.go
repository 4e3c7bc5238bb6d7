// Package exporter counts what a watcher sees and serves it to Prometheus, beside the health of
// the watcher and its profiles.
//
//	e := exporter.New(exporter.Config{Version: "1.0", Healthy: healthy})
//	e.Call(call) // and Message, Step, Finding, Tick, as things happen
//	server, err := exporter.Listen("127.0.0.1:9090", e.Handler())
//
// What is counted stands in families.go, from which docs/metrics.md is printed. No label takes a
// value from the network: methods that are not registered are "other", and so are codes that are none.
//
// # Concurrency
//
// What counts is for one goroutine. The handler may be asked by any number at the same time.
package exporter
