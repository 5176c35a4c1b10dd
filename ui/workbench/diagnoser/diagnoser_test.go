package diagnoser_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"wxlens/profiles"
	"wxlens/ui/workbench/diagnoser"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

func none() (*profiles.Merchant, error) { return nil, errors.New("no profile") }

const order = "api_key=192006250b4c09247ec02edce69f6a2d\n" +
	"<xml><appid>wxd930ea5d5a258f4f</appid><mch_id>10000100</mch_id><body>test</body><attach></attach><nonce_str>n</nonce_str><sign>4F1DBA0B6ED57F7FA4BF37CF3C4B0E6D</sign></xml>"

func TestWhatBringsItsKeysNeedsNoProfile(t *testing.T) {
	d := diagnoser.Diagnoser{Merchant: none, Now: time.Now, Folder: t.TempDir() + "/cases"}
	q, err := d.Read([]byte(order))
	if err != nil || q.Profile != "" || q.Case.API != wxpay.V2 || q.Case.Kind != diagnose.Request {
		t.Fatalf("%+v, %v", q, err)
	}
	if _, err := d.Read([]byte("hello")); !errors.Is(err, diagnoser.ErrNothing) {
		t.Errorf("of nothing it says %v", err)
	}
	path, err := d.Save(q)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.Read(data)
	if err != nil || !strings.Contains(string(again.Case.Call.Body), "<attach>") {
		t.Errorf("read again: %+v, %v", again.Case, err)
	}
	first, err := d.Ask(context.Background(), q, diagnose.Options{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.Ask(context.Background(), again, diagnose.Options{})
	if err != nil || first.Verdict != second.Verdict {
		t.Errorf("%s, then %s, %v", first.Verdict, second.Verdict, err)
	}
}
