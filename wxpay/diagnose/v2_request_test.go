package diagnose

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

const v2TestKey = "192006250b4c09247ec02edce69f6a2d"

// v2Orders are calls with what goes wrong in them: Chinese, JSON, blanks, empties.
var v2Orders = []v2.Message{
	{
		{Name: "appid", Value: "wxd930ea5d5a258f4f"}, {Name: "mch_id", Value: "10000100"}, {Name: "device_info", Value: ""},
		{Name: "body", Value: "腾讯充值中心-QQ会员充值 & more"}, {Name: "nonce_str", Value: "ibuaiVcKdpRxkhJA"},
		{Name: "sign_type", Value: "MD5"}, {Name: "out_trade_no", Value: "T20260101"}, {Name: "total_fee", Value: "1990"},
		{Name: "notify_url", Value: "https://shop.example/notify?a=1"}, {Name: "attach", Value: ""}, {Name: "trade_type", Value: "JSAPI"},
		{Name: "openid", Value: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}, {Name: "detail", Value: `{"goods_detail":[{"goods_id":"iphone6s_16G","price":528800}]}`},
	},
	{
		{Name: "appid", Value: "wxd930ea5d5a258f4f"}, {Name: "mch_id", Value: "10000100"}, {Name: "sign_type", Value: "HMAC-SHA256"},
		{Name: "nonce_str", Value: "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"}, {Name: "transaction_id", Value: "1217752501201407033233368018"},
		{Name: "out_refund_no", Value: "R1"}, {Name: "total_fee", Value: "100"}, {Name: "refund_fee", Value: "0"}, {Name: "refund_desc", Value: "<商品已售完> "},
	},
	{
		{Name: "appid", Value: "wxd930ea5d5a258f4f"}, {Name: "mch_id", Value: "10000100"}, {Name: "nonce_str", Value: "aB3"},
		{Name: "out_trade_no", Value: "T 1"}, {Name: "remark", Value: "😀 hi"}, {Name: "re_openid", Value: "o1"}, {Name: "total_amount", Value: "1000"},
	},
}

func v2Case(m v2.Message, sign string) *Case {
	body := append(slices.Clone(m), wxpay.Field{Name: "sign", Value: sign}).XML()
	return &Case{
		API: wxpay.V2, Kind: Request, Call: Call{Method: "POST", URL: "https://api.mch.weixin.qq.com/pay/unifiedorder", Body: body},
		Keys: Keys{
			MchID: "10000100", AppID: "wxd930ea5d5a258f4f", APIv2Key: wxpay.NewSecret(v2TestKey),
			APIv3Key: wxpay.NewSecret("aaaabbbbccccddddeeeeffffgggghhhh"), AppSecret: wxpay.NewSecret("0123456789abcdef0123456789abcdef"),
			PreviousV2Keys: []wxpay.Secret{wxpay.NewSecret("OLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOL")},
		},
	}
}

func diagnosed(t testing.TB, c *Case) Diagnosis {
	t.Helper()
	d, err := Diagnose(context.Background(), c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func slugsOf(causes []Cause) []Slug {
	out := make([]Slug, len(causes))
	for i, c := range causes {
		out[i] = c.Slug
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func named(d *Diagnosis, slugs ...Slug) bool {
	slices.Sort(slugs)
	if slices.Equal(slugsOf(d.Causes), slices.Compact(slugs)) {
		return true
	}
	return slices.ContainsFunc(d.Ties, func(tie []Cause) bool { return slices.Equal(slugsOf(tie), slugs) })
}

func searchOfV2(c *Case) *search {
	e := &examination{c: c}
	m, _ := v2.Parse(c.Call.Body)
	fields, _ := withoutSign(m)
	b := &builder{base: draftOf(fields, byName, v2Form)}
	e.v2RequestDepartures(b)
	return newSearch(b.base, b.all, newV2Matcher("", v2Keys(&c.Keys, requestKeys), "", ""), 1)
}

func ruleSeal(s *search, c *Case) v2Seal {
	seal := v2Seal{tail: "&key=" + v2TestKey, macKey: v2TestKey}
	if s.base.get("sign_type") == "HMAC-SHA256" {
		seal.digest = digestHMAC
	}
	return seal
}

// sealed is the value that a set of departures makes.
func (s *search) sealed(c combo, seal *v2Seal) (string, bool) {
	var mem memory
	base, _ := s.make(&mem, combo{})
	before := string(base)
	text, whole := s.make(&mem, c)
	if whole == nil && string(text) == before {
		return "", false
	}
	return strings.ToUpper(hex.EncodeToString(mem.v2.digest(seal, text, whole))), true
}

func TestV2NothingIsFoundInRandomValues(t *testing.T) {
	for i := range 3 {
		sum := md5.Sum([]byte(fmt.Sprint(i)))
		start := time.Now()
		got := diagnosed(t, v2Case(v2Orders[i%3], strings.ToUpper(hex.EncodeToString(sum[:]))))
		t.Log(i, got.Tried, time.Since(start), got.Verdict)
		if got.Verdict != Unexplained || len(got.Causes) > 0 {
			t.Errorf("%d: %s %v", i, got.Verdict, slugsOf(got.Causes))
		}
	}
}

// What came along with values from an editor is found, however many have it.
func TestBlanksAndInvisibleCharactersInAllValues(t *testing.T) {
	clean := v2Orders[2]
	sign := v2.Sign(clean, wxpay.NewSecret(v2TestKey), v2.MD5).Signature
	for _, around := range []string{"\n  ", "\u200b"} {
		sent := make(v2.Message, len(clean))
		for i, f := range clean {
			sent[i] = wxpay.Field{Name: f.Name, Value: around + f.Value + around}
		}
		d := diagnosed(t, v2Case(sent, sign))
		if !named(&d, "v2-whitespace-in-value") {
			t.Errorf("%q around all values: %s %v", around, d.Verdict, slugsOf(d.Causes))
		}
	}
}
