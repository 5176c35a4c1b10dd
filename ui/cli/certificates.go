package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/trust"
	"wxlens/wxpay"
)

func (a *app) certificatesCommand() *cobra.Command {
	var save bool
	cmd := &cobra.Command{Use: "certificates", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return a.downloadCertificates(cmd.Context(), save)
	}}
	cmd.Flags().BoolVar(&save, "save", false, "")
	return a.describe(cmd)
}

func (a *app) downloadCertificates(ctx context.Context, save bool) (err error) {
	w, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	keeper := w.Keeper()
	d, err := keeper.Download(ctx)
	if err != nil {
		return err
	}
	a.printDownloaded(d)
	if !d.OK() {
		return &failure{exit: exitOfStep(run.Result{Checks: d.Exchange.Checks}), silent: true}
	}
	added := 0
	if save {
		if added, err = keeper.Save(d); err != nil {
			return err
		}
	}
	if a.out.json {
		a.out.event(struct {
			Event string `json:"event"`
			OK    bool   `json:"ok"`
			First bool   `json:"first_download"`
			Added int    `json:"added"`
		}{"done", true, d.First, added})
		return nil
	}
	if d.First {
		a.out.line("%s", a.text.CLI.FirstDownload)
	}
	if save {
		a.out.line(a.text.CLI.CertificatesAdded, added)
	}
	return nil
}

func (a *app) printDownloaded(d trust.Downloaded) {
	r := run.Result{
		Step: "certificates", OK: d.OK(), Text: d.Text, Signature: d.Signature, Trace: d.Trace, Exchange: d.Exchange,
		Checks: d.Exchange.Checks, Elapsed: d.Exchange.Elapsed,
	}
	if a.out.json {
		a.out.event(a.stepEventOf(r, true)) // an RSA signature hides no secret in its text
	} else {
		a.printStepLines(wxpay.Words{ZH: a.text.CLI.Certificates, EN: a.text.CLI.Certificates}, r, true)
	}
	for _, c := range d.Certificates {
		if a.out.json {
			a.out.event(struct {
				Event     string      `json:"event"`
				SerialNo  wxpay.KeyID `json:"serial_no"`
				Effective time.Time   `json:"effective_time"`
				Expires   time.Time   `json:"expire_time"`
				Subject   string      `json:"subject"`
				InForce   bool        `json:"in_force"`
				Newest    bool        `json:"newest"`
				Known     bool        `json:"known"`
			}{"certificate", c.SerialNo, c.NotBefore, c.NotAfter, c.Subject, c.InForce, c.Newest, c.Known})
			continue
		}
		a.out.line("%s %s  %s – %s  %s%s", a.out.mark(verdictOf(c.InForce)), c.SerialNo, c.NotBefore.Format(time.DateOnly), c.NotAfter.Format(time.DateOnly),
			a.certificateMark(c.Newest, a.text.CLI.CertificateNewest), a.certificateMark(!c.Known, a.text.CLI.CertificateNew))
	}
}

func (a *app) certificateMark(set bool, word string) string {
	if !set {
		return ""
	}
	return word + " "
}
