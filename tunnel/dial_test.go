package tunnel_test

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"wxlens/tunnel"
	"wxlens/tunnel/edgetest"
)

// relay is a proxy on loopback. enter reads what comes before the bytes that are
// to be passed on and returns where to, "" to hang up.
func relay(t *testing.T, enter func(net.Conn) (target string, granted []byte)) (address string, used *atomic.Int32) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	used = new(atomic.Int32)
	var work sync.WaitGroup
	t.Cleanup(func() { _ = listener.Close(); work.Wait() })
	work.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			work.Go(func() {
				defer conn.Close()
				target, granted := enter(conn)
				if target == "" {
					return
				}
				far, err := net.Dial("tcp", target)
				if err != nil {
					return
				}
				defer far.Close()
				used.Add(1)
				_, _ = conn.Write(granted)
				work.Go(func() { _, _ = io.Copy(far, conn); _ = far.Close() })
				_, _ = io.Copy(conn, far)
			})
		}
	})
	return listener.Addr().String(), used
}

// socks speaks SOCKS5 (RFC 1928), with the password "hush" (RFC 1929).
func socks(conn net.Conn) (string, []byte) {
	in := bufio.NewReader(conn)
	read := func(n int) []byte {
		b := make([]byte, n)
		_, _ = io.ReadFull(in, b)
		return b
	}
	_ = read(int(read(2)[1]))
	_, _ = conn.Write([]byte{5, 2})
	_ = read(int(read(2)[1]))
	if password := read(int(read(1)[0])); string(password) != "hush" {
		_, _ = conn.Write([]byte{1, 1})
		return "", nil
	}
	_, _ = conn.Write([]byte{1, 0})
	host := ""
	switch read(4)[3] {
	case 1:
		host = net.IP(read(4)).String()
	case 3:
		host = string(read(int(read(1)[0])))
	}
	port := binary.BigEndian.Uint16(read(2))
	return net.JoinHostPort(host, itoa(port)), []byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0}
}

func itoa(port uint16) string { return (&net.TCPAddr{Port: int(port)}).String()[1:] }

// connect speaks CONNECT, with the password "hush".
func connect(conn net.Conn) (string, []byte) {
	req, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return "", nil
	}
	check := &http.Request{Header: http.Header{"Authorization": req.Header["Proxy-Authorization"]}}
	if _, password, _ := check.BasicAuth(); req.Method != http.MethodConnect || password != "hush" {
		_, _ = io.WriteString(conn, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
		return "", nil
	}
	return req.Host, []byte("HTTP/1.1 200 Connection established\r\n\r\n")
}

func TestNgrokThroughProxies(t *testing.T) {
	t.Parallel()
	for scheme, enter := range map[string]func(net.Conn) (string, []byte){"socks5": socks, "socks5h": socks, "http": connect} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			e := edgetest.New(t)
			address, used := relay(t, enter)
			c := config(e)
			c.Proxy = scheme + "://user:hush@" + address
			tun := open(t, c, echo)
			online(t, tun)
			e.Kill()
			await(t, e, "the address given again", func() bool { return e.Granted() == 2 })
			if _, got := post(t, e, edgetest.DefaultURL, []byte("by proxy")); string(got) != "by proxy" {
				t.Errorf("served %q", got)
			}
			if n := used.Load(); n < 2 {
				t.Errorf("the proxy was used %d times", n)
			}
			c.Proxy = scheme + "://user:wrong-secret@" + address
			s := failed(t, nil, open(t, c, echo), tunnel.CodeProxyAuth)
			if strings.Contains(s.Problem.Detail, "wrong-secret") {
				t.Errorf("detail %q", s.Problem.Detail)
			}
		})
	}
}

func TestNgrokProxyThatDoesNotConnect(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	refusing, _ := relay(t, func(conn net.Conn) (string, []byte) {
		_, _ = http.ReadRequest(bufio.NewReader(conn))
		_, _ = io.WriteString(conn, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
		return "", nil
	})
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = gone.Close()
	for _, proxy := range []string{"http://" + refusing, "http://" + gone.Addr().String(), "socks5://" + gone.Addr().String()} {
		c := config(e)
		c.Proxy = proxy
		s := until(t, open(t, c, echo), "refused by "+proxy, func(s tunnel.Status) bool { return s.Problem != nil })
		if s.State != tunnel.Connecting || s.Problem.Code != tunnel.CodeProxy {
			t.Errorf("%s: %+v, %v", proxy, s, s.Problem)
		}
	}
}
