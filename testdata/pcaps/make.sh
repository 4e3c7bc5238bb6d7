#!/bin/bash
# Makes the captures of this folder again, with real SIP stacks on hosts of their own
# (network namespaces, see ../scenarios/hosts.sh), and writes their sums into MANIFEST.tsv.
#
#   make.sh [NAME…]     all, or those whose name begins so
#
# Needs root, Go, and Debian's sip-tester kamailio kamailio-tls-modules kamailio-websocket-modules
# baresip-core tcpdump wireshark-common tshark iproute2 nftables ethtool openssl gcc libc6-dev python3 openvswitch-switch. Takes seven
# minutes. What stacks make is the same in structure each time (times, tags and Call-IDs differ); what pcapgen makes is the same
# bit for bit.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
scenarios=$here/../scenarios
for command in sipp kamailio baresip tcpdump dumpcap editcap capinfos tshark ip ss nft ethtool openssl gcc python3 ovs-vswitchd go; do
	command -v $command >/dev/null || { echo "make.sh: $command is missing: apt-get install sip-tester kamailio kamailio-tls-modules kamailio-websocket-modules baresip-core tcpdump wireshark-common tshark iproute2 nftables ethtool openssl gcc libc6-dev python3 openvswitch-switch; and Go" >&2; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo "make.sh: needs root, for network namespaces" >&2; exit 1; }

. "$scenarios/hosts.sh"
. "$scenarios/tools.sh"
. "$scenarios/switch.sh"
. "$scenarios/cases.sh"

work=$(mktemp -d)
trap 'hosts_down; rm -rf "$work"' EXIT
hosts_up
sleep 3 # until multicast reports and neighbour discovery are over

for name in $all_cases; do
	if [ $# -gt 0 ]; then
		wanted=no
		for prefix in "$@"; do [[ $name == "$prefix"* ]] && wanted=yes; done
		[ $wanted = yes ] || continue
	fi
	echo "$name" >&2
	"case_$name"
	stop_all
done

"$here/sums.sh"
