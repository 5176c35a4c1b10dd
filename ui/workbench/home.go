package workbench

import (
	"errors"
	"fmt"
	"io/fs"
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
		}
	}
	return Home{
		Profiles: filepath.Join(dir, "profiles"),
		Sandbox:  filepath.Join(dir, "sandbox"),
		Data:     dir,
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

// readAddr reads an address that a process left in a file; "" when there is none.
func readAddr(path string) (string, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(data), err
}
