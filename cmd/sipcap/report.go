package main

import (
	"context"

	"sipcap/callflow"
	"sipcap/callflow/report"
)

// reportCommand is the default view: the whole case on a page.
func reportCommand() *command {
	return &command{
		name:  "report",
		usage: "[report] [flags] FILE ... | -i IFACE",
		short: "the case report: what is in the capture, what happened, what is wrong, which calls",
		long: "FILE is a pcap, pcapng or snoop capture, plain, compressed or in a zip or tar archive; - is standard input, and a directory is all the captures in it. " +
			"Several files are read as one, in the order of time. -i and --follow watch what goes on: SIGUSR1 prints the report so far.",
		examples: []example{
			{"case.pcapng.gz", "what happened to every call, the worst first"},
			{"*.pcap", "the files of a ring, or of two machines, as one capture"},
			{"-r case.pcap host 10.1.2.9", "what passes a capture filter, as tcpdump has it (in a build with libpcap); beside bare names it follows --"},
			{"--since 10:24 --until 10:30 case.pcap", "six minutes of it"},
			{"--where 'status >= 500' case.pcap", "the calls that a server failed"},
			{"--keylog keys.log case.pcap", "SIP over TLS and secure WebSocket, with the keys that SSLKEYLOGFILE had a client write"},
			{"--format json --fail-on error case.pcap", "for a script: exit status 3 when something is wrong"},
			{"ladder --call 7 case.pcap", "one call in hand, message by message"},
			{"--call 7 -w call7.pcapng case.pcap", "its packets, with what is wrong as comments for Wireshark"},
			{"-w sip.pcapng.gz case.pcap", "the SIP of a large capture, without its media"},
			{"-i eth0", "watch an interface: a status while it goes on, the report at Ctrl-C"},
			{"-i eth0 -w ring.pcapng --ring-size 100M --ring-files 50", "keep what is captured besides, the newest 5 GB of it"},
			{"-i eth0 --on-failure-dir failed", "keep the packets of calls that fail, a file each"},
			{"--follow /var/ring", "watch the ring that tcpdump or dumpcap writes"},
			{"explain 488", "what a code means for a call"},
		},
		groups: []string{sourceGroup, liveGroup, serviceGroup, selectGroup, writeGroup, keepGroup, outputGroup, findingGroup, generalGroup},
		run:    (*invocation).runReport,
	}
}

func (v *invocation) runReport(ctx context.Context) error {
	if forPeople(report.Format(v.output.format.value)) {
		v.finding.counted = true
		return v.printAnalysis(ctx, report.Report, callflow.SumBriefly) // it shows no response times
	}
	return v.printAnalysis(ctx, report.Report, callflow.Sum)
}
