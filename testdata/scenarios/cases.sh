# One function a capture (the file has the name with dashes); sourced by testdata/pcaps/make.sh.
# MANIFEST.tsv says what each one proves.

gw=10.1.3.30:5060
pbx=10.1.2.9:5060
number=+4930123456

all_cases="
	answered_call bye_by_callee cancelled_487 busy_486 declined_603_nanosecond unavailable_503
	no_response port_unreachable missing_ack late_offer dtmf_info hold_resume rtp_call ipv6_call
	not_acceptable_488 bad_extension_420 interval_422 glare_491 forgotten_481 cancel_crosses_answer prack_missing bye_unanswered transferred
	proxied_call proxy_auth_407 not_found_404 redirected_302 forked_call timeout_408 loop_483 failover_503 forwarded_no_answer
	register_401 register_wrong_password register_423 options_keepalive subscribe_notify message
	b2bua_call hidden_topology
	routed_any two_interfaces fragmented_invite fragment_lost snaplen_200 snaplen_500 one_way_caller one_way_callee
	translated_caller translated_callee mid_call switch_tunnels tls_call wss_register pcapgen"

# plain_call FILE CALLEE-SCENARIO CALLER-SCENARIO [SIPP-ARGUMENT-OF-CALLEE…]: captured at the caller.
plain_call() {
	local file=$1 callee=$2 caller=$3; shift 3
	callee gw "$callee" -s $number "$@"
	capture phone eth0 "$file" $capture_options
	caller phone "$caller" $gw -s $number
	captured
}
capture_options=

case_answered_call() { plain_call answered-call.pcap callee caller; }
case_cancelled_487() {
	plain_call cancelled-487.pcap callee-rings caller-gives-up
	gzip -nf9 "$here/cancelled-487.pcap"
}
# rejected FILE FINAL-RESPONSE HEADER [CALLER-SCENARIO]
rejected() {
	sed "s|FINAL|$2|; s|EXTRA|$3|" "$scenarios/callee-rejects.xml" >"$work/callee-rejects.xml"
	plain_call "$1" "$work/callee-rejects" "${4:-caller-rejected}"
}
case_busy_486() { rejected busy-486.pcap '486 Busy Here' 'Reason: Q.850;cause=17;text="User busy"'; }
case_unavailable_503() { rejected unavailable-503.pcap '503 Service Unavailable' 'Retry-After: 30'; }
case_declined_603_nanosecond() {
	capture_options=--time-stamp-precision=nano
	rejected declined-603-nanosecond.pcap '603 Decline' 'Warning: 399 gw "Do not disturb"'
	capture_options=
}
case_not_acceptable_488() { rejected not-acceptable-488.pcap '488 Not Acceptable Here' 'Warning: 304 gw "Media type not available"'; }
case_bad_extension_420() {
	sed '0,/Max-Forwards: 70/s//&\nRequire: 100rel/' "$scenarios/caller-rejected.xml" >"$work/caller-requires.xml"
	rejected bad-extension-420.pcap '420 Bad Extension' 'Unsupported: 100rel' "$work/caller-requires"
}
case_interval_422() { plain_call interval-422.pcap callee-wants-longer-interval caller-raises-interval; }
case_glare_491() { plain_call glare-491.pcap callee-holds-at-once caller-holds-at-once; }
case_cancel_crosses_answer() { plain_call cancel-crosses-answer.pcap callee-answers-as-cancelled caller-gives-up-too-late; }
case_prack_missing() { plain_call prack-missing.pcap callee-waits-for-prack caller-without-prack; }
case_late_offer() { plain_call late-offer.pcap callee-offers caller-late-offer; }
case_dtmf_info() {
	plain_call dtmf-info.pcap callee-takes-info caller-dials-digits
	# What a capture holds that was started and stopped within the call: the first two INFOs and their answers.
	local infos
	infos=$(tshark -r "$here/dtmf-info.pcap" -Y 'sip.CSeq.method == "INFO"' -T fields -e frame.number 2>/dev/null | head -4)
	editcap -F pcap -r "$here/dtmf-info.pcap" "$here/mid-call-info.pcap" $infos
}
case_snaplen_200() {
	capture_options='-s 200'
	plain_call snaplen-200.pcap callee caller
	capture_options=
}
case_snaplen_500() {
	capture_options='-s 500'
	plain_call snaplen-500.pcap callee caller
	capture_options=
}
case_one_way_caller() {
	capture_options='udp and src host 10.20.0.40'
	plain_call one-way-caller.pcap callee caller
	capture_options=
}
case_one_way_callee() {
	capture_options='udp and src host 10.1.3.30'
	plain_call one-way-callee.pcap callee caller
	capture_options=
}

