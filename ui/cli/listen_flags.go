package cli

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"wxlens/ui/text"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/forward"
	"wxlens/wxpay"
)

// How notifications from outside reach the receiver.
const (
	tunnelNone   = "none"   // not at all: only from this machine
	tunnelDirect = "direct" // through something that the user set up
	tunnelNgrok  = "ngrok"
)

// listenFlags are the flags of "wxlens listen".
type listenFlags struct {
	tunnel, publicURL, addr, mode string
	forwardTo                     []string
	ngrok                         ngrokFlags
}

// ngrokFlags are those that concern ngrok alone.
type ngrokFlags struct {
	connectAddr, ca, domain, proxy string
	restrict                       bool
}

func (a *app) listenCommand() *cobra.Command {
	var f listenFlags
	cmd := &cobra.Command{Use: "listen", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		if !cmd.Flags().Changed("tunnel") && f.publicURL != "" {
			f.tunnel = tunnelDirect
		}
		return a.listen(cmd.Context(), f)
	}}
	flags := cmd.Flags()
	flags.StringVar(&f.tunnel, "tunnel", tunnelNone, "")
	flags.StringVar(&f.publicURL, "public-url", "", "")
	flags.StringVar(&f.addr, "addr", "", "")
	flags.StringArrayVar(&f.forwardTo, "forward-to", nil, "")
	flags.StringVar(&f.mode, "mode", string(forward.Pass), "")
	flags.StringVar(&f.ngrok.connectAddr, "ngrok-connect-addr", "", "")
	flags.StringVar(&f.ngrok.ca, "ngrok-ca", "", "")
	flags.StringVar(&f.ngrok.domain, "ngrok-domain", "", "")
	flags.StringVar(&f.ngrok.proxy, "ngrok-proxy", "", "")
	flags.BoolVar(&f.ngrok.restrict, "restrict", false, "")
	return a.describe(cmd)
}

// targets reads where notifications are sent on to: in pass mode the first server
// answers WeChat Pay, the others watch.
func (f *listenFlags) targets() ([]forward.Target, error) {
	mode := forward.Mode(f.mode)
	if mode != forward.Pass && mode != forward.Shadow {
		return nil, usage("--mode %s (%s|%s)", f.mode, forward.Pass, forward.Shadow)
	}
	if len(f.forwardTo) > forward.MaxTargets {
		return nil, usage("--forward-to: %w", forward.ErrManyTargets)
	}
	var targets []forward.Target
	for _, address := range f.forwardTo {
		t, err := forward.ParseTarget(address, mode)
		if err != nil {
			return nil, usage("--forward-to %w", err)
		}
		targets = append(targets, t)
		mode = forward.Shadow
	}
	return targets, nil
}

// check refuses flags that cannot be, or cannot go together.
func (f *listenFlags) check(t *text.Receiving) error {
	if f.addr != "" {
		_, port, err := net.SplitHostPort(f.addr)
		if _, numeric := strconv.ParseUint(port, 10, 16); err != nil || numeric != nil {
			return usage("--addr %s (HOST:PORT)", f.addr)
		}
	}
	if strings.Contains(f.ngrok.proxy, "@") {
		return usage("--ngrok-proxy: %s", fmt.Sprintf(t.PasswordShows, workbench.ProxyVariable))
	}
	if f.ngrok != (ngrokFlags{}) && f.tunnel != tunnelNgrok {
		return usage("--ngrok-…, --restrict: only with --tunnel ngrok")
	}
	switch f.tunnel {
	case tunnelNone, tunnelNgrok:
		if f.publicURL != "" {
			return usage("--public-url: only with --tunnel direct")
		}
	case tunnelDirect:
		u, err := url.Parse(f.publicURL)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
			return usage("--public-url %s (https://HOST/PATH)", password.ReplaceAllString(f.publicURL, "//"+wxpay.Mask+"@"))
		}
	default:
		return usage("--tunnel %s (ngrok|direct|none)", f.tunnel)
	}
	return nil
}

// password is what may hold one in an address.
var password = regexp.MustCompile("//.*@")

// reachable reports whether other machines could reach an address.
func reachable(addr string) bool {
	host, _, _ := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	return addr != "" && host != "localhost" && (ip == nil || !ip.IsLoopback())
}
