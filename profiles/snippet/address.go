package snippet

import (
	"net/url"
	"path/filepath"
	"strings"
)

// fileURL writes a path as the SDKs of PHP and Node take it.
func fileURL(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // a drive of Windows
		path = "/" + path
	}
	return "file://" + path
}

// address takes a base URL apart.
func address(base string) (scheme, host, port string) {
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" {
		return "", "", ""
	}
	port = u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme, u.Hostname(), port
}
