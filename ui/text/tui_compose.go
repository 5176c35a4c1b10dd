package text

import "fmt"

// Compose are the texts of the composer, where one call is composed and sent.
type Compose struct {
	Title, NoCall                       string
	CallTitle, CallFoot                 string
	SavedTitle, SavedFoot, NoSaved      string
	HistoryTitle, SearchFoot            string
	NoHistory                           string
	SaveTitle, DuplicateTitle           string
	SaveFoot                            string
	CurlTitle, CurlFoot                 string
	RemoveTitle, ReplaceTitle           string
	RemoveBody, ReplaceBody             func(name string) string
	Removed, SavedAs                    func(name string) string
	TakenFromCurl                       func(call string) string
	TakenUp, BodyPasted, NotPasted      string
	NowByHand, NowForm                  string
	UploadHasForm, NoForm               string
	Method, Target, BodyHint            string
	File, FileHint                      string
	FilledIn, WillEncrypt, NoValue      string
	Encrypted                           func(n int) string
	About, NotSigned, UnknownCall       string
	Moves, EditedSince, Edited, Sending string
	Sent                                func(elapsed string) string
	IsFile, ReplyBody                   string
	WrongTitle, WrongBody               string
	GraveTitle                          string
	GraveBody                           func(profile, call, amount string) string
}

var composeZH = Compose{
	Title: "编写请求", NoCall: "还没有请求：n 选一个接口，i 从 curl 取得，H 取一个发过的，w 手写，也可以直接粘贴 curl 命令",
	CallTitle: "选择接口", CallFoot: "按名称、路径查找，例如 退款 / bill / v2",
	SavedTitle: "保存的请求", SavedFoot: "查找；ctrl+x 删除", NoSaved: "还没有保存的请求：ctrl+s 保存当前的",
	HistoryTitle: "发过的调用", SearchFoot: "按接口、路径、状态查找", NoHistory: "还没有发过调用",
	SaveTitle: "保存请求", DuplicateTitle: "另存一份", SaveFoot: "名称，最多 64 个字符。敏感字段按输入的原文保存，文件只有你能读",
	CurlTitle: "从 curl 取得请求", CurlFoot: "粘贴 curl 命令，或输入存有它的文件路径。签名和地址由当前配置档决定",
	RemoveTitle: "删除请求", ReplaceTitle: "替换请求",
	RemoveBody:    func(name string) string { return "删除保存的请求“" + name + "”？" },
	ReplaceBody:   func(name string) string { return "已有名为“" + name + "”的请求。替换它？" },
	Removed:       func(name string) string { return "已删除 " + name },
	SavedAs:       func(name string) string { return "已保存为 " + name },
	TakenFromCurl: func(call string) string { return "已从 curl 取得：" + call },
	TakenUp:       "已取回这次调用，改好后 r 再发", BodyPasted: "已用粘贴的内容作请求体", NotPasted: "粘贴的内容里没有 curl 命令，也不是 JSON 或 XML",
	NowByHand: "现在手写：输入的字节原样发送", NowForm: "现在用表单",
	UploadHasForm: "上传由表单生成", NoForm: "手写的请求没有字段",
	Method: "请求方法", Target: "路径和查询串", BodyHint: "enter 输入请求体", File: "要上传的文件", FileHint: "enter 输入文件路径",
	FilledIn: "签名时自动填写", WillEncrypt: "输入原文，自动加密", NoValue: "（不填）",
	Encrypted: func(n int) string { return fmt.Sprintf("%d 个敏感字段已加密", n) },
	About:     "金额 ", NotSigned: "这个调用不需要签名", UnknownCall: "接口目录里没有这个调用，字段无法检查", Moves: "LIVE：会动真钱，发送前要确认",
	EditedSince: "发送之后又改过", Edited: "已改", Sending: "正在发送，esc 取消",
	Sent:   func(elapsed string) string { return "用时 " + elapsed },
	IsFile: "回复是文件", ReplyBody: "回复正文",
	WrongTitle: "这样发送会被拒绝", WrongBody: "仍要原样发送吗？",
	GraveTitle: "LIVE：真实调用",
	GraveBody: func(profile, call, amount string) string {
		if amount != "" {
			amount = "\n" + amount
		}
		return "配置档 " + profile + "\n" + call + amount + "\n\n发送后真实生效。要发送吗？"
	},
}

var composeEN = Compose{
	Title: "composer", NoCall: "there is no request yet: n chooses a call, i takes one from curl, H one that was made before, w types one by hand; a curl command may be pasted",
	CallTitle: "choose a call", CallFoot: "search names and paths, such as refund / bill / v2",
	SavedTitle: "saved requests", SavedFoot: "search; ctrl+x removes", NoSaved: "nothing is saved yet: ctrl+s keeps the present request",
	HistoryTitle: "calls that were made", SearchFoot: "search calls, paths and states", NoHistory: "no call was made yet",
	SaveTitle: "save the request", DuplicateTitle: "save another", SaveFoot: "a name of up to 64 characters. Sensitive fields are kept as typed, in a file that you alone can read",
	CurlTitle: "take a request from curl", CurlFoot: "paste a curl command, or type the path of a file that holds one. The profile in use decides on signature and address",
	RemoveTitle: "remove the request", ReplaceTitle: "replace the request",
	RemoveBody:    func(name string) string { return "Remove the saved request “" + name + "”?" },
	ReplaceBody:   func(name string) string { return "There is a request named “" + name + "”. Replace it?" },
	Removed:       func(name string) string { return name + " is removed" },
	SavedAs:       func(name string) string { return "saved as " + name },
	TakenFromCurl: func(call string) string { return "taken from curl: " + call },
	TakenUp:       "taken up again: change it, r sends it", BodyPasted: "what was pasted is the body now", NotPasted: "what was pasted holds no curl command and is neither JSON nor XML",
	NowByHand: "by hand: the bytes go as they are typed", NowForm: "by form",
	UploadHasForm: "an upload is made by its form", NoForm: "a request typed by hand has no fields",
	Method: "method", Target: "path and query", BodyHint: "enter types the body", File: "file to upload", FileHint: "enter types its path",
	FilledIn: "filled in when signed", WillEncrypt: "type it in clear, it is encrypted", NoValue: "(leave out)",
	Encrypted: func(n int) string { return fmt.Sprintf("sensitive fields encrypted: %d", n) },
	About:     "amount ", NotSigned: "this call is not signed", UnknownCall: "the catalogue does not know this call, so its fields cannot be checked", Moves: "LIVE: this moves real money and is asked about before it is sent",
	EditedSince: "edited since it was sent", Edited: "edited", Sending: "it is being sent; esc cancels",
	Sent:   func(elapsed string) string { return "in " + elapsed },
	IsFile: "the reply is a file", ReplyBody: "body of the reply",
	WrongTitle: "this will be refused", WrongBody: "Send it all the same?",
	GraveTitle: "LIVE: a real call",
	GraveBody: func(profile, call, amount string) string {
		if amount != "" {
			amount = "\n" + amount
		}
		return "profile " + profile + "\n" + call + amount + "\n\nThis takes effect for real. Send it?"
	},
}
