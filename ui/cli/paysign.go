package cli

import (
	"context"

	"github.com/spf13/cobra"

	"wxlens/profiles"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/bench"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
)

type payFlags struct {
	api, client, prepayID, signType string
	reveal                          bool
	fixedFlags
}

func (a *app) paysignCommand() *cobra.Command {
	var f payFlags
	cmd := &cobra.Command{Use: "paysign --api v3|v2 --client miniprogram|jsapi|app --prepay-id ID", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return a.paysign(cmd.Context(), f)
	}}
	flags := cmd.Flags()
	flags.StringVar(&f.api, "api", "", "")
	flags.StringVar(&f.client, "client", "", "")
	flags.StringVar(&f.prepayID, "prepay-id", "", "")
	flags.StringVar(&f.signType, "sign-type", "", "")
	flags.StringVar(&f.timestamp, "timestamp", "", "")
	flags.StringVar(&f.nonce, "nonce", "", "")
	flags.BoolVar(&f.reveal, "reveal", false, "")
	return a.describe(cmd)
}

// clients are the client calls by their names on the command line.
var clients = map[string]flow.Client{"miniprogram": flow.MiniProgram, "jsapi": flow.JSAPI, "app": flow.App}

func (a *app) paysign(ctx context.Context, f payFlags) error {
	api, err := apiOf(f.api)
	client, known := clients[f.client]
	switch {
	case err != nil:
		return err
	case !known:
		return usage("--client %s (miniprogram|jsapi|app)", f.client)
	case api == wxpay.V3 && f.signType != "" && f.signType != "RSA":
		return usage("--sign-type %s: --api v2", f.signType)
	case api == wxpay.V3:
		f.signType = ""
	}
	return a.withBench(ctx, "paysign", func(w *workbench.Workbench, m *profiles.Merchant) error {
		s, err := w.Bench().SignPay(api, client, f.prepayID, f.signType, f.fixed())
		if err != nil {
			return err
		}
		a.printPaySign(s, shows(m, f.reveal))
		return nil
	})
}

func (a *app) printPaySign(s bench.Signed, reveal bool) {
	if a.out.json {
		a.out.event(struct {
			Event        string       `json:"event"`
			SignString   string       `json:"sign_string"`
			ClientParams wxpay.Object `json:"client_params"`
			Trace        []traceStep  `json:"trace"`
		}{"paysign", show(s.Text, reveal), s.ClientParams, traceOf(s.Trace, a.text, reveal)})
		return
	}
	if a.out.plain {
		a.out.line("%s", s.Signature)
		return
	}
	a.printText(s.Text, s.Signature, reveal)
	for _, p := range s.ClientParams {
		a.out.line("%-12s %s", p.Name, p.Value)
	}
}