case_bye_by_callee() {
	callee gw callee-hangs-up -s $number
	capture gw eth0 bye-by-callee.pcap
	caller phone caller-hears-bye $gw -s $number
	captured
}

case_bye_unanswered() {
	callee gw callee -s $number
	capture phone eth0 bye-unanswered.pcap
	caller phone caller $gw -s $number -max_non_invite_retrans 5 -default_behaviors all,-bye &
	local call=$!
	sleep 3.5 # answered after two seconds, ended after four and a half
	cut ip daddr 10.1.3.30
	wait $call || true
	captured
	mend
}

# The callee's telephone crashes and is up again before the caller hangs up.
case_forgotten_481() {
	phone_up gw '<sip:2001@10.1.3.30>;regint=0;answermode=auto'
	capture phone eth0 forgotten-481.pcap port 5060
	caller phone caller-hears-481 $gw &
	local call=$!
	sleep 1
	kill -KILL "${started[-1]}"
	wait "${started[-1]}" || true
	unset 'started[-1]'
	phone_up gw '<sip:2001@10.1.3.30>;regint=0;answermode=auto'
	wait $call
	captured
}

# Anna transfers Ole, whom she called, to the gateway: both calls, seen by him.
case_transferred() {
	two_phones
	callee gw callee
	capture phone2 eth0 transferred.pcap port 5060
	say phone dial sip:1003@10.20.1.41
	sleep 2; say phone transfer sip:2001@10.1.3.30
	sleep 5; say phone2 hangup
	sleep 0.5
	captured
}

case_mid_call() {
	callee gw callee-hangs-up -s $number
	caller phone caller-hears-bye $gw -s $number &
	local call=$!
	sleep 3.2 # answered after two seconds, ended after four
	capture phone eth0 mid-call.pcap
	wait $call
	captured
}

case_no_response() {
	cut udp dport 5060
	capture phone eth0 no-response.pcap
	caller phone caller $gw -s $number -max_invite_retrans 6 || true # sipp takes it for a failure
	captured
	mend
}

case_port_unreachable() {
	capture phone eth0 port-unreachable.pcap
	caller phone caller 10.1.4.31:5060 -s $number -max_invite_retrans 2 || true
	captured
}

case_missing_ack() {
	phone_up gw '<sip:2001@10.1.3.30>;regint=0;answermode=auto'
	capture phone eth0 missing-ack.pcap port 5060
	caller phone caller-never-acks $gw || true
	captured
}

# The caller is behind an address translator, and the server does not care.
case_translated_caller() {
	translated
	callee gw callee -s $number
	capture gw eth0 translated-caller.pcap udp
	caller phone caller 203.0.113.30:5060 -s $number
	captured
	plain
}

# The callee is, and its Contact is where the ACK goes and nobody gets it.
case_translated_callee() {
	translated
	phone_up phone '"Anna Berg" <sip:1001@10.20.0.40>;regint=0;answermode=auto'
	phone_up gw '<sip:2001@203.0.113.30>;regint=0'
	capture gw eth0 translated-callee.pcap udp port 5060
	say gw dial sip:1001@203.0.113.1
	sleep 36
	captured
	plain
}

case_hold_resume() {
	two_phones
	capture phone eth0 hold-resume.pcap port 5060
	say phone dial sip:1003@10.20.1.41
	sleep 2; say phone hold
	sleep 1.5; say phone resume
	sleep 1; say phone hangup
	captured
}

case_rtp_call() {
	two_phones
	capture phone eth0 rtp-call.pcap
	say phone2 dial sip:1001@10.20.0.40
	sleep 1.5; say phone2 hangup
	captured
}

