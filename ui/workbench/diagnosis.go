package workbench

import (
	"path/filepath"

	"wxlens/ui/workbench/diagnoser"
	"wxlens/wxpay/sandbox"
)

// Diagnoser finds out why signatures are wrong, with the keys of the profile in use.
func (w *Workbench) Diagnoser() *diagnoser.Diagnoser {
	return &diagnoser.Diagnoser{
		Merchant: w.Merchant, Journal: w.journal, Folder: w.cfg.Home.Cases(), Now: w.cfg.Now,
		Sandbox: func() (*sandbox.Credentials, error) {
			return sandbox.LoadOrMake(w.sandbox.files.credentials, w.cfg.Now())
		},
	}
}

// Cases is the folder of saved cases.
func (h Home) Cases() string { return filepath.Join(h.Data, "cases") }
