package workbench

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// Home is where everything that the program writes lies. Folders have mode 0700,
// files 0600.
type Home struct {
	Profiles string // folder: profiles with their secrets
	Sandbox  string // folder: credentials and state of the embedded sandbox
	Data     string // folder: journal
	Config   string // folder: settings
}

// appName names the program's folders.
const appName = "wxlens"

// HomeAt returns the home in one folder, or the XDG folders when dir is empty.
func HomeAt(dir string) Home {
	if dir == "" {
		return Home{
			Profiles: filepath.Join(xdg.ConfigHome, appName, "profiles"),
			Sandbox:  filepath.Join(xdg.DataHome, appName, "sandbox"),
			Data:     filepath.Join(xdg.DataHome, appName),
			Config:   filepath.Join(xdg.ConfigHome, appName),
		}
	}
	return Home{
		Profiles: filepath.Join(dir, "profiles"),
		Sandbox:  filepath.Join(dir, "sandbox"),
		Data:     dir,
		Config:   dir,
	}
}

// sandboxFiles are where a sandbox keeps what it needs.
type sandboxFiles struct {
	credentials string // folder
	state       string
	lock        string // held by the process that serves it
	address     string // where it is reached; "": nobody looks for it
}

// sandboxIn returns the files of a home's sandbox, in the folder of its name.
func sandboxIn(dir string) sandboxFiles {
	return sandboxFiles{
		credentials: filepath.Join(dir, "credentials"), state: filepath.Join(dir, "state.jsonl"),
		lock: filepath.Join(dir, "lock"), address: filepath.Join(dir, "address"),
	}
}

// sandboxOf returns the files of a sandbox that lives in its credentials folder.
func sandboxOf(credentials string) sandboxFiles {
	return sandboxFiles{
		credentials: credentials, state: filepath.Join(credentials, "sandbox_state.jsonl"), lock: filepath.Join(credentials, ".lock"),
	}
}

// make creates the folders.
func (h Home) make() error {
	for _, dir := range []string{h.Profiles, h.Sandbox, h.Data} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("make the home folder: %w; name another with --home DIR", err)
		}
	}
	return nil
}

// keepAddr writes where processes of this machine reach a listener.
func keepAddr(path string, listener net.Listener) error {
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return fmt.Errorf("keep the address: %w", err)
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	if err := os.WriteFile(path, []byte(net.JoinHostPort(host, port)), 0o600); err != nil {
		return fmt.Errorf("keep the address: %w", err)
	}
	return nil
}

// readAddr reads an address that a process left in a file; "" when there is none.
func readAddr(path string) (string, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(data), err
}