two_phones() {
	phone_up phone '"Anna Berg" <sip:1001@10.20.0.40>;regint=0;answermode=auto'
	phone_up phone2 '"Ole Lund" <sip:1003@10.20.1.41>;regint=0;answermode=auto'
}

case_ipv6_call() {
	six=1 callee gw callee -s $number
	capture phone eth0 ipv6-call.pcap
	six=1 caller phone caller '[fd13::30]:5060' -s $number
	captured
}

case_proxied_call() {
	proxy
	callee gw callee
	capture proxy eth0 proxied-call.pcap
	caller phone caller $pbx
	captured
}

case_proxy_auth_407() {
	proxy
	callee gw callee
	capture phone eth0 proxy-auth-407.pcap
	from=1002 caller phone caller-challenged $pbx
	captured
}

case_not_found_404() {
	proxy
	capture phone eth0 not-found-404.pcap
	caller phone caller-rejected $pbx -s 2404
	captured
}

case_timeout_408() {
	proxy
	cut ip daddr 10.1.3.30
	capture proxy eth0 timeout-408.pcap
	caller phone caller-rejected $pbx -s 2408
	captured
	mend
}

case_loop_483() {
	proxy
	capture proxy any loop-483.pcap -s 8192 # or the ring of tcpdump holds too few packets
	sed 's/Max-Forwards: 70/Max-Forwards: 10/' "$scenarios/caller-rejected.xml" >"$work/caller-goes-ten-hops.xml"
	caller phone "$work/caller-goes-ten-hops" $pbx -s 2483
	captured
}

case_failover_503() {
	proxy
	sed "s|FINAL|503 Service Unavailable|; s|EXTRA|Retry-After: 10|" "$scenarios/callee-rejects.xml" >"$work/callee-rejects.xml"
	callee gw "$work/callee-rejects" -s 2503
	callee gw2 callee -s 2503
	capture proxy eth0 failover-503.pcap
	caller phone caller $pbx -s 2503
	captured
}

case_forwarded_no_answer() {
	proxy
	callee gw callee-rings -s 2503
	callee gw2 callee -s 2503
	capture proxy eth0 forwarded-no-answer.pcap
	caller phone caller $pbx -s 2503
	captured
}

case_redirected_302() {
	proxy
	callee gw callee
	phone_up phone '"Anna Berg" <sip:1001@10.20.0.40>;regint=0'
	capture phone eth0 redirected-302.pcap port 5060
	say phone dial sip:2300@10.1.2.9
	sleep 4; say phone hangup
	captured
}

case_forked_call() {
	proxy
	callee phone2 callee -s 2600
	callee gw callee-rings -s 2600
	capture proxy eth0 forked-call.pcap
	caller phone caller $pbx -s 2600
	captured
}

case_register_401() {
	proxy
	capture phone eth0 register-401.pcap
	phone_up phone '"Anna Berg" <sip:1001@10.1.2.9>;auth_user=1001;auth_pass=sipcap;regint=60'
	sleep 1
	stop_last # unregisters
	captured
}

case_register_wrong_password() {
	proxy
	capture phone eth0 register-wrong-password.pcap
	caller phone registers-with-wrong-password $pbx
	captured
}

case_register_423() {
	callee gw registrar-wants-longer
	capture phone eth0 register-423.pcap
	caller phone registers-too-briefly $gw
	captured
}

case_options_keepalive() {
	cut ip daddr 10.1.4.31
	callee gw answers-options
	capture proxy eth0 options-keepalive.pcap
	proxy -A WITH_PING
	sleep 7
	captured
	mend
}

case_subscribe_notify() {
	callee gw notifier -s 2001
	capture phone eth0 subscribe-notify.pcap
	caller phone subscriber $gw
	captured
}

case_message() {
	proxy
	callee gw takes-message
	capture proxy eth0 message.pcap
	caller phone message $pbx
	captured
}

case_b2bua_call() {
	b2bua
	callee gw callee
	capture proxy eth0 b2bua-call.pcap port 5060
	caller phone caller $pbx
	captured
}

case_hidden_topology() {
	proxy -A HIDE_TOPOLOGY
	callee gw callee
	capture proxy eth0 hidden-topology.pcap
	caller phone caller $pbx
	captured
}

