module sipcap

go 1.26
