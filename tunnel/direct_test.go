package tunnel_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wxlens/tunnel"
)

func TestCheckPublicURL(t *testing.T) {
	for url, want := range map[string][]string{
		"https://pay.example.com":                nil,
		"https://pay.example.com/a/b":            nil,
		"https://pay.example.com:8443/":          nil,
		"https://支付.example.com":                 nil,
		"https://203.0.114.7/x":                  nil,
		"":                                       {tunnel.URLMalformed},
		"pay.example.com":                        {tunnel.URLMalformed},
		"ftp://pay.example.com":                  {tunnel.URLMalformed},
		"https:///x":                             {tunnel.URLMalformed},
		"https://pay.example.com/a b":            {tunnel.URLMalformed},
		"http://pay.example.com":                 {tunnel.URLNotHTTPS},
		"https://pay.example.com/?":              {tunnel.URLQuery},
		"https://pay.example.com/x?a=1":          {tunnel.URLQuery},
		"https://pay.example.com/x#":             {tunnel.URLFragment},
		"https://u:p@pay.example.com":            {tunnel.URLUserinfo},
		"http://localhost:8080/x?y#z":            {tunnel.URLNotHTTPS, tunnel.URLQuery, tunnel.URLFragment, tunnel.URLPrivate},
		"https://LOCALHOST.":                     {tunnel.URLPrivate},
		"https://a.localhost":                    {tunnel.URLPrivate},
		"https://printer.local":                  {tunnel.URLPrivate},
		"https://db.internal":                    {tunnel.URLPrivate},
		"https://intranet":                       {tunnel.URLPrivate},
		"https://127.0.0.1":                      {tunnel.URLPrivate},
		"https://127.1":                          {tunnel.URLPrivate},
		"https://2130706433":                     {tunnel.URLPrivate},
		"https://10.1.2.3":                       {tunnel.URLPrivate},
		"https://172.16.0.1":                     {tunnel.URLPrivate},
		"https://192.168.1.1":                    {tunnel.URLPrivate},
		"https://169.254.1.1":                    {tunnel.URLPrivate},
		"https://100.64.0.1":                     {tunnel.URLPrivate},
		"https://0.0.0.0":                        {tunnel.URLPrivate},
		"https://224.0.0.1":                      {tunnel.URLPrivate},
		"https://[::1]":                          {tunnel.URLPrivate},
		"https://[::]":                           {tunnel.URLPrivate},
		"https://[fe80::1]":                      {tunnel.URLPrivate},
		"https://[fd00::1]:8443":                 {tunnel.URLPrivate},
		"https://[::ffff:192.168.1.1]":           {tunnel.URLPrivate},
		"https://[2606:4700:4700::1111]/inbox":   nil,
		"https://notlocal.example.com":           nil,
		"https://local.example.com/internal.lan": nil,
	} {
		if got := tunnel.CheckPublicURL(url); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", url, got, want)
		}
	}
}

func TestDirect(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	tun, err := tunnel.OpenDirect(tunnel.DirectConfig{
		PublicURL: " https://pay.example.com/in/ ", Listen: "127.0.0.1:41873", Now: func() time.Time { return at },
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := tun.Status(); s.State != tunnel.Online || s.Kind != tunnel.KindDirect || s.PublicURL != "https://pay.example.com/in" || !s.Since.Equal(at) {
		t.Errorf("status %+v", s)
	}
	tun.Close()
	tun.Close()
	<-tun.Changed()
	<-tun.Done()
	if s := tun.Status(); s.State != tunnel.Closed {
		t.Errorf("state %s", s.State)
	}
	for code, c := range map[string]tunnel.DirectConfig{
		tunnel.URLNotHTTPS:     {PublicURL: "http://pay.example.com", Listen: "127.0.0.1:1"},
		tunnel.URLUserinfo:     {PublicURL: "https://a:hush@pay.example.com", Listen: "127.0.0.1:1"},
		tunnel.CodeNotLoopback: {PublicURL: "https://pay.example.com", Listen: "0.0.0.0:1"},
		tunnel.CodeBadAddress:  {PublicURL: "https://pay.example.com", Listen: "41873"},
	} {
		tun, err := tunnel.OpenDirect(c)
		if tun != nil || err == nil || err.(*tunnel.Problem).Code != code || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, address := range []string{"127.0.0.1:1", "[::1]:1", "localhost:0", "127.8.9.1:1"} {
		if code := tunnel.CheckListen(address); code != "" {
			t.Errorf("%s: %s", address, code)
		}
	}
	none := tunnel.OpenNone("127.0.0.1:41873", nil)
	if s := none.Status(); s.Kind != tunnel.KindNone || s.PublicURL != "http://127.0.0.1:41873" || s.State != tunnel.Online {
		t.Errorf("none: %+v", s)
	}
}
