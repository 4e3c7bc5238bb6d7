module sipcap

go 1.26

require (
	github.com/google/gopacket v1.1.19
	github.com/klauspost/compress v1.20.3
)
