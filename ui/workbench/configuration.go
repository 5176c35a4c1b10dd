package workbench

import "wxlens/ui/workbench/configure"

// SandboxURL is where the sandbox of a home is reached, or was last: its port is
// kept. It is empty where none was started yet.
func (h Home) SandboxURL() string {
	addr, err := readAddr(sandboxIn(h.Sandbox).address)
	if err != nil || addr == "" {
		return ""
	}
	return "http://" + addr
}

// Configure writes how SDKs are configured for a profile; it reads the disk.
func (w *Workbench) Configure() *configure.Writer {
	return &configure.Writer{Store: w.store, SandboxURL: w.cfg.Home.SandboxURL}
}
