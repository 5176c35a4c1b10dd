package sandbox

import (
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// billURLLife is how long a download_url is good. Pages differ: 30 s, or of late
// 5 min; a control call changes it.
const billURLLife = 30 * time.Second

// tradeBillV3 answers where a trade bill lies (申请交易账单).
func (s *Sandbox) tradeBillV3(c *callV3) reply {
	return s.announceBill(c, orElse(c.values["bill_type"], billAll), false)
}

// fundFlowBillV3 answers where a fund flow bill lies (申请资金账单).
func (s *Sandbox) fundFlowBillV3(c *callV3) reply {
	return s.announceBill(c, orElse(c.values["account_type"], billBasic), true)
}

func orElse(value, usual string) string {
	if value == "" {
		return usual
	}
	return value
}

func (s *Sandbox) announceBill(c *callV3, kind string, fund bool) reply {
	b, err := askedBill(time.DateOnly, c.values["bill_date"], kind, fund, c.values["tar_type"] == "GZIP")
	if err != nil {
		return badParam("bill_date参数错误")
	}
	file, fault := s.bill(b)
	if fault != noFault {
		return refuseV3(fault)
	}
	sum := sha1.Sum(file)
	life := s.store.settings.BillLife
	if life == 0 {
		life = billURLLife
	}
	return answerJSON(v3.BillFile{
		HashType: "SHA1", HashValue: hex.EncodeToString(s.store.settings.Bill.announced(sum[:])),
		DownloadURL: baseURL(c.request) + "/v3/billdownload/file?token=" + s.seal(billToken{b, s.merchant().MchID, s.clock.Now().Add(life)}),
	})
}

// baseURL is the address that the request was made to.
func baseURL(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// billToken is what a download_url carries. It holds everything, so that one is
// good in the sandbox that comes after a restart, and says whose it is.
type billToken struct {
	Bill  billAsked   `json:"bill"`
	MchID wxpay.MchID `json:"mchid"`
	Until time.Time   `json:"until"`
}

// seal writes a token that nobody else can make.
func (s *Sandbox) seal(t billToken) string {
	content, _ := json.Marshal(t) // plain values always encode
	text := base64.RawURLEncoding.EncodeToString(content)
	return text + "." + base64.RawURLEncoding.EncodeToString(s.tokenMAC(text))
}

func (s *Sandbox) tokenMAC(text string) []byte {
	mac := hmac.New(sha256.New, []byte(s.v3Key.Reveal()))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// downloadV3 answers the file of a token (下载账单), unsigned.
func (s *Sandbox) downloadV3(c *callV3) reply {
	invalid := refuse(http.StatusBadRequest, "INVALID_REQUEST", "token无效或已过期", nil)
	text, mac, _ := strings.Cut(c.values["token"], ".")
	content, err := base64.RawURLEncoding.DecodeString(text)
	var t billToken
	if err != nil || json.Unmarshal(content, &t) != nil {
		return invalid
	}
	if t.MchID != s.merchant().MchID {
		return refuse(http.StatusForbidden, "NO_AUTH", "商户号与申请账单的商户号不一致", nil)
	}
	sealed, err := base64.RawURLEncoding.DecodeString(mac)
	if err != nil || !hmac.Equal(sealed, s.tokenMAC(text)) || !s.clock.Now().Before(t.Until) {
		return invalid
	}
	file, fault := s.bill(t.Bill)
	if fault != noFault {
		return refuseV3(fault)
	}
	return t.Bill.reply(file)
}

// reply is a bill as it is downloaded.
func (b billAsked) reply(file []byte) reply {
	if !b.GZIP {
		return reply{status: http.StatusOK, body: file, contentType: typeText}
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(file) // into memory
	_ = w.Close()
	return reply{status: http.StatusOK, body: packed.Bytes(), contentType: "application/x-gzip"}
}
