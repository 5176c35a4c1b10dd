package diagnose

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

const (
	apiV3TestKey = "aaaabbbbccccddddeeeeffffgggghhhh"
	prepayID     = "wx201410272009395522657a690389285100"
)

func testKeys() Keys {
	m, p := ownMerchant(), platform()
	return Keys{
		MchID: "1900000001", AppID: "wxd678efh567hg6787", AppSecret: wxpay.NewSecret("0123456789abcdef0123456789abcdef"),
		APIv2Key: wxpay.NewSecret(v2TestKey), PreviousV2Keys: []wxpay.Secret{wxpay.NewSecret("OLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOL")},
		APIv3Key: wxpay.NewSecret(apiV3TestKey), PrivateKey: wxpay.NewSecret(m.pem), Certificate: m.cert, CertificateSerial: m.serial,
		Platform: []PlatformKey{
			{ID: wxpay.KeyID(p.serial), PEM: p.cert}, {ID: "PUB_KEY_ID_0119000000012024101100382000001", PEM: otherMerchant().cert, Public: true},
			{ID: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1", PEM: otherMerchant().cert},
		},
		Others: []OtherKey{{Label: "1900000002", PrivateKey: wxpay.NewSecret(otherMerchant().pem)}},
	}
}

// rightCases are cases in which nothing is wrong, by what they are.
func rightCases(t testing.TB) map[string]*Case {
	cases := map[string]*Case{}
	for i, m := range v2Orders {
		c := v2Case(m, v2.Sign(m, wxpay.NewSecret(v2TestKey), v2.SignType(m.Get("sign_type"))).Signature)
		c.Keys = testKeys()
		c.Keys.MchID, c.Keys.AppID = "10000100", "wxd930ea5d5a258f4f"
		cases[fmt.Sprint("v2 request ", i)] = c
	}
	for i, r := range v3Requests {
		e := &examination{c: v3RequestCase(r, "x")}
		auth, _ := e.authorization()
		c := v3RequestCase(r, rsaSign(t, ownMerchant().key, e.v3BaseText(&auth)))
		c.Keys = testKeys()
		cases[fmt.Sprint("v3 request ", i)] = c
	}
	for _, signType := range []v2.SignType{v2.MD5, v2.HMACSHA256} {
		p, _ := v2.SignPay("wxd678efh567hg6787", prepayID, wxpay.NewSecret(v2TestKey), signType, "1414561699", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS")
		order := v2.Message{{Name: "appid", Value: "wx2421b1c4370ec43b"}, {Name: "mch_id", Value: "1900000001"}, {Name: "sub_appid", Value: "wxd678efh567hg6787"},
			{Name: "sign_type", Value: string(signType)}, {Name: "sign", Value: "0CB01533B8C1EF103065174F50BCA001"}}
		cases["v2 page "+string(signType)] = &Case{API: wxpay.V2, Kind: PaySign, Keys: testKeys(), Opening: Opening{
			ClientAPI: "wx.requestPayment", Params: p.JSAPI(), OrderRequest: order.XML(),
			OrderReply: v2.Message{{Name: "prepay_id", Value: prepayID}, {Name: "result_code", Value: "SUCCESS"}}.XML(),
		}}
		a, _ := v2.SignApp("wxd678efh567hg6787", "1900000001", prepayID, wxpay.NewSecret(v2TestKey), signType, "1414561699", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS")
		cases["v2 app "+string(signType)] = &Case{API: wxpay.V2, Kind: PaySign, Keys: testKeys(), Opening: Opening{
			ClientAPI: "app", OrderRequest: order.XML(), Params: []wxpay.Field{
				{Name: "appid", Value: string(a.AppID)}, {Name: "partnerid", Value: string(a.PartnerID)}, {Name: "prepayid", Value: prepayID},
				{Name: "package", Value: v2.AppPackage}, {Name: "noncestr", Value: a.NonceStr}, {Name: "timestamp", Value: a.TimeStamp}, {Name: "sign", Value: a.Sign},
			},
		}}
	}
	m := ownMerchant()
	signer := v3.Signer{MchID: "1900000001", SerialNo: wxpay.KeyID(m.serial), Key: m.key}
	p, _, err := signer.SignPay("wxd678efh567hg6787", prepayID, "1414561699", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS")
	if err != nil {
		t.Fatal(err)
	}
	cases["v3 page"] = &Case{API: wxpay.V3, Kind: PaySign, Keys: testKeys(), Opening: Opening{
		ClientAPI: "WeixinJSBridge", OrderRequest: []byte(`{"appid":"wxd678efh567hg6787","sp_appid":"wx2421b1c4370ec43b"}`),
		Params: []wxpay.Field{
			{Name: "appId", Value: string(p.AppID)}, {Name: "timeStamp", Value: p.TimeStamp}, {Name: "nonceStr", Value: p.NonceStr},
			{Name: "package", Value: p.Package}, {Name: "signType", Value: "RSA"}, {Name: "paySign", Value: p.PaySign},
		},
	}}
	notices(t, cases)
	return cases
}

func notices(t testing.TB, cases map[string]*Case) {
	for i, more := range []v2.Message{
		{{Name: "coupon_fee_0", Value: "10"}, {Name: "coupon_count", Value: "1"}, {Name: "coupon_id_0", Value: "1"}, {Name: "sign_type", Value: "MD5"}, {Name: "attach", Value: ""}},
		{{Name: "attach", Value: "门店一&二"}, {Name: "cash_fee", Value: "0"}},
		{{Name: "sub_mch_id", Value: "190"}, {Name: "attach", Value: `{"a":1, "b":"c"}`}, {Name: "version", Value: "1.0"}},
	} {
		message := append(v2.Message{
			{Name: "appid", Value: "wxd678efh567hg6787"}, {Name: "mch_id", Value: "1900000001"}, {Name: "nonce_str", Value: "n1"}, {Name: "result_code", Value: "SUCCESS"},
			{Name: "return_code", Value: "SUCCESS"}, {Name: "out_trade_no", Value: "T1"}, {Name: "total_fee", Value: "100"}, {Name: "trade_type", Value: "JSAPI"},
		}, more...)
		signType := v2.MD5
		if i == 1 {
			signType = v2.HMACSHA256
		}
		sign := v2.Sign(message, wxpay.NewSecret(v2TestKey), signType).Signature
		cases[fmt.Sprint("v2 notice ", i)] = &Case{API: wxpay.V2, Kind: Notify, Keys: testKeys(), Message: Message{
			URL: "https://shop.example/notify?tenant=7&x=y", Body: append(message, wxpay.Field{Name: "sign", Value: sign}).XML(),
		}}
	}
	resource, err := v3.Seal(wxpay.NewSecret(apiV3TestKey), "transaction", "transaction", "abcdefghijkl", []byte(`{"out_trade_no":"T1"}`))
	if err != nil {
		t.Fatal(err)
	}
	cases["v3 resource"] = &Case{API: wxpay.V3, Kind: Decrypt, Keys: testKeys(), Sealed: Sealed{
		Algorithm: resource.Algorithm, Ciphertext: resource.Ciphertext, Nonce: resource.Nonce, AssociatedData: "transaction", OriginalType: "transaction",
	}}
	cases["v2 req_info"] = &Case{API: wxpay.V2, Kind: Decrypt, Keys: testKeys(), Sealed: Sealed{ReqInfo: v2.SealReqInfo([]byte("<root><a>1</a></root>"), wxpay.NewSecret(v2TestKey))}}
	for name, c := range map[string]struct {
		kind Kind
		body string
	}{
		"v3 notice": {Notify, `{"id":"EV-1","create_time":"2015-05-20T13:29:35+08:00","resource_type":"encrypt-resource","event_type":"TRANSACTION.SUCCESS","summary":"支付成功","resource":{"original_type":"transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"` + resource.Ciphertext + `","associated_data":"transaction","nonce":"abcdefghijkl"}}`},
		"v3 reply":  {Response, `{"prepay_id":"wx26112221580621e9b071c00d9e093b0000"}`},
	} {
		header := http.Header{}
		header.Set(v3.HeaderTimestamp, "1722850421")
		header.Set(v3.HeaderNonce, "d824f2e086d3c1df967785d13fcd22ef")
		header.Set(v3.HeaderSerial, platform().serial)
		header.Set(v3.HeaderSignature, rsaSign(t, platform().key, v3.ResponseText("1722850421", "d824f2e086d3c1df967785d13fcd22ef", []byte(c.body)).Bytes()))
		cases[name] = &Case{API: wxpay.V3, Kind: c.kind, Keys: testKeys(), Message: Message{Status: 200, Header: header, Body: []byte(c.body)}}
	}
}

// What Break makes is diagnosed by that name, in each way and in every case that it
// can be made in; what is right has no cause.
func TestEveryMistakeIsNamed(t *testing.T) {
	made := map[Slug]int{}
	for name, c := range rightCases(t) {
		if d := diagnosed(t, c); d.Verdict != Correct || len(d.Causes) > 0 {
			t.Errorf("%s is right and diagnosed as %s %v", name, d.Verdict, slugsOf(d.Causes))
		}
		for _, slug := range Breakable(c) {
			for i := range waysOf(c)[slug] {
				broken, err := Break(c, slug, func(int) int { return i })
				if errors.Is(err, ErrNotApplicable) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				made[slug]++
				if d := diagnosed(t, &broken); !named(&d, slug) {
					t.Errorf("%s: %s, way %d, is diagnosed as %s %v (ties %d)", name, slug, i, d.Verdict, details(d.Causes), len(d.Ties))
				}
			}
		}
	}
	t.Logf("%d mistakes", len(made))
	for _, group := range []Group{V2Request, V2Client, V2Notice, V3Request, V3Client, V3Verify, V3Decrypt} {
		var missing []string
		for _, m := range Catalogue() {
			if m.Group == group && made[m.Slug] == 0 {
				missing = append(missing, string(m.Slug))
			}
		}
		t.Logf("%s without: %s", group, strings.Join(missing, " "))
	}
}

func details(causes []Cause) (out []string) {
	for _, c := range causes {
		out = append(out, string(c.Slug)+"("+c.Detail+")")
	}
	return out
}

// Sensible pairs are named both, or by fewer mistakes that do the same.
func TestRandomPairsAreNamed(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	cases := rightCases(t)
	names := []string{"v2 request 0", "v2 request 1", "v2 page MD5", "v2 app MD5", "v3 request 0", "v3 request 1", "v3 page"}
	for range 200 {
		name := names[random.IntN(len(names))]
		c := cases[name]
		s, seal := plan(c)
		i, j := random.IntN(len(s.departures)), random.IntN(len(s.departures))
		if i >= j || s.excluded(combo{}.with(i), j) {
			continue
		}
		var mem memory
		rule, _ := s.make(&mem, combo{})
		base := string(rule)
		text, whole := s.make(&mem, combo{}.with(i).with(j))
		if string(text) == base && whole == nil {
			continue
		}
		broken := seal(t, slices.Clone(text), whole)
		d := diagnosed(t, broken)
		want := []Slug{s.departures[i].slug, s.departures[j].slug}
		if !named(&d, want...) && (d.Verdict != Explained || len(d.Causes) >= 2) {
			t.Errorf("%s: %v (%s, %s) is diagnosed as %s %v", name, want, s.departures[i].detail, s.departures[j].detail, d.Verdict, details(d.Causes))
		}
	}
}

// plan returns the search of a case that is right, and what seals a text into it.
func plan(c *Case) (*search, func(t testing.TB, text []byte, whole func([]byte) []byte) *Case) {
	e := &examination{c: c}
	var b *builder
	switch {
	case c.API == wxpay.V2 && c.Kind == Request:
		m, _ := v2.Parse(c.Call.Body)
		fields, _ := withoutSign(m)
		b = &builder{base: draftOf(fields, byName, v2Form)}
		e.v2RequestDepartures(b)
	case c.API == wxpay.V2:
		o := e.readOpening()
		b = &builder{base: draftOf(o.v2Fields(c.Keys), byName, v2Form)}
		e.v2ClientDepartures(b, &o)
	case c.Kind == Request:
		auth, _ := e.authorization()
		b = &builder{base: e.v3Base(&auth, &seen{})}
		e.v3RequestDepartures(b, &seen{})
	default:
		o := e.readOpening()
		b = &builder{base: e.v3ClientBase(&o)}
		e.v3ClientDepartures(b, &o)
	}
	return newSearch(b.base, b.all, &v3Matcher{}, 1), func(t testing.TB, text []byte, whole func([]byte) []byte) *Case {
		broken := *c
		if c.API == wxpay.V3 {
			if whole != nil {
				text = whole(text)
			}
			broken.Observed = rsaSign(t, ownMerchant().key, text)
			return &broken
		}
		var m sealMemory
		seal := v2Seal{tail: "&key=" + v2TestKey, macKey: v2TestKey}
		if b.base.get("sign_type") == "HMAC-SHA256" {
			seal.digest = digestHMAC
		}
		broken.Observed = strings.ToUpper(fmt.Sprintf("%x", m.digest(&seal, text, whole)))
		return &broken
	}
}
