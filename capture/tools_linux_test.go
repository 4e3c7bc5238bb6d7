package capture

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// networkOfItsOwn moves the test to a network that holds nothing but the loopback device. Programs that it
// starts and sockets that it opens itself are there, those of other goroutines are not.
func networkOfItsOwn(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root")
	}
	tool(t, "ip")
	tool(t, "tcpdump")
	runtime.LockOSThread() // for good: the thread ends with the test
	if err := syscall.Unshare(syscall.CLONE_NEWNET); err != nil {
		t.Skipf("no network namespaces: %v", err)
	}
	// Without IPv6's own traffic, but with its addresses.
	for _, setting := range []string{"all", "default"} {
		_ = os.WriteFile("/proc/sys/net/ipv6/conf/"+setting+"/accept_dad", []byte("0"), 0)
	}
	if err := ip("link set lo up"); err != nil {
		t.Skipf("no network namespaces: %v", err)
	}
}

// ip runs commands of ip(8), one a line.
func ip(commands string) error {
	for command := range strings.Lines(commands) {
		if command = strings.TrimSpace(command); command == "" {
			continue
		}
		if out, err := exec.Command("ip", strings.Fields(command)...).CombinedOutput(); err != nil {
			return fmt.Errorf("ip %s: %s", command, bytes.TrimSpace(out))
		}
	}
	return nil
}

// tcpdump captures on an interface until the test ends. Its packets come as they are captured.
func tcpdump(t *testing.T, iface string, more ...string) <-chan Packet {
	t.Helper()
	c := exec.Command("tcpdump", append(more, "-i", iface, "-U", "-B", "65536", "-n", "-w", "-")...)
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for b := make([]byte, 1<<10); ; {
		n, err := stderr.Read(b)
		if strings.Contains(string(b[:n]), "listening on") {
			break
		}
		if err != nil {
			t.Skipf("tcpdump does not capture on %s", iface)
		}
	}
	packets := make(chan Packet, 1000)
	go func() {
		defer close(packets)
		s, err := Open(Config{Stdin: stdout}, "-")
		if err != nil {
			return
		}
		defer s.Close()
		for {
			p, err := s.Next()
			if err == io.EOF {
				return
			}
			packets <- keep(p)
		}
	}()
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		for range packets { // the end of what it wrote
		}
		_ = c.Wait()
	})
	return packets
}

// find waits for the packet of a payload.
func find(packets <-chan Packet, payload string) *Packet {
	late := time.After(5 * time.Second)
	for {
		select {
		case p, ok := <-packets:
			if !ok {
				return nil
			}
			if string(p.Payload) == payload {
				return &p
			}
		case <-late:
			return nil
		}
	}
}

// TestToolTunnels sends SIP through tunnels that the kernel makes, and captures it with tcpdump where they pass.
// Those that a kernel does not have are skipped.
func TestToolTunnels(t *testing.T) {
	t.Parallel()
	networkOfItsOwn(t)
	// What goes into v0 comes out of v1, where it is captured, and goes no further.
	if err := ip(`
		link add v0 type veth peer name v1
		addr add 10.9.0.1/24 dev v0
		addr add fd09::1/64 dev v0 nodad
		link set v0 up
		link set v1 up
		neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev v0
		neigh add fd09::2 lladdr 02:00:00:00:00:02 dev v0`); err != nil {
		t.Skipf("no veth: %v", err)
	}
	packets := tcpdump(t, "v1", "--immediate-mode")
	const four, six = "10.8.0.2:5060", "[fd08::2]:5060"
	for _, tt := range []struct {
		name string
		add  string // makes t0
		to   string
		vlan int // how many
	}{
		{"Ethernet", "", "10.9.0.2:5060", 0},
		{"Ethernet, IPv6", "", "[fd09::2]:5060", 0},
		{"802.1Q", "link add link v0 name t0 type vlan id 7", four, 1},
		{"802.1ad", "link add link v0 name t1 type vlan proto 802.1ad id 8\nlink set t1 up\nlink add link t1 name t0 type vlan id 7", four, 2},
		{"VXLAN", "link add t0 type vxlan id 7 remote 10.9.0.2 dstport 4789 dev v0", four, 0},
		{"VXLAN, IPv6 in IPv6", "link add t0 type vxlan id 7 remote fd09::2 dstport 4789 dev v0", six, 0},
		{"VXLAN, group policy", "link add t0 type vxlan id 7 remote 10.9.0.2 dstport 4789 dev v0 gbp", four, 0},
		{"Geneve", "link add t0 type geneve id 7 remote 10.9.0.2", four, 0},
		{"GRE", "link add t0 type gre remote 10.9.0.2 local 10.9.0.1 key 7", four, 0},
		{"GRE, Ethernet", "link add t0 type gretap remote 10.9.0.2 local 10.9.0.1", four, 0},
		{"GRE over IPv6", "link add t0 type ip6gre remote fd09::2 local fd09::1", four, 0},
		{"ERSPAN I", "link add t0 type erspan remote 10.9.0.2 local 10.9.0.1 key 1 erspan_ver 0", four, 0},
		{"ERSPAN II", "link add t0 type erspan remote 10.9.0.2 local 10.9.0.1 seq key 1 erspan_ver 1 erspan 5", four, 0},
		{"ERSPAN III", "link add t0 type erspan remote 10.9.0.2 local 10.9.0.1 seq key 1 erspan_ver 2 erspan_dir ingress erspan_hwid 1", four, 0},
		{"IP in IP", "link add t0 type ipip remote 10.9.0.2 local 10.9.0.1", four, 0},
		{"6in4", "link add t0 type sit remote 10.9.0.2 local 10.9.0.1", six, 0},
		{"IP in IPv6", "link add t0 type ip6tnl mode any remote fd09::2 local fd09::1", four, 0},
		{"L2TPv3", "l2tp add tunnel tunnel_id 1 peer_tunnel_id 1 encap ip local 10.9.0.1 remote 10.9.0.2\nl2tp add session name t0 tunnel_id 1 session_id 1 peer_session_id 1", four, 0},
		{"L2TPv3 over UDP", "l2tp add tunnel tunnel_id 1 peer_tunnel_id 1 encap udp local 10.9.0.1 remote 10.9.0.2 udp_sport 1701 udp_dport 1701\nl2tp add session name t0 tunnel_id 1 session_id 1 peer_session_id 1", four, 0},
		{"MPLS", "route add 10.8.0.0/24 encap mpls 100/200 via inet 10.9.0.2 dev v0", "10.8.0.2:5060", 0},
	} {
		err := ip(tt.add)
		if err == nil && strings.Contains(tt.add, "t0") {
			err = ip(`
				link set t0 up
				addr add 10.8.0.1/24 dev t0
				addr add fd08::1/64 dev t0 nodad`)
			_ = ip("neigh add 10.8.0.2 lladdr 02:00:00:00:00:08 dev t0") // of what has addresses
			_ = ip("neigh add fd08::2 lladdr 02:00:00:00:00:08 dev t0")
		}
		payload := "OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: " + tt.name + "\r\n\r\n"
		var p *Packet
		if err == nil {
			err = sendUDP(tt.to, payload)
		}
		if err == nil {
			p = find(packets, payload)
		}
		for _, command := range []string{"link del t0", "link del t1", "l2tp del tunnel tunnel_id 1", "route del 10.8.0.0/24"} {
			_ = ip(command)
		}
		t.Run(tt.name, func(t *testing.T) {
			switch {
			case err != nil:
				t.Skipf("not here: %v", err)
			case p == nil:
				t.Fatal("not found in what tcpdump captured")
			case p.Dst.String() != tt.to || p.Transport != UDP || len(p.VLAN) != tt.vlan || p.Truncated:
				t.Errorf("%+v, want to %s, in %d VLANs", p, tt.to, tt.vlan)
			}
		})
	}
}

