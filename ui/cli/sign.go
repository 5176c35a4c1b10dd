package cli

import (
	"context"

	"github.com/spf13/cobra"

	"wxlens/profiles"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/bench"
	"wxlens/wxpay"
)

type signFlags struct {
	api, method, url, body, signType string
	reveal                           bool
	fixedFlags
}

func (a *app) signCommand() *cobra.Command {
	var f signFlags
	cmd := &cobra.Command{Use: "sign --api v3|v2 [FILE.xml]", Args: maximumArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return a.sign(cmd.Context(), first(args), f)
	}}
	flags := cmd.Flags()
	flags.StringVar(&f.api, "api", "", "")
	flags.StringVar(&f.method, "method", "", "")
	flags.StringVar(&f.url, "url", "", "")
	flags.StringVar(&f.body, "body", "", "")
	flags.StringVar(&f.signType, "sign-type", "", "")
	flags.StringVar(&f.timestamp, "timestamp", "", "")
	flags.StringVar(&f.nonce, "nonce", "", "")
	flags.BoolVar(&f.reveal, "reveal", false, "")
	return a.describe(cmd)
}

func (a *app) sign(ctx context.Context, file string, f signFlags) error {
	api, err := apiOf(f.api)
	switch {
	case err != nil:
		return err
	case api == wxpay.V3 && (f.method == "" || f.url == ""):
		return usage("--api v3 --method METHOD --url PATH|URL [--body FILE]")
	case api == wxpay.V3 && (file != "" || f.signType != ""):
		return usage("--api v3: --body FILE; FILE.xml, --sign-type: --api v2")
	case api == wxpay.V2 && file == "":
		return usage("--api v2 FILE.xml [--sign-type MD5|HMAC-SHA256]")
	case api == wxpay.V2 && (f.method != "" || f.url != "" || f.body != ""):
		return usage("--api v2 FILE.xml; --method, --url, --body: --api v3")
	}
	input := f.body
	if api == wxpay.V2 {
		input = file
	}
	data, err := a.readOptional(input)
	if err != nil {
		return err
	}
	return a.withBench(ctx, "sign", func(w *workbench.Workbench, m *profiles.Merchant) error {
		var s bench.Signed
		if api == wxpay.V2 {
			s, err = w.Bench().SignV2(data, f.signType, f.fixed())
		} else {
			s, err = w.Bench().SignV3(f.method, f.url, data, f.fixed())
		}
		if err != nil {
			return err
		}
		a.printSigned(s, shows(m, f.reveal))
		return nil
	})
}

func (a *app) printSigned(s bench.Signed, reveal bool) {
	if a.out.json {
		text, raw := bodyOf([]byte(show(s.Text, reveal)))
		a.out.event(struct {
			Event            string      `json:"event"`
			SignString       string      `json:"sign_string"`
			SignStringBase64 []byte      `json:"sign_string_base64,omitempty"` // of a text that is not UTF-8
			Signature        string      `json:"signature"`
			Authorization    string      `json:"authorization,omitempty"`
			Body             string      `json:"body,omitempty"`
			Trace            []traceStep `json:"trace"`
		}{"signed", text, raw, s.Signature, s.Authorization, string(s.Body), traceOf(s.Trace, a.text, reveal)})
		return
	}
	if a.out.plain {
		a.out.line("%s", s.Signature)
		return
	}
	a.printText(s.Text, s.Signature, reveal)
	if s.Authorization != "" {
		a.out.line("Authorization: %s", s.Authorization)
	}
	if len(s.Body) > 0 {
		a.out.line("%s", s.Body)
	}
}
