//go:build libpcap && cgo && !windows

package capture

/*
#cgo LDFLAGS: -lpcap
#include <stdio.h>
#include <stdlib.h>
#include <pcap/pcap.h>

// opened is a capture file that has a header alone. What is compiled for it is what tcpdump -r compiles:
// pcap_open_dead knows neither the numbers of link types in files nor other machines' loopback.
static pcap_t *opened(void *header, size_t length, char *why) {
	FILE *f = fmemopen(header, length, "rb");
	return f == NULL ? NULL : pcap_fopen_offline(f, why);
}

// match runs a program over a frame. The header is made here, as Go would allocate it.
static int match(const struct bpf_program *program, const u_char *frame, bpf_u_int32 captured, bpf_u_int32 length) {
	struct pcap_pkthdr header = { .caplen = captured, .len = length };
	return pcap_offline_filter(program, &header, frame) != 0;
}
*/
import "C"

import (
	"encoding/binary"
	"errors"
	"strings"
	"unsafe"
)

// HasFilters tells whether this build compiles capture filters: it was built with the tag libpcap,
// and has cgo.
const HasFilters = true

// FilterLibrary names the library that compiles capture filters, with its version; "" without one.
func FilterLibrary() string { return C.GoString(C.pcap_lib_version()) }

// filterProgram is a filter for one link layer. gopacket's compiler is of no use here: its link types
// have 8 bits, and Linux cooked v2 is 276.
type filterProgram struct{ code C.struct_bpf_program }

// filterSnapLen is what a matching program returns; nothing is cut to it.
const filterSnapLen = 262144

// compileFilter compiles an expression for the frames of a link type, by its number in files, in
// files of a byte order.
func compileFilter(link uint32, bigEndian bool, expression string) (*filterProgram, error) {
	if strings.ContainsRune(expression, 0) {
		return nil, errors.New("syntax error: a NUL in the filter") // text in C would end there
	}
	var order binary.AppendByteOrder = binary.LittleEndian
	if bigEndian {
		order = binary.BigEndian
	}
	header := order.AppendUint32(nil, pcapMicro)
	header = order.AppendUint16(order.AppendUint16(header, 2), 4) // its version
	header = order.AppendUint32(order.AppendUint64(header, 0), filterSnapLen)
	header = order.AppendUint32(header, link)
	memory := C.CBytes(header)
	defer C.free(memory)
	var why [C.PCAP_ERRBUF_SIZE]C.char
	h := C.opened(memory, C.size_t(len(header)), &why[0])
	if h == nil {
		return nil, errors.New(C.GoString(&why[0]))
	}
	defer C.pcap_close(h)
	text := C.CString(expression)
	defer C.free(unsafe.Pointer(text))
	p := new(filterProgram)
	if C.pcap_compile(h, &p.code, text, 1, C.PCAP_NETMASK_UNKNOWN) != 0 {
		return nil, errors.New(C.GoString(C.pcap_geterr(h)))
	}
	return p, nil
}

// match tells whether a frame passes, of which the length on the wire may be more than what is there.
func (p *filterProgram) match(frame []byte, length uint32) bool {
	return C.match(&p.code, (*C.u_char)(unsafe.SliceData(frame)), C.bpf_u_int32(len(frame)), C.bpf_u_int32(length)) != 0
}

func (p *filterProgram) free() { C.pcap_freecode(&p.code) }
