package tunnel_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"wxlens/tunnel"
	"wxlens/wxpay"
)

func TestFindToken(t *testing.T) {
	const other = "1nv0therTOKENthatIsLongEnough_9876"
	for name, c := range map[string]struct {
		env, profile, file string
		err                error
		source             tunnel.TokenSource // "" for none
		last, detail       string
	}{
		"environment":      {env: " " + token + "\n", profile: other, file: "authtoken: x", source: tunnel.TokenFromEnvironment, last: "HIJK"},
		"profile":          {profile: token, file: "authtoken: x", source: tunnel.TokenFromProfile, last: "HIJK"},
		"version 2":        {file: "version: \"2\"\nauthtoken: " + token + "\n", source: tunnel.TokenFromNgrok, last: "HIJK"},
		"version 3":        {file: "version: 3\nagent:\n    authtoken: " + token + "\n    region: jp\nendpoints: []\n", source: tunnel.TokenFromNgrok, last: "HIJK"},
		"quoted":           {file: "agent: {authtoken: '" + token + "'}", source: tunnel.TokenFromNgrok, last: "HIJK"},
		"comments, CRLF":   {file: "# authtoken: no\r\nagent: # mine\r\n  authtoken: \"" + token + "\" # not this\r\n", source: tunnel.TokenFromNgrok, last: "HIJK"},
		"elsewhere":        {file: "tunnels:\n  web:\n    authtoken: " + token + "\n"},
		"short":            {file: "authtoken: abcd", source: tunnel.TokenFromNgrok, last: ""},
		"empty":            {file: "version: 3\nagent:\n  authtoken: ''\n"},
		"no file":          {err: fs.ErrNotExist},
		"unreadable":       {err: fs.ErrPermission, detail: "/x/ngrok.yml cannot be read"},
		"not YAML":         {file: "authtoken: " + token + "\n\tbroken", detail: "/x/ngrok.yml cannot be read"},
		"a list for agent": {file: "agent: [" + token + "]", detail: "/x/ngrok.yml cannot be read"},
	} {
		found, err := tunnel.FindToken(tunnel.TokenSources{
			Getenv: func(name string) string {
				if name == "NGROK_AUTHTOKEN" {
					return c.env
				}
				return ""
			},
			Profile: wxpay.NewSecret(c.profile), Files: []string{"/x/ngrok.yml"},
			ReadFile: func(path string) ([]byte, error) { return []byte(c.file), c.err },
		})
		if c.source == "" {
			problem, ok := err.(*tunnel.Problem)
			if !ok || problem.Code != tunnel.CodeNoToken || problem.Detail != c.detail || strings.Contains(problem.Error(), token) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || found.Source != c.source || found.Last4() != c.last || (found.Path != "") != (c.source == tunnel.TokenFromNgrok) {
			t.Errorf("%s: %+v, %v", name, found, err)
		}
		if c.last != "" && found.Secret.Reveal() != token {
			t.Errorf("%s: another token", name)
		}
		if strings.Contains(fmt.Sprintf("%+v %#v", found, found), token) {
			t.Errorf("%s: printing it shows it", name)
		}
	}
}

func TestNgrokFiles(t *testing.T) {
	none := func(string) string { return "" }
	for _, c := range []struct {
		goos, home string
		getenv     func(string) string
		want       string
	}{
		{"linux", "/home/li", none, "/home/li/.config/ngrok/ngrok.yml"},
		{"linux", "/home/li", func(string) string { return "/cfg" }, "/cfg/ngrok/ngrok.yml"},
		{"darwin", "/Users/li", none, "/Users/li/Library/Application Support/ngrok/ngrok.yml"},
		{"windows", `C:\Users\li`, func(string) string { return `D:\Local` }, `D:\Local\ngrok\ngrok.yml`},
		{"windows", `C:\Users\li`, none, `C:\Users\li\AppData\Local\ngrok\ngrok.yml`},
	} {
		if got := tunnel.NgrokFiles(c.goos, c.home, c.getenv); !slices.Contains(got, c.want) {
			t.Errorf("%s: %v, want %s", c.goos, got, c.want)
		}
	}
}
