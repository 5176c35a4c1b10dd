package cli

import (
	"runtime"

	"github.com/spf13/cobra"
)

func (a *app) versionCommand() *cobra.Command {
	return a.describe(&cobra.Command{Use: "version", Args: noArgs, RunE: func(*cobra.Command, []string) error {
		if a.out.json {
			a.out.event(struct {
				Event   string `json:"event"`
				Version string `json:"version"`
				Go      string `json:"go"`
				OS      string `json:"os"`
				Arch    string `json:"arch"`
			}{"version", a.env.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH})
			return nil
		}
		a.out.line("wxlens %s  %s %s/%s", a.env.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return nil
	}})
}
