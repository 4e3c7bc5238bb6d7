# A switch that carries what a host sends through tunnels of its own: Open vSwitch with its own datapath, which has
# more kinds of tunnels than many kernels; sourced by testdata/pcaps/make.sh.
#
#   h0 10.8.0.1 ── h1 │ inner bridge ─ tunnel t0 ─ outer bridge │ v0 ── v1, where it is captured
#
# All of it is in one host. At the other end nobody is: what is sent to 10.8.0.2, or through a tunnel to
# 10.9.0.2 or fd09::2, goes out all the same, as their link-layer addresses are known.

switch_host=gw2

# vs, flows, and appctl are Open vSwitch's ovs-vsctl, ovs-ofctl and ovs-appctl, for this switch.
vs() { on $switch_host ovs-vsctl --db="unix:$work/switch/db.sock" "$@"; }
flows() { on $switch_host env OVS_RUNDIR="$work/switch" ovs-ofctl -O OpenFlow15 "$@"; }
appctl() { on $switch_host ovs-appctl -t "$work/switch/ovs-vswitchd.$(cat "$work/switch/sw.pid").ctl" "$@" >/dev/null; }

switch_up() {
	local run=$work/switch pair
	mkdir "$run"
	ovsdb-tool create "$run/conf.db" /usr/share/openvswitch/vswitch.ovsschema
	on $switch_host env OVS_RUNDIR="$run" ovsdb-server "$run/conf.db" --remote="punix:$run/db.sock" --pidfile="$run/db.pid" --detach --log-file="$run/db.log" -vconsole:off
	vs --no-wait init
	on $switch_host env OVS_RUNDIR="$run" ovs-vswitchd "unix:$run/db.sock" --pidfile="$run/sw.pid" --detach --log-file="$run/sw.log" --disable-system -vconsole:off
	vs set Open_vSwitch . other_config:vlan-limit=0
	for pair in v h; do
		on $switch_host ip link add ${pair}0 address 02:00:00:00:0a:01 type veth peer name ${pair}1 address 02:00:00:00:0a:02
		on $switch_host sysctl -qw net.ipv6.conf.${pair}0.disable_ipv6=1 net.ipv6.conf.${pair}1.disable_ipv6=1
		on $switch_host ip link set ${pair}0 up
		on $switch_host ip link set ${pair}1 up
	done
	on $switch_host ip addr add 10.8.0.1/24 dev h0
	on $switch_host ip neigh add 10.8.0.2 lladdr 02:00:00:00:08:02 dev h0
	on $switch_host ethtool -K h0 tx off >/dev/null
	vs add-br outer -- set bridge outer datapath_type=netdev other-config:hwaddr=02:00:00:00:09:01 protocols=OpenFlow15 -- add-port outer v0
	vs add-br inner -- set bridge inner datapath_type=netdev other-config:hwaddr=02:00:00:00:08:01 protocols=OpenFlow15 -- add-port inner h1
	vs add-port inner p0 -- set interface p0 type=patch options:peer=p1 -- add-port outer p1 -- set interface p1 type=patch options:peer=p0
	on $switch_host sysctl -qw net.ipv6.conf.outer.addr_gen_mode=1 net.ipv6.conf.outer.router_solicitations=0
	on $switch_host ip addr add 10.9.0.1/24 dev outer
	on $switch_host ip link set outer up
	on $switch_host ip addr add fd09::1/64 dev outer nodad
	appctl tnl/neigh/set outer 10.9.0.2 02:00:00:00:09:02
	appctl tnl/neigh/set outer fd09::2 02:00:00:00:09:02
}

switch_down() {
	kill "$(cat "$work/switch/sw.pid")" "$(cat "$work/switch/db.pid")"
	on $switch_host ip link del v0
	on $switch_host ip link del h0
	rm -rf "$work/switch"
}

# options CALL-ID sends a request in one datagram.
options() {
	printf '%s\r\n' 'OPTIONS sip:bob@10.8.0.2 SIP/2.0' 'Via: SIP/2.0/UDP 10.8.0.1:5060;branch=z9hG4bK-'"$1" 'Max-Forwards: 70' \
		'From: <sip:alice@10.8.0.1>;tag=1' 'To: <sip:bob@10.8.0.2>' "Call-ID: $1" 'CSeq: 1 OPTIONS' 'Content-Length: 0' '' >"$work/options"
	on $switch_host bash -c "cat '$work/options' >/dev/udp/10.8.0.2/5060"
	sleep 0.3
}

# tunnel NAME ADDRESS TYPE [OPTION…] sends a request through a tunnel to the address.
tunnel() {
	local name=$1 address=$2 type=$3; shift 3
	vs add-port inner t0 -- set interface t0 "type=$type" "options:remote_ip=$address" "$@"
	flows del-flows inner
	await flows add-flow inner in_port=h1,actions=output:t0
	sleep 0.3
	options "$name"
	vs del-port inner t0
}

# tagged NAME ACTIONS sends a request with what the switch's actions put before it.
tagged() {
	flows del-flows inner
	flows add-flow inner "in_port=h1,actions=$2,output:p0"
	flows add-flow outer in_port=p1,actions=output:v0
	options "$1"
}