case_routed_any() {
	callee gw callee -s $number
	capture core any routed-any.pcap
	caller phone caller $gw -s $number
	captured
}

case_two_interfaces() {
	callee gw callee -s $number
	: >"$work/dumpcap"
	ip netns exec sipcap-core dumpcap -q -i eth1 -i eth4 -w "$work/two.pcapng" 2>"$work/dumpcap" &
	tcpdump=$!
	await grep File: "$work/dumpcap"
	caller phone caller $gw -s $number
	captured
	# dumpcap tells processor and kernel in the file; blank them, at the same length.
	perl -pi -e 's/[ -~]+ \(with SSE4\.2\)/"x86-64" . " " x (length($&) - 6)/e; s/Linux [ -~]+/"Linux" . " " x (length($&) - 5)/ge' "$work/two.pcapng"
	install -m 644 "$work/two.pcapng" "$here/two-interfaces.pcapng"
}

case_fragmented_invite() {
	callee gw callee -s $number
	capture gw eth0 fragmented-invite.pcap
	caller phone caller-large $gw -s $number
	captured
}

case_fragment_lost() {
	callee gw callee -s $number
	cut ip frag-off '&' 0x1fff != 0
	capture gw eth0 fragment-lost.pcap
	caller phone caller-large $gw -s $number -max_invite_retrans 3 || true
	captured
	mend
}

case_tls_call() {
	tls_proxy
	callee gw callee
	capture phone eth0 tls-call.pcap tcp
	logs_keys "$here/tls-call.keys" phone_up phone \
		'"Anna Berg" <sip:1001@10.1.2.9:5061;transport=tls>;auth_user=1001;auth_pass=sipcap;regint=600'
	sleep 1
	say phone dial sip:2001@10.1.2.9:5061
	sleep 4; say phone hangup
	sleep 0.5
	captured
	editcap --inject-secrets "tls,$here/tls-call.keys" "$here/tls-call.pcap" "$here/tls-call-keys.pcapng"
}

case_wss_register() {
	tls_proxy
	capture phone eth0 wss-register.pcap tcp
	SSLKEYLOGFILE=$work/wss.keys on phone "$scenarios/wss-register.py" 10.1.2.9 443 >>"$work/log"
	captured
	editcap --inject-secrets "tls,$work/wss.keys" "$here/wss-register.pcap" "$here/wss-register.pcapng"
	rm "$here/wss-register.pcap"
}

case_switch_tunnels() {
	switch_up
	capture $switch_host v1 switch-tunnels.pcap ether dst 02:00:00:00:09:02 or ether dst 02:00:00:00:08:02
	tunnel gre 10.9.0.2 gre
	tunnel gre-key-checksum 10.9.0.2 gre options:key=7 options:csum=true
	tunnel gre-ip 10.9.0.2 gre options:packet_type=legacy_l3
	tunnel gre-over-ipv6 fd09::2 gre
	tunnel erspan-2 10.9.0.2 erspan options:erspan_ver=1 options:erspan_idx=5 options:key=1
	tunnel erspan-3 10.9.0.2 erspan options:erspan_ver=2 options:erspan_dir=1 options:erspan_hwid=3 options:key=2
	tunnel vxlan 10.9.0.2 vxlan options:key=42
	tunnel vxlan-over-ipv6 fd09::2 vxlan options:key=42
	tunnel vxlan-group-policy 10.9.0.2 vxlan options:exts=gbp
	tunnel vxlan-gpe 10.9.0.2 vxlan options:exts=gpe options:packet_type=legacy_l3
	tunnel geneve 10.9.0.2 geneve options:key=42
	tunnel gtp-u 10.9.0.2 gtpu options:key=123
	tagged vlan 'push_vlan:0x8100,set_field:4103->vlan_vid'
	tagged qinq 'push_vlan:0x8100,set_field:4103->vlan_vid,push_vlan:0x88a8,set_field:4196->vlan_vid'
	tagged mpls 'push_mpls:0x8847,set_field:100->mpls_label,push_mpls:0x8847,set_field:200->mpls_label'
	captured
	switch_down
}

# Those that no stack can be made to produce here; the same bytes each time.
case_pcapgen() { (cd "$here/../.." && go run ./testdata/pcapgen "$here"); }
