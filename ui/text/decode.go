package text

import (
	"fmt"
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
		decode.Client: "客户端", decode.Library: "SDK 与服务器", decode.Login: "小程序登录", decode.Tunnel: "隧道", decode.Status: "HTTP 状态",
	},
	Meaning: "含义", Cause: "原因", Fix: "改法", Doc: "文档", Calls: "接口", Texts: "写法", Mistakes: "诊断",
	Field: "字段", Value: "传值", Issue: "详情",
	Near: "近似", Matched: "原文",
	Nothing: "没有认出已知的错误码或错误描述",
	Usage:   "decode 错误码|Request-Id|错误描述   decode - 或 @文件 读取整段文本   decode --list",
}

var decodingEN = Decoding{
	Kinds: map[decode.Kind]string{
		decode.V3Code: "V3 error code", decode.V2Code: "V2 error code", decode.RequestID: "Request-Id ending", decode.Message: "message",
		decode.Client: "client", decode.Library: "SDK or server", decode.Login: "mini program login", decode.Tunnel: "tunnel", decode.Status: "HTTP status",
	},
	Meaning: "means ", Cause: "cause ", Fix: "do    ", Doc: "docs  ", Calls: "calls ", Texts: "said  ", Mistakes: "see   ",
	Field: "field ", Value: "value ", Issue: "issue ",
	Near: "near", Matched: "text  ",
	Nothing: "no known error code or message was recognised",
	Usage:   "decode CODE|REQUEST-ID|MESSAGE   decode - or @FILE reads a whole text   decode --list",
}

// Decoder are the texts of the dialog that explains errors.
type Decoder struct {
	Title, Hint, Keys, ReadKeys, PasteKeys string
	None, Empty                            string
	Found                                  func(n int) string
	Pasted                                 func(bytes int) string
	More                                   func(key string) string // beside a short explanation
}

var decoderZH = Decoder{
	Title: "错误解释", Hint: "错误码、Request-Id 或提示语，也可以粘贴整个应答或日志", Keys: "↑↓ 选择   回车 查看   esc 关闭", ReadKeys: "↑↓ 滚动   esc 返回",
	PasteKeys: "回车 查看   输入文字重新查找   esc 关闭",
	None:      "没有认出已知的错误。签名为什么不对，用诊断台（7）查。", Empty: "没有匹配的条目",
	Found:  func(n int) string { return fmt.Sprintf("认出 %d 条", n) },
	Pasted: func(n int) string { return fmt.Sprintf("粘贴的文本，%d 字节", n) },
	More:   func(key string) string { return "按 " + key + " 看完整解释" },
}

var decoderEN = Decoder{
	Title: "Errors explained", Hint: "a code, a Request-Id or a message; or paste a whole reply or log", Keys: "↑↓ choose   enter read   esc close", ReadKeys: "↑↓ scroll   esc back",
	PasteKeys: "enter read   type to look again   esc close",
	None:      "No known error was recognised. Why a signature is wrong is found on the bench (7).", Empty: "nothing matches",
	Found:  func(n int) string { return fmt.Sprintf("%d recognised", n) },
	Pasted: func(n int) string { return fmt.Sprintf("pasted text, %d bytes", n) },
	More:   func(key string) string { return "press " + key + " for the whole explanation" },
}
