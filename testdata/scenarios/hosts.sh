# Five hosts in network namespaces of their own, joined by a router; sourced by
# testdata/pcaps/make.sh. Nothing here touches the machine's own network.
#
#   phone   10.20.0.40  fd20::40  ─┐
#   phone2  10.20.1.41            ─┤ core (router) ├─ proxy 10.1.2.9
#                                                  ├─ gw    10.1.3.30  fd13::30
#                                                  └─ gw2   10.1.4.31
#
# MAC addresses are fixed, IPv6 is off but where a case asks for it, and checksums are
# calculated by the sender, so that a capture holds what a wire would.

hosts="phone phone2 proxy gw gw2"

# on HOST COMMAND… runs the command in that host.
on() { local host=$1; shift; ip netns exec "sipcap-$host" "$@"; }

hosts_up() {
	hosts_down
	ip netns add sipcap-core
	on core ip link set lo up
	on core sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	host_up 1 phone 10.20.0 40 fd20
	host_up 2 phone2 10.20.1 41 fd21
	host_up 3 proxy 10.1.2 9 fd12
	host_up 4 gw 10.1.3 30 fd13
	host_up 5 gw2 10.1.4 31 fd14
}

# host_up NUMBER NAME NET HOST NET6 adds a host with an address in each network and a default route to core.
host_up() {
	local n=$1 name=$2 net=$3 host=$4 net6=$5
	ip netns add "sipcap-$name"
	ip -n "sipcap-$name" link add eth0 address "02:00:00:00:0$n:01" type veth \
		peer name "eth$n" address "02:00:00:00:0$n:fe" netns sipcap-core
	on "$name" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.eth0.accept_dad=0 \
		net.ipv6.conf.eth0.addr_gen_mode=1 net.ipv6.conf.eth0.router_solicitations=0
	on core sysctl -qw "net.ipv6.conf.eth$n.accept_dad=0" "net.ipv6.conf.eth$n.addr_gen_mode=1"
	on "$name" ip link set lo up
	ip -n "sipcap-$name" addr add "$net.$host/24" dev eth0
	ip -n "sipcap-$name" addr add "$net6::$host/64" dev eth0
	ip -n sipcap-core addr add "$net.1/24" dev "eth$n"
	ip -n sipcap-core addr add "$net6::1/64" dev "eth$n"
	ip -n sipcap-core addr add fe80::1/64 dev "eth$n" # a router solicits neighbours from it
	ip -n "sipcap-$name" link set eth0 up
	ip -n sipcap-core link set "eth$n" up
	ip -n "sipcap-$name" route add default via "$net.1"
	ip -n "sipcap-$name" -6 route add default via "$net6::1"
	if command -v ethtool >/dev/null; then
		on "$name" ethtool -K eth0 tx off >/dev/null 2>&1 || true
	fi
}

hosts_down() {
	local host
	for host in core $hosts; do
		if ip netns list | grep -q "^sipcap-$host\b"; then
			ip netns pids "sipcap-$host" | xargs -r kill 2>/dev/null || true
			ip netns del "sipcap-$host"
		fi
	done
}

# cut RULE… has the router drop what the nft rule matches; mend takes all rules away.
cut() { on core nft add table inet cut; on core nft 'add chain inet cut f { type filter hook forward priority 0; }'; on core nft add rule inet cut f "$@" drop; }
mend() { on core nft delete table inet cut; }

# translated puts gw on the Internet, 203.0.113.30, which knows nothing of 10.20.0.0/24: phone is seen there as
# 203.0.113.1, each of its ports as another, and gets what comes for port 5060 of that. plain takes it back.
translated() {
	ip -n sipcap-gw addr del 10.1.3.30/24 dev eth0
	ip -n sipcap-gw addr add 203.0.113.30/24 dev eth0
	ip -n sipcap-core addr add 203.0.113.1/24 dev eth4
	ip -n sipcap-gw route replace default via 203.0.113.1
	gw_address=203.0.113.30
	on core nft -f - <<-'END'
		table ip nat {
			chain in { type nat hook prerouting priority -100; iifname eth4 ip daddr 203.0.113.1 udp dport 5060 dnat to 10.20.0.40; }
			chain out { type nat hook postrouting priority 100; oifname eth4 ip saddr 10.20.0.0/24 meta l4proto udp snat to 203.0.113.1:40000-50000; }
			chain through { type filter hook forward priority 0; iifname eth4 ct direction original ct original ip daddr 10.20.0.0/24 drop; }
		}
	END
}

plain() {
	on core nft delete table ip nat
	ip -n sipcap-core addr del 203.0.113.1/24 dev eth4
	ip -n sipcap-gw addr del 203.0.113.30/24 dev eth0
	ip -n sipcap-gw addr add 10.1.3.30/24 dev eth0
	ip -n sipcap-gw route replace default via 10.1.3.1
	gw_address=
}
