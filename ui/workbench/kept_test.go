package workbench_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/query"
	"wxlens/ui/workbench/workbenchtest"
)

func TestWordsAreLookedForInWhatWasReceived(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	url := strings.TrimSuffix(w.NotifyURL(), "/notify") + "/Pay/Notify?a=1"
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"id": "EV-1", "x": "茶"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Wechatpay-Serial", "PUB_KEY_ID_7")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	count := func(text string) (n int) {
		q, err := query.Parse(text, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Find(t.Context(), q, func(*ledger.Delivery) bool { n++; return true }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for late := time.After(15 * time.Second); count("status:400") == 0; { // how it was answered is kept a moment later
		select {
		case <-w.Changed():
		case <-late:
			t.Fatal("the answer was not kept")
		}
	}
	for text, want := range map[string]bool{
		"ev-1": true, "pay/notify?A=1": true, "pub_key_id_7": true, "wechatpay-serial": true, "茶": true, `"\"id\": \"EV-1\""`: true, "no-resource": false,
		"ev-1 茶": true, "ev-1 coffee": false, "-coffee": true, "-茶": false, "ev-1 -茶": false, "status:400 -ev-1": false, "": true,
	} {
		if found := count(text); (found == 1) != want {
			t.Errorf("%q: found %d", text, found)
		}
	}
}