func sendUDP(to, payload string) error {
	c, err := net.Dial("udp", to)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Write([]byte(payload))
	return err
}

// TestToolAny: what "any" gives of a datagram in fragments, with the interface's header.
func TestToolAny(t *testing.T) {
	t.Parallel()
	networkOfItsOwn(t)
	if err := ip("link set lo mtu 1500"); err != nil {
		t.Skip(err)
	}
	packets := tcpdump(t, "any", "--immediate-mode")
	for _, to := range []string{"127.0.0.1:5060", "[::1]:5060"} {
		payload := "OPTIONS sip:bob@example.com SIP/2.0\r\nSubject: " + to + strings.Repeat(" in fragments", 300) + "\r\n\r\n"
		if err := sendUDP(to, payload); err != nil {
			t.Fatal(err)
		}
		if p := find(packets, payload); p == nil || p.Dst.String() != to || len(p.Frames) != 3 || p.Truncated {
			t.Errorf("to %s: %+v, want it whole, of three frames", to, p)
		}
	}
}

// TestToolOffload: frames of more than 64 kB, which have no length that IP could tell, as segmentation offload
// leaves them in captures.
func TestToolOffload(t *testing.T) {
	t.Parallel()
	networkOfItsOwn(t)
	for _, setting := range []string{"gso_max_size 185000 gro_max_size 185000", "gso_ipv4_max_size 185000 gro_ipv4_max_size 185000"} {
		if err := ip("link set lo " + setting); err != nil {
			t.Logf("no frames of more than 64 kB: %v", err)
		}
	}
	packets := tcpdump(t, "lo") // not at once, as that cuts frames to the interface's MTU
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		content := bytes.Repeat([]byte("OPTIONS sip:bob@example.com SIP/2.0\r\n"), 1<<15)
		sent, err := sendTCP(address, content)
		if err != nil {
			t.Fatal(err)
		}
		var got []byte
		longest := 0
		late := time.After(10 * time.Second)
		for len(got) < len(content) {
			select {
			case p := <-packets:
				if p.Dst.String() == sent {
					got = append(got, p.Payload...)
					longest = max(longest, len(p.Payload))
					if p.Gap != 0 || p.Truncated {
						t.Fatalf("%s: after %d bytes %d are missing", address, len(got), p.Gap)
					}
				}
			case <-late:
				t.Fatalf("%s: %d bytes of %d", address, len(got), len(content))
			}
		}
		if !bytes.Equal(got, content) {
			t.Errorf("%s: other bytes than were sent", address)
		}
		t.Logf("%s: at most %d bytes in a frame", address, longest)
	}
}

// sendTCP sends to a listener of its own, and returns its address.
func sendTCP(address string, content []byte) (string, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return "", err
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return "", err
	}
	defer c.Close()
	server, err := l.Accept()
	if err != nil {
		return "", err
	}
	defer server.Close()
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(io.Discard, server)
	}()
	if _, err := c.Write(content); err != nil {
		return "", err
	}
	_ = c.(*net.TCPConn).CloseWrite()
	<-read
	return l.Addr().String(), nil
}
