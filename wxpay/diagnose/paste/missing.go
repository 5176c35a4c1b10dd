package paste

import (
	"net/http"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// What a case may lack.
const (
	MissingV2Key        diagnose.Missing = "v2-key"
	MissingV3Key        diagnose.Missing = "apiv3-key"
	MissingMerchantKey  diagnose.Missing = "merchant-certificate-or-key"
	MissingPlatformKey  diagnose.Missing = "platform-key"
	MissingSignature    diagnose.Missing = "observed-signature"
	MissingRequestLine  diagnose.Missing = "request-line" // method and address
	MissingRequestBody  diagnose.Missing = "request-body"
	MissingBody         diagnose.Missing = "message-body" // of a notification or reply
	MissingHeaders      diagnose.Missing = "headers"      // all of Wechatpay-…
	MissingTimestamp    diagnose.Missing = "timestamp"
	MissingNonce        diagnose.Missing = "nonce"
	MissingSerial       diagnose.Missing = "serial" // that a message names
	MissingClientParams diagnose.Missing = "client-params"
	MissingOrder        diagnose.Missing = "order-request"
	MissingAppID        diagnose.Missing = "appid"
	MissingCiphertext   diagnose.Missing = "ciphertext"
	MissingReqInfo      diagnose.Missing = "req-info"
)

// missingOf lists what this kind of case cannot be diagnosed without.
func missingOf(c diagnose.Case) []diagnose.Missing {
	var all []diagnose.Missing
	need := func(what diagnose.Missing, missing bool) {
		if missing {
			all = append(all, what)
		}
	}
	k := &c.Keys
	v2 := c.API == wxpay.V2
	switch c.Kind {
	case diagnose.Request, diagnose.PaySign, diagnose.Notify, diagnose.Response:
		need(MissingV2Key, v2 && k.APIv2Key.IsZero() && len(k.PreviousV2Keys) == 0)
	}
	switch c.Kind {
	case diagnose.Request:
		need(MissingMerchantKey, !v2 && !hasMerchantKey(k))
		need(MissingRequestLine, !v2 && (c.Call.Method == "" || c.Call.URL == ""))
		need(MissingRequestBody, len(c.Call.Body) == 0 && (v2 || sends(c.Call.Method)))
		need(MissingSignature, c.Observed == "" && c.Call.Header.Get("Authorization") == "" && !hasSign(c.Call.Body))
	case diagnose.PaySign:
		o := c.Opening
		need(MissingMerchantKey, !v2 && !hasMerchantKey(k))
		need(MissingClientParams, len(o.Params) == 0)
		need(MissingSignature, len(o.Params) > 0 && c.Observed == "" && !signedParams(o.Params))
		need(MissingAppID, k.AppID == "" && field(o.Params, "appId", "appid") == "")
		need(MissingOrder, len(o.OrderRequest) == 0 && len(o.OrderReply) == 0 && o.PrepayID == "" && field(o.Params, "package", "packageValue", "prepayid", "prepayId") == "")
	case diagnose.Notify, diagnose.Response:
		need(MissingBody, c.Message.Body == nil)
		if v2 {
			need(MissingSignature, c.Observed == "" && c.Message.PlatformSign == "" && !hasSign(c.Message.Body))
		} else {
			all = append(all, missingHeaders(c)...)
			need(MissingPlatformKey, len(k.Platform) == 0)
		}
	case diagnose.Decrypt:
		need(MissingV2Key, v2 && k.APIv2Key.IsZero() && c.Sealed.KeyUsed.IsZero())
		need(MissingReqInfo, v2 && c.Sealed.ReqInfo == "")
		need(MissingV3Key, !v2 && k.APIv3Key.IsZero() && c.Sealed.KeyUsed.IsZero())
		need(MissingCiphertext, !v2 && c.Sealed.Ciphertext == "")
		need(MissingNonce, !v2 && c.Sealed.Ciphertext != "" && c.Sealed.Nonce == "")
	}
	return all
}

func hasMerchantKey(k *diagnose.Keys) bool {
	return !k.PrivateKey.IsZero() || k.Certificate != "" || len(k.Others) > 0
}

func sends(method string) bool {
	return method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch
}

// missingHeaders lists the headers of a message that a signature is verified with.
func missingHeaders(c diagnose.Case) []diagnose.Missing {
	var all []diagnose.Missing
	for _, h := range []struct {
		name string
		what diagnose.Missing
	}{{"Wechatpay-Timestamp", MissingTimestamp}, {"Wechatpay-Nonce", MissingNonce}, {"Wechatpay-Signature", MissingSignature}, {"Wechatpay-Serial", MissingSerial}} {
		if c.Message.Header.Get(h.name) == "" && (h.what != MissingSignature || c.Observed == "") {
			all = append(all, h.what)
		}
	}
	if len(all) == 4 {
		return []diagnose.Missing{MissingHeaders}
	}
	return all
}
