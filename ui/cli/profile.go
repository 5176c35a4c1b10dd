package cli

import (
	"github.com/spf13/cobra"

	"wxlens/profiles"
	"wxlens/ui/workbench"
	"wxlens/wxpay"
)

func (a *app) profileCommand() *cobra.Command {
	parent := &cobra.Command{Use: "profile", Args: noArgs, RunE: needSubcommand}
	var reveal bool
	show := &cobra.Command{Use: "show [NAME]", Args: cobra.MaximumNArgs(1), RunE: func(_ *cobra.Command, args []string) error {
		return a.showProfile(first(args), reveal)
	}}
	show.Flags().BoolVar(&reveal, "reveal", false, "")
	var o profiles.ImportOptions
	imported := &cobra.Command{Use: "import DIR", Args: exactArgs(1), RunE: func(_ *cobra.Command, args []string) error {
		return a.importProfile(args[0], o)
	}}
	imported.Flags().StringVar(&o.Name, "name", "", "")
	imported.Flags().StringVar(&o.BaseURL, "base-url", "", "")
	parent.AddCommand(
		a.describe(&cobra.Command{Use: "list", Args: noArgs, RunE: func(*cobra.Command, []string) error { return a.listProfiles() }}),
		a.describe(show),
		a.describe(&cobra.Command{Use: "use NAME", Args: exactArgs(1), RunE: func(_ *cobra.Command, args []string) error {
			return a.useProfile(args[0])
		}}),
		a.describe(imported),
		a.snippetCommand(),
	)
	return a.describe(parent)
}

func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

func (a *app) store() *profiles.Store { return profiles.Open(workbench.HomeAt(a.HomeDir).Profiles) }

// profileJSON is a profile in JSON.
type profileJSON struct {
	Event       string               `json:"event"`
	Name        string               `json:"name"`
	Current     bool                 `json:"current"`
	OK          bool                 `json:"ok"`
	Error       string               `json:"error,omitempty"`
	Environment profiles.Environment `json:"environment,omitempty"`
	BaseURL     string               `json:"base_url,omitempty"`
	MchID       wxpay.MchID          `json:"mchid,omitempty"`
	AppID       wxpay.AppID          `json:"appid,omitempty"`
	SerialNo    wxpay.KeyID          `json:"merchant_serial_no,omitempty"`
	KeyIDs      []wxpay.KeyID        `json:"platform_key_ids,omitempty"`
	AppSecret   string               `json:"app_secret,omitempty"`
	APIv2Key    string               `json:"api_v2_key,omitempty"`
	APIv3Key    string               `json:"api_v3_key,omitempty"`
}

func profileJSONOf(e profiles.Entry) profileJSON {
	p := profileJSON{
		Event: "profile", Name: e.Name, Current: e.Current, OK: e.Err == nil, Environment: e.Profile.Environment,
		BaseURL: e.Profile.BaseURL, MchID: e.Profile.MchID, AppID: e.Profile.AppID, SerialNo: e.Profile.SerialNo,
	}
	for _, k := range e.Profile.Platform {
		p.KeyIDs = append(p.KeyIDs, k.ID)
	}
	if e.Err != nil {
		p.Error = e.Err.Error()
	}
	return p
}

func (a *app) listProfiles() error {
	entries, err := a.store().List()
	if err != nil {
		return err
	}
	broken := false
	for _, e := range entries {
		broken = broken || e.Err != nil
		if a.out.json {
			a.out.event(profileJSONOf(e))
			continue
		}
		mark := "○"
		if e.Current {
			mark = "●"
		}
		if e.Err != nil {
			a.out.line("%s %-16s %s %v", mark, e.Name, a.out.mark(wxpay.Failed), e.Err)
			continue
		}
		a.out.line("%s %-16s %-8s %s  %s", mark, e.Name, e.Profile.Environment, e.Profile.MchID, e.Profile.AppID)
	}
	if len(entries) == 0 && !a.out.json {
		a.out.line("%s", a.text.CLI.NoProfiles)
	}
	if broken {
		return &failure{exit: ExitFailed, silent: true}
	}
	return nil
}

// showProfile prints one profile; secrets as the mask unless they are revealed.
func (a *app) showProfile(name string, reveal bool) error {
	store := a.store()
	if name == "" {
		name = a.Profile
	}
	if name == "" {
		name = store.Current()
	}
	if name == "" {
		return &failure{exit: ExitUsage, code: "unknown-profile", err: profiles.ErrNotFound, hint: a.text.CLI.NoProfiles}
	}
	m, err := store.Load(name)
	if err != nil {
		return err
	}
	secret := func(s wxpay.Secret) string {
		switch {
		case s.IsZero():
			return ""
		case reveal:
			return s.Reveal()
		}
		return wxpay.Mask
	}
	p := profileJSONOf(profiles.Entry{Name: name, Profile: m.Profile, Current: name == store.Current()})
	p.AppSecret, p.APIv2Key, p.APIv3Key = secret(m.AppSecret), secret(m.APIv2Key), secret(m.APIv3Key)
	if a.out.json {
		a.out.event(p)
		return nil
	}
	for _, row := range [][2]string{
		{"name", p.Name}, {"environment", string(p.Environment)}, {"base_url", p.BaseURL}, {"mchid", string(p.MchID)},
		{"appid", string(p.AppID)}, {"merchant_serial_no", string(p.SerialNo)}, {"app_secret", p.AppSecret},
		{"api_v2_key", p.APIv2Key}, {"api_v3_key", p.APIv3Key},
	} {
		if row[1] != "" {
			a.out.line("%-20s %s", row[0], row[1])
		}
	}
	for _, k := range m.Profile.Platform {
		a.out.line("%-20s %s", k.Kind, k.ID)
	}
	return nil
}

func (a *app) useProfile(name string) error {
	if err := a.store().Use(name); err != nil {
		return err
	}
	return a.showProfile(name, false)
}

func (a *app) importProfile(dir string, o profiles.ImportOptions) error {
	name, err := a.store().Import(dir, o)
	if err != nil {
		return err
	}
	return a.showProfile(name, false)
}
