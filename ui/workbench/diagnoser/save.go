package diagnoser

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"wxlens/wxpay/diagnose/paste"
)

// Save writes a question as a case file into the folder of cases and returns its
// path. Keys of a profile are left out: they are lent again when it is read; those
// that the case brought itself stay, as it says nothing without them.
func (d *Diagnoser) Save(q Question) (string, error) {
	data, err := paste.Encode(q.Case, q.Profile == "")
	if err != nil {
		return "", err
	}
	return d.write("case", data)
}

// write puts a file of its own into the folder of cases, for the owner only.
func (d *Diagnoser) write(kind string, data []byte) (string, error) {
	if err := os.MkdirAll(d.Folder, 0o700); err != nil {
		return "", err
	}
	stem := filepath.Join(d.Folder, kind+"-"+d.Now().Format("20060102-150405"))
	for path := stem + ".json"; ; {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			stem += "x"
			path = stem + ".json"
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(data)
		return path, errors.Join(err, file.Close())
	}
}
