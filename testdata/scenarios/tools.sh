# Starting and stopping what the cases use; sourced by testdata/pcaps/make.sh, which sets work, here and scenarios.

started=()

# start HOST COMMAND… runs the command in the host until stop_all.
start() {
	local host=$1; shift
	ip netns exec "sipcap-$host" "$@" >>"$work/log" 2>&1 </dev/null & # not through on: its pid would be a shell's
	started+=($!)
}

stop_all() {
	local pid
	for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
	for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
	started=()
}

# stop_last stops what was started last, and lets it say goodbye.
stop_last() {
	kill "${started[-1]}"
	wait "${started[-1]}" || true
	unset 'started[-1]'
}

# await COMMAND… waits until the command succeeds, ten seconds at most.
await() {
	local try
	for try in {1..100}; do
		"$@" >/dev/null 2>&1 && return
		sleep 0.1
	done
	tail -20 "$work/log" >&2
	echo "make.sh: waited in vain: $*" >&2
	return 1
}

# listens HOST udp|tcp ADDRESS tells whether somebody does there.
listens() { on "$1" ss -Hln "--$2" | grep -qF " $3 "; }

# capture HOST IFACE FILE [TCPDUMP-ARGUMENT…] captures until captured.
capture() {
	local host=$1 iface=$2 file=$3; shift 3
	: >"$work/tcpdump"
	ip netns exec "sipcap-$host" tcpdump -Z root -U --immediate-mode -n -i "$iface" -w "$here/$file" "$@" 2>"$work/tcpdump" &
	tcpdump=$!
	await grep 'listening on' "$work/tcpdump"
}

captured() {
	sleep 0.5
	kill -INT $tcpdump
	wait $tcpdump || true
}

# scenario NAME is a file of the scenarios, or one of another folder.
scenario() { case $1 in /*) echo "$1.xml" ;; *) echo "$scenarios/$1.xml" ;; esac; }

# callee HOST SCENARIO [SIPP-ARGUMENT…] waits for calls on port 5060.
callee() {
	local host=$1 scenario=$2; shift 2
	start "$host" sipp -sf "$(scenario "$scenario")" -i "$(address "$host")" -p 5060 -mp 30000 -nostdin -s 2001 "$@"
	sleep 0.3
}

# caller HOST SCENARIO DESTINATION [SIPP-ARGUMENT…] makes one call and waits for its end.
caller() {
	local host=$1 scenario=$2 to=$3; shift 3
	on "$host" sipp -sf "$(scenario "$scenario")" -i "$(address "$host")" -p 5060 -mp 16384 -nostdin \
		-cid_str "%u-$RANDOM$RANDOM@%s" -s 2001 -key from "${from:-1001}" -m 1 "$@" "$to" >>"$work/log" 2>&1 </dev/null
}

# address HOST is its IPv4 address, or its IPv6 address where six is set; that of gw may be another.
address() {
	if [ "$1" = gw ] && [ -n "${gw_address:-}" ]; then echo "$gw_address"; return; fi
	on "$1" ip -o ${six:+-6} addr show dev eth0 scope global | awk '{sub("/.*", "", $4); print $4; exit}'
}

proxy() {
	mkdir -p "$work/kamailio"
	sed "s|DISPATCHER_LIST|$scenarios/gateways.list|; s|CERTIFICATES|$work|" "$scenarios/kamailio.cfg" >"$work/kamailio.cfg"
	start proxy kamailio -DD -E -Y "$work/kamailio" -P "$work/kamailio/pid" -f "$work/kamailio.cfg" "$@"
	await listens proxy udp 10.1.2.9:5060
	sleep 0.3
}

# tls_proxy is a proxy that also takes TLS.
tls_proxy() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" \
		-days 3650 -subj /CN=voice.example.net 2>>"$work/log"
	proxy -A WITH_TLS
	await listens proxy tcp 10.1.2.9:5061
}

# logs_keys FILE COMMAND… has a command, and what it starts, write the secrets of its TLS connections to a new file.
logs_keys() {
	local file=$1; shift
	rm -f "$file"
	[ -f "$work/keylog.so" ] || gcc -shared -fPIC -o "$work/keylog.so" "$scenarios/keylog.c" -ldl
	SSLKEYLOGFILE=$file LD_PRELOAD=$work/keylog.so "$@"
}

# phone_up HOST ACCOUNT starts a baresip that plays a tone. say HOST COMMAND [PARAMETER] tells it what to do.
phone_up() {
	local host=$1 account=$2 dir=$work/baresip-$1
	mkdir -p "$dir"
	{ cat "$scenarios/baresip/config"; echo "sip_listen $(address "$host"):5060"; } >"$dir/config"
	echo "$account" >"$dir/accounts"
	: >"$dir/contacts"
	start "$host" baresip -f "$dir"
	await listens "$host" tcp 127.0.0.1:4444
	sleep 0.3
}

# b2bua takes calls on the proxy's host and makes each again, from a user agent of its own, to the gateway.
b2bua() {
	local dir=$work/baresip-b2bua
	mkdir -p "$dir"
	{ grep -v ctrl_tcp "$scenarios/baresip/config" | sed 's/ausine,440/aubridge,call/; s/,unheard/,call/'; echo "module_app b2bua.so"; echo "sip_listen $pbx"; } >"$dir/config"
	printf '%s\n' "<sip:2001@10.1.2.9>;regint=0;b2bua=inbound" "<sip:trunk@10.1.2.9>;regint=0;b2bua=outbound;outbound=\"sip:$gw\"" >"$dir/accounts"
	: >"$dir/contacts"
	start proxy baresip -f "$dir"
	await listens proxy udp "$pbx"
	sleep 0.3
}

say() {
	local host=$1 json="{\"command\":\"$2\",\"params\":\"${3:-}\"}"
	on "$host" bash -c 'exec 3<>/dev/tcp/127.0.0.1/4444; printf "%d:%s," ${#1} "$1" >&3; read -t 0.5 -u 3 || true' say "$json"
}
