// Package ingest brings packets and messages together: it takes packets from a capture,
// tells which are SIP, parses them and builds calls, on all cores.
//
//	src, err := capture.Open(capture.Config{}, "case.pcapng")
//	if err != nil {
//		return err
//	}
//	defer src.Close()
//	res, err := ingest.Run(ctx, src, ingest.Config{})
//	fmt.Println(len(res.Calls), "calls in", res.Capture.Frames, "frames")
//
// It is the one package that knows both sides. One goroutine reads, tells SIP by content and
// finds what was seen twice; the packets of one Call-ID then all go to the same worker, which
// parses them and has a [callflow.Builder] of its own. TCP streams are cut into messages where
// they are read, by Content-Length or by the frames of WebSocket, those of TLS once they
// are decrypted with a key of Config.KeyLog or of the source; a stream that begins as something
// else is told to the source as of no use.
//
// [Result.Frames] tells which frames calls are made of, for who writes their packets again.
//
// # Ownership
//
// A [Result] holds nothing of the source.
//
// # Time
//
// Only that of the packets. The same source gives the same result on any number of cores.
//
// # Errors
//
// [Run] returns an error of the source beside what was read until then. What could not be
// used is counted: frames read are frames used and those in Capture.Skipped, always.
//
// # Concurrency
//
// A run has its own goroutines, which end before it returns.
package ingest
