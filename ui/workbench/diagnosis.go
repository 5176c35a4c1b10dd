package workbench

import (
	"path/filepath"

	"wxlens/ui/workbench/diagnoser"
)

// Diagnoser finds out why signatures are wrong, with the keys of the profile in use.
func (w *Workbench) Diagnoser() *diagnoser.Diagnoser {
	return &diagnoser.Diagnoser{Merchant: w.Merchant, Journal: w.journal, Folder: w.cfg.Home.Cases(), Now: w.cfg.Now}
}

// Cases is the folder of saved cases.
func (h Home) Cases() string { return filepath.Join(h.Data, "cases") }
