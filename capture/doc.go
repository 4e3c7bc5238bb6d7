// Package capture reads packet captures and takes their frames apart down to the payloads
// of transport protocols, TCP put together to streams. It writes captures, too. It knows no SIP.
//
//	src, err := capture.Open(capture.Config{}, "a.pcapng.gz", "b.pcap")
//	if err != nil {
//		return err
//	}
//	defer src.Close()
//	for {
//		p, err := src.Next()
//		if err == io.EOF {
//			break
//		}
//		use(p.Time, p.Src, p.Dst, p.Payload)
//	}
//	account := src.Info()
//
// pcap, pcapng and snoop are told apart by content, as is gzip, zstd, xz, lz4 or bzip2 around
// them; of a zip or tar archive, as of a directory, the captures inside are read. Several files
// are merged by time, whatever their names. What is read of link layers is in the table in linklayer.go; behind
// them IPv4 and IPv6, whose fragments are put together, UDP, TCP and SCTP. ICMP errors are packets of
// their own kind: see [Packet].ICMP.
//
// # Tunnels
//
// Tunnels are looked into wherever they are told by a number: MPLS, PPPoE, GRE with PPTP and
// ERSPAN, IP in IP, EtherIP, L2TP, VXLAN, Geneve, GTP-U, TZSP, and ESP that does not encrypt,
// within each other up to a limit. The packet is the innermost: addresses, IP identification
// and TTL are its own, so that sightings outside and inside of a tunnel are sightings
// of the same packet. Over UDP a datagram is taken for a tunnel only where the port, the
// tunnel's header and the header within agree on it.
//
// # Ownership
//
// A [Packet] and all that it points to belong to the [Source] and are valid until the next
// call of [Source.Next]. The payload lies in the buffer that the file was read into; no byte
// is copied on the way, but those of fragments and of what came out of order.
//
// # Time
//
// Time is what the capture says; the clock of the machine is never asked. Packets come in its
// order, with four exceptions. Frames of one file keep their order even where their times go
// back ([FileInfo].BackInTime counts them). A frame without a time (pcapng's Simple Packet
// Block) has that of the frame before it. And a datagram of which fragments never came is
// given up after [Config].FragmentTimeout, and comes then, with the time at which it was seen.
// Likewise TCP segments come in the order of the stream, each with the time at which it was
// seen, which for those behind a gap may be as much as [Config].StreamWait ago.
//
// # Filters
//
// [Config].Filter is a capture filter in the syntax of pcap-filter(7), which is that of tcpdump. It is
// compiled by libpcap for each link layer, and runs on frames as they are in the file: behind VLAN
// tags and tunnels it looks only where it says so. A packet in fragments passes where one of them
// does. Only a build with the tag libpcap, and cgo, has filters; HasFilters tells.
//
// # Streams
//
// Of TCP a packet has the next bytes of one direction of a connection, as one frame brought
// them: [Packet].Stream names the direction. Bytes that come again are left out, bytes that
// are missing are told in Gap, and that nothing follows in End. Who has seen enough of a stream
// calls [Source.Ignore]. [WebSocket] takes the bytes of a stream further apart.
//
// # Indexes
//
// Who looks for signalling in a capture of media says so of each packet that is of no use ([Source.Unused]). With
// [Config].Index, [Source.Indexes] then has an index of the file, and with that beside the file the next source passes over
// what is of no use: Info and all other packets are the same.
//
// # Writing
//
// No bytes are kept for later: [Source.Frames] reads frames, of which the [FrameRef] was kept, a second
// time, and a [Writer] writes them as they are, with their times, lengths and encapsulation. In
// pcapng that is also their interfaces, comments and direction, and the names of addresses that
// the file told. Interface statistics, which count what is not written, and custom blocks are left out.
//
// # Errors
//
// An input that cannot be read at all is an [*Error] of [Open]. While reading there are none: a
// file that is damaged or cut off further on is read as far as it goes and says so in its
// [FileInfo], and a frame that gives no packet is counted under a [SkipReason]. The frames
// of the packets returned and the frames skipped add up to the frames read, always.
//
// # Concurrency
//
// A Source is for one goroutine, except for [Source.Progress]. Different sources share nothing. So it
// is with [Frames] and [Writer].
//
// # Why not gopacket
//
// gopacket gives the numbers of protocols their names here, and a second opinion in tests. What it could decode well,
// Ethernet, VLAN tags and UDP, is a few lines each, which note nothing that nobody asks for. The rest is this package's
// own because version 1.1.19 of gopacket
//
//   - keeps a link type in 8 bits, so that Linux cooked v2 (276) is taken for something else;
//   - loses its place in a pcap file after a packet above the snap length, and in a pcapng file
//     after a block whose length is odd, allocates what a length field claims, and misreads
//     timestamps in powers of two;
//   - panics in Linux cooked v1 on an address length that lies;
//   - takes IPv4 fragments with the don't-fragment bit for whole packets, times them by the clock
//     of the machine, and puts no IPv6 fragments together;
//   - drops IPv4 packets for a bad option, and IPv6 packets with a payload length of 0, and
//     takes a trailer for payload behind an IPv6 hop-by-hop header.
package capture
