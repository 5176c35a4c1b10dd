package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wxlens/ui/cli"
	"wxlens/ui/workbench/workbenchtest"
)

// A call is composed by its fields, saved, sent, found again and sent once more.
func TestRequestsAreComposedAndSentAgain(t *testing.T) {
	home := workbenchtest.Home(t)
	sent := tool(t, home, "", cli.ExitOK, "send", "v3.native", "--set", "out_trade_no=T1-compose", "--set", "attach=a|b", "--save-as", "native one")
	body, _ := sent["request"].(map[string]any)["body"].(string)
	if !strings.Contains(body, `"attach":"a|b"`) || !strings.Contains(body, `"out_trade_no":"T1-compose"`) {
		t.Errorf("sent %s", body)
	}
	if list := tool(t, home, "", cli.ExitOK, "requests", "list"); list["name"] != "native one" || list["call"] != "v3.native" {
		t.Errorf("%v", list)
	}
	before := tool(t, home, "", cli.ExitOK, "requests", "history")
	if before["target"] != "/v3/pay/transactions/native" || before["status"] != 200.0 || before["ok"] != true {
		t.Errorf("%v", before)
	}
	again := tool(t, home, "", cli.ExitOK, "send", "--again", fmt.Sprint(before["id"]), "--set", "out_trade_no=T2-compose")
	if body, _ := again["request"].(map[string]any)["body"].(string); !strings.Contains(body, "T2-compose") || !strings.Contains(body, `"attach":"a|b"`) {
		t.Errorf("sent again %s", body)
	}
	command, _ := tool(t, home, "", cli.ExitOK, "send", "--saved", "native one", "--print", "curl")["command"].(string)
	file := filepath.Join(t.TempDir(), "command.sh")
	if err := os.WriteFile(file, []byte(command), 0o600); err != nil {
		t.Fatal(err)
	}
	taken := tool(t, home, "", cli.ExitOK, "send", "--curl", file, "--set", "out_trade_no=T3-compose")
	if body, _ := taken["request"].(map[string]any)["body"].(string); !strings.Contains(body, "T3-compose") || !strings.Contains(body, `"attach":"a|b"`) {
		t.Errorf("%s\ngives %s", command, body)
	}
	if e := tool(t, home, "", cli.ExitUsage, "send", "v3.native", "--save-as", "native one"); e["code"] != "name-taken" {
		t.Errorf("%v", e)
	}
	if e := tool(t, home, "", cli.ExitUsage, "send", "v3.native", "--set", "amount.tip=1"); e["code"] != "usage" {
		t.Errorf("%v", e)
	}
}

// The login takes the AppSecret from the profile, and nothing that is printed holds it.
func TestALoginIsComposedWithoutItsSecret(t *testing.T) {
	home := workbenchtest.Home(t)
	tool(t, home, "", cli.ExitOK, "send", "v3.certificates")
	secret := fmt.Sprint(tool(t, home, "", cli.ExitOK, "profile", "show", "--reveal")["app_secret"])
	if len(secret) < 16 {
		t.Fatalf("AppSecret %q", secret)
	}
	for _, args := range [][]string{{"--print", "curl"}, {"--print", "request"}, nil} {
		e := tool(t, home, "", cli.ExitOK, append([]string{"send", "code2session", "--set", "js_code=1"}, args...)...)
		if strings.Contains(fmt.Sprint(e), secret) {
			t.Errorf("%v shows the AppSecret", args)
		}
	}
}
