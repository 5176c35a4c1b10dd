package text

import (
	"slices"
	"strings"
	"sync"

	"wxlens/wxpay"
	"wxlens/wxpay/decode"
)

// Decoding are the words around what the decoder knows; its entries have their own.
type Decoding struct {
	Kinds map[decode.Kind]string

	Meaning, Cause, Fix, Doc, Calls, Texts, Mistakes string // labels, as wide as each other
	Field, Value, Issue                              string

	Near, Matched string // what was pasted differs a little; the part of it
	Nothing       string
	Usage         string
}

// Errors returns everything that can be decoded: what WeChat Pay says, and the codes
// of the tunnel's provider.
func Errors() *decode.Book { return errorBook() }

var errorBook = sync.OnceValue(func() *decode.Book { return decode.NewBook(append(decode.Entries(), tunnelEntries()...)) })

// tunnelEntries makes entries of the words for the codes of the tunnel's provider.
func tunnelEntries() []decode.Entry {
	var entries []decode.Entry
	for code, zh := range tunnelZH.Problems {
		number, theirs := strings.CutPrefix(code, "ERR_NGROK_")
		if !theirs {
			continue
		}
		en := tunnelEN.Problems[code]
		entries = append(entries, decode.Entry{
			Kind: decode.Tunnel, Code: code, Doc: "https://ngrok.com/docs/errors/err_ngrok_" + number,
			Title:   wxpay.Words{ZH: "ngrok 错误 " + number, EN: "ngrok error " + number},
			Meaning: wxpay.Words{ZH: zh.Why, EN: en.Why},
			Cause:   wxpay.Words{ZH: "隧道的服务商 ngrok 报告的，与微信支付无关", EN: "ngrok, which provides the tunnel, reports it; WeChat Pay has no part in it"},
			Fix:     wxpay.Words{ZH: strings.Join(zh.Do, "；"), EN: strings.Join(en.Do, "; ")},
		})
	}
	slices.SortFunc(entries, func(a, b decode.Entry) int {
		if d := len(a.Code) - len(b.Code); d != 0 {
			return d
		}
		return strings.Compare(a.Code, b.Code)
	})
	return entries
}

var decodingZH = Decoding{
	Kinds: map[decode.Kind]string{
		decode.V3Code: "V3 错误码", decode.V2Code: "V2 错误码", decode.RequestID: "Request-Id 错误号", decode.Message: "错误描述",
		decode.Client: "客户端", decode.Library: "SDK 与服务器", decode.Login: "小程序登录", decode.Tunnel: "隧道",
	},
	Meaning: "含义", Cause: "原因", Fix: "改法", Doc: "文档", Calls: "接口", Texts: "写法", Mistakes: "错误",
	Field: "字段", Value: "传值", Issue: "详情",
	Near: "近似", Matched: "原文",
	Nothing: "没有认出已知的错误码或错误描述",
	Usage:   "decode 错误码|Request-Id|错误描述   decode - 或 @文件 读取整段文本   decode --list",
}

var decodingEN = Decoding{
	Kinds: map[decode.Kind]string{
		decode.V3Code: "V3 error code", decode.V2Code: "V2 error code", decode.RequestID: "Request-Id ending", decode.Message: "message",
		decode.Client: "client", decode.Library: "SDK or server", decode.Login: "mini program login", decode.Tunnel: "tunnel",
	},
	Meaning: "means ", Cause: "cause ", Fix: "do    ", Doc: "docs  ", Calls: "calls ", Texts: "said  ", Mistakes: "see   ",
	Field: "field ", Value: "value ", Issue: "issue ",
	Near: "near", Matched: "text  ",
	Nothing: "no known error code or message was recognised",
	Usage:   "decode CODE|REQUEST-ID|MESSAGE   decode - or @FILE reads a whole text   decode --list",
}
