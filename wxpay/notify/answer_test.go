package notify

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
)

func TestAnswerToAnAcceptableNotification(t *testing.T) {
	header, body := notified(t, paid())
	j := Judge(header, body, merchant(), now)
	if a := j.Answer(); a.Status != 204 || len(a.Body) != 0 || !Acknowledged(wxpay.V3, a.Status, a.Body) {
		t.Errorf("V3: answered %d %s", a.Status, a.Body)
	}
	j = Judge(nil, notifiedV2(), merchant(), now)
	a := j.Answer()
	if a.Status != 200 || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/xml") || !Acknowledged(wxpay.V2, a.Status, a.Body) {
		t.Errorf("V2: answered %d %s", a.Status, a.Body)
	}
}

func TestRefusalTellsTheReason(t *testing.T) {
	j := Judge(nil, []byte("{}"), merchant(), now)
	a := j.Answer()
	var told struct{ Code, Message string }
	if err := json.Unmarshal(a.Body, &told); err != nil || told.Code != "FAIL" || told.Message != "well-formed: no-resource" || a.Status != 400 {
		t.Errorf("V3: answered %d %s, %v", a.Status, a.Body, err)
	}
	j = Judge(nil, []byte("<xml>"), merchant(), now)
	if a := j.Answer(); !strings.Contains(string(a.Body), "FAIL") || !strings.Contains(string(a.Body), "well-formed: truncated") {
		t.Errorf("V2: answered %s", a.Body)
	}
}

func TestV3LooksAtTheStatusAlone(t *testing.T) {
	for status, want := range map[int]bool{200: true, 204: true, 201: false, 202: false, 302: false, 400: false, 401: false, 500: false} {
		for _, body := range []string{"", `{"code":"FAIL","message":"x"}`, "<html>"} {
			if Acknowledged(wxpay.V3, status, []byte(body)) != want {
				t.Errorf("%d %s: want %v", status, body, want)
			}
		}
	}
}

func TestV2WantsTheExactXML(t *testing.T) {
	const good = "<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>"
	for _, c := range []struct {
		what   string
		status int
		body   string
		want   bool
	}{
		{"CDATA", 200, good, true},
		{"no CDATA", 200, "<xml><return_code>SUCCESS</return_code><return_msg>OK</return_msg></xml>", true},
		{"white space between", 200, "<xml>\n  <return_code>SUCCESS</return_code>\n</xml>\n", true},
		{"FAIL", 200, "<xml><return_code>FAIL</return_code></xml>", false},
		{"empty", 200, "", false},
		{"plain word", 200, "success", false},
		{"JSON of V3", 200, `{"code":"SUCCESS"}`, false},
		{"web page", 200, "<!DOCTYPE html><html><head></head></html>", false},
		{"stray text", 200, `<xml>\n<return_code>SUCCESS</return_code></xml>`, false},
		{"quoted", 200, `"` + good + `"`, false},
		{"more after it", 200, good + "ok", false},
		{"lower case", 200, strings.Replace(good, "SUCCESS", "success", 1), false},
		{"status 201", 201, good, false},
		{"status 204", 204, good, false},
		{"redirect", 302, good, false},
		{"error", 500, good, false},
	} {
		if Acknowledged(wxpay.V2, c.status, []byte(c.body)) != c.want {
			t.Errorf("%s: want %v", c.what, c.want)
		}
	}
}

func TestLadderIsThePublishedOne(t *testing.T) {
	var sum time.Duration
	for i, pause := range Ladder {
		if i > 0 && pause < Ladder[i-1] {
			t.Errorf("pause %d is shorter than the one before", i)
		}
		sum += pause
	}
	if sum != 24*time.Hour+4*time.Minute || len(Ladder) != 15 || Deadline != 5*time.Second {
		t.Errorf("%d repeats within %s, each answered within %s", len(Ladder), sum, Deadline)
	}
}
