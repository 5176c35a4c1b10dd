package flow

import (
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

func words(zh, en string) wxpay.Words { return wxpay.Words{ZH: zh, EN: en} }

// product is a way to pay, in both generations.
type product struct {
	id        string
	title     wxpay.Words
	client    Client
	login     bool    // begins with code2Session
	v3        string  // endpoint of the order
	v3Inputs  []Input // of the order, beside those that all products share
	tradeType string  // V2
	v2Inputs  []Input
}

var products = []product{
	{
		id: "miniprogram", title: words("小程序支付", "mini program payment"), client: MiniProgram, login: true,
		v3: catalog.V3JSAPI, v3Inputs: []Input{{Field: "payer.openid", Slot: SlotOpenID}, {Field: "scene_info.payer_client_ip"}},
		tradeType: "JSAPI", v2Inputs: []Input{{Field: "openid", Slot: SlotOpenID}},
	},
	{
		id: "jsapi", title: words("JSAPI 支付（公众号网页）", "JSAPI payment (page in WeChat)"), client: JSAPI,
		v3: catalog.V3JSAPI, v3Inputs: []Input{{Field: "payer.openid", Slot: SlotOpenID}, {Field: "scene_info.payer_client_ip"}},
		tradeType: "JSAPI", v2Inputs: []Input{{Field: "openid", Slot: SlotOpenID}},
	},
	{
		id: "app", title: words("APP 支付", "APP payment"), client: App,
		v3: catalog.V3App, v3Inputs: []Input{{Field: "scene_info.payer_client_ip"}},
		tradeType: "APP",
	},
	{
		id: "native", title: words("Native 支付（扫码）", "Native payment (QR code)"), client: Scan,
		v3: catalog.V3Native, v3Inputs: []Input{{Field: "scene_info.payer_client_ip"}},
		tradeType: "NATIVE", v2Inputs: []Input{{Field: "product_id", Const: "wxlens-1"}},
	},
	{
		id: "h5", title: words("H5 支付（手机浏览器）", "H5 payment (mobile browser)"), client: Browser,
		v3: catalog.V3H5, v3Inputs: []Input{
			{Field: "scene_info.payer_client_ip", Const: payerIP}, {Field: "scene_info.h5_info.type", Const: "Wap"},
		},
		tradeType: "MWEB", v2Inputs: []Input{
			{Field: "scene_info", Const: `{"h5_info":{"type":"Wap","wap_url":"https://www.example.com","wap_name":"wxlens"}}`},
		},
	},
}

// payerIP stands for the payer's public address, which an H5 order must state.
const payerIP = "14.23.150.211"

var flows = allFlows()

func allFlows() []*Flow {
	var all []*Flow
	for _, p := range products {
		all = append(all, p.flowV3(), p.flowV2())
	}
	return all
}

func (p product) flowV3() *Flow {
	f := &Flow{
		ID: p.id + "-v3", API: wxpay.V3, Client: p.client,
		Title: words(p.title.ZH+" · V3", p.title.EN+" · V3"),
	}
	f.steps = p.begin()
	f.steps = append(f.steps, orderV3(p))
	if p.client.Signed() {
		f.steps = append(f.steps, paySignV3(p.client))
	}
	return f.end(cashier(p.client), queryV3, closeV3, refundV3, refundQueryV3, billV3)
}

func (p product) flowV2() *Flow {
	f := &Flow{
		ID: p.id + "-v2", API: wxpay.V2, Client: p.client,
		Title: words(p.title.ZH+" · V2", p.title.EN+" · V2"),
	}
	f.steps = p.begin()
	f.steps = append(f.steps, orderV2(p))
	if p.client.Signed() {
		f.steps = append(f.steps, paySignV2(p.client))
	}
	return f.end(cashier(p.client), queryV2, closeV2, refundV2, refundQueryV2, billV2)
}

func (p product) begin() []Step {
	if p.login {
		return []Step{login}
	}
	return nil
}

func (f *Flow) end(steps ...Step) *Flow {
	f.steps = append(f.steps, steps...)
	f.steps = append(f.steps, awaitPayment, awaitRefund)
	return f
}
