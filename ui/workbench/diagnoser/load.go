package diagnoser

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"wxlens/wxpay/message"
)

// Load reads a file that holds something to diagnose. A path that begins with ~
// stands below the home folder of the user.
func Load(path string) ([]byte, error) {
	path = strings.TrimSpace(path)
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, err
		}
		path = filepath.Join(home, rest)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no file that can be read", path)
	case info.Size() > message.MaxInput:
		return nil, fmt.Errorf("%s has %d bytes, at most %d are read", path, info.Size(), message.MaxInput)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, message.MaxInput))
}
