package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"wxlens/wxpay"
)

// Words tells the problem to people: WeChat Pay's own words, and what those leave
// open.
func (p Problem) Words() wxpay.Words {
	w := p.words()
	switch p.Kind {
	case BadChars:
		w.ZH += "；其中有 " + p.offender().ZH
	case NotInteger:
		if p.Field.Type == Amount {
			w.ZH += "；金额以分为单位，不带小数点"
			w.EN += " (amounts are in fen, without a decimal point)"
		}
	}
	return w
}

// Message is the text in which WeChat Pay's own PARAM_ERROR puts the problem, to
// the letter, so that it can be searched for.
func (p Problem) Message() string { return p.words().ZH }

// missingAmong words the kind Missing where one of several fields is wanted.
const missingAmong ProblemKind = "missing-among"

// wording is every kind in both languages. Of the Chinese texts, those that WeChat
// Pay itself says are kept to the letter. What stands in braces is filled in.
var wording = map[ProblemKind]wxpay.Words{
	missingAmong: {
		ZH: "{among}至少填一个",
		EN: "one of {among} is required",
	},
	Missing: {
		ZH: "输入源“{source}”映射到字段“{label}”必填性规则校验失败，此字段为必填项",
		EN: "{name} is required",
	},
	NotInteger: {
		ZH: "无法将 JSON 输入源“{source}”映射到目标字段“{label}”中，此字段需要一个合法的 64 位有符号整数",
		EN: "{name} must be a whole number",
	},
	NotText: {
		ZH: "无法将 JSON 输入源“{source}”映射到目标字段“{label}”中，此字段需要一个合法的字符串",
		EN: "{name} must be a string",
	},
	NotBoolean: {
		ZH: "无法将 JSON 输入源“{source}”映射到目标字段“{label}”中，此字段需要一个合法的布尔值",
		EN: "{name} must be true or false",
	},
	NotObject: {
		ZH: "无法将 JSON 输入源“{source}”映射到目标字段“{label}”中，此字段需要一个合法的对象",
		EN: "{name} must be an object",
	},
	NotArray: {
		ZH: "无法将 JSON 输入源“{source}”映射到目标字段“{label}”中，此字段需要一个合法的数组",
		EN: "{name} must be an array",
	},
	NotListed: {
		ZH: "输入源“{source}”映射到值字段“{label}”枚举规则校验失败，值只能是 {allowed}",
		EN: "{name} must be {allowed}",
	},
	BelowMin: {
		ZH: "输入源“{source}”映射到数值字段“{label}”规则校验失败，值低于最小值 {min}",
		EN: "{name} must be at least {min}",
	},
	AboveMax: {
		ZH: "输入源“{source}”映射到数值字段“{label}”规则校验失败，值高于最大值 {max}",
		EN: "{name} must be at most {max}",
	},
	TooShort: {
		ZH: "输入源“{source}”映射到值字段“{label}”字符串规则校验失败，字符数 {length}，小于最小值 {min}",
		EN: "{name} has {length} characters, at least {min} are needed",
	},
	TooLong: {
		ZH: "输入源“{source}”映射到值字段“{label}”字符串规则校验失败，字符数 {length}，大于最大值 {max}",
		EN: "{name} has {length} characters, at most {max} are allowed",
	},
	TooFew: {
		ZH: "输入源“{source}”映射到数组字段“{label}”规则校验失败，元素个数 {length}，小于最小值 {min}",
		EN: "{name} has {length} elements, at least {min} are needed",
	},
	TooMany: {
		ZH: "输入源“{source}”映射到数组字段“{label}”规则校验失败，元素个数 {length}，大于最大值 {max}",
		EN: "{name} has {length} elements, at most {max} are allowed",
	},
	TooLarge: {
		ZH: "输入源“{source}”映射到字段“{label}”规则校验失败，字节数 {length}，大于最大值 {max}",
		EN: "{name} is {length} bytes long, at most {max} are allowed",
	},
	BadChars: {
		ZH: "输入源“{source}”映射到值字段“{label}”字符串规则校验失败，字符串必须匹配正则表达式“{pattern}”",
		EN: "{name} holds {offender}; only {pattern} is allowed",
	},
	BadURL: {
		ZH: "输入源“{source}”映射到值字段“{label}”规则校验失败，必须是完整的 http(s) 地址",
		EN: "{name} must be an absolute http(s) address",
	},
	QueryInURL: {
		ZH: "输入源“{source}”映射到值字段“{label}”规则校验失败，地址不能带参数",
		EN: "{name} must not carry a query string or fragment",
	},
	BadTime: {
		ZH: "输入源“{source}”映射到字段“{label}”规则校验失败，时间格式不正确",
		EN: "{name} is not a time in the required form",
	},
	BadDate: {
		ZH: "输入源“{source}”映射到字段“{label}”规则校验失败，日期格式不正确",
		EN: "{name} is not a date in the required form",
	},
	BadJSON: {
		ZH: "“{name}”不是合法的 JSON 文本",
		EN: "{name} is not a JSON text",
	},
	OneTooMany: {
		ZH: "{among}只需填一个",
		EN: "only one of {among} is needed",
	},
	Milliseconds: {
		ZH: "“{name}”是 13 位的毫秒，应为 10 位的秒",
		EN: "{name} has 13 digits, which are milliseconds; seconds have 10",
	},
	LowerCase: {
		ZH: "“{name}”应为大写：小写可能让下单成功，却让后面的调起支付失败",
		EN: "{name} must be upper-case: the order may pass with lower case, but the client call fails later",
	},
	PlainHTTP: {
		ZH: "“{name}”是 http 地址：有的文档只接受 https",
		EN: "{name} is an http address: some pages accept https only",
	},
	PrivateHost: {
		ZH: "“{name}”是本机或内网地址：沙箱能通知到，真实环境访问不到",
		EN: "{name} is a local or private address: the sandbox reaches it, the internet does not, so live no notification arrives",
	},
	BadIP: {
		ZH: "“{name}”不是 IPv4 或 IPv6 地址",
		EN: "{name} is neither an IPv4 nor an IPv6 address",
	},
	PrivateIP: {
		ZH: "“{name}”不是用户的公网地址：H5 支付在调起时会失败",
		EN: "{name} is not the payer's public address: the H5 payment fails when it is opened",
	},
	DisputedLimit: {
		ZH: "“{name}”的长度或个数 {length} 超过 {disputed}：文档对上限说法不一（{disputed} 或 {max}）",
		EN: "{name} counts {length}, more than {disputed}: the documents disagree on the limit ({disputed} or {max})",
	},
	DisputedChars: {
		ZH: "“{name}”含有 {offender}：文档对是否允许它说法不一",
		EN: "{name} holds {offender}: the documents disagree on whether it is allowed",
	},
	NotUTF8: {
		ZH: "“{name}”不是 UTF-8 文本，可能是 GBK",
		EN: "{name} is not UTF-8, perhaps GBK",
	},
	FourByte: {
		ZH: "“{name}”含有 {offender}：只接受占 1～3 个字节的 UTF-8 字符",
		EN: "{name} holds {offender}: only UTF-8 characters of one to three bytes are accepted",
	},
	NotInXML: {
		ZH: "“{name}”含有 {offender}，XML 里不能有这个字符",
		EN: "{name} holds {offender}, which XML cannot carry",
	},
	Invisible: {
		ZH: "“{name}”含有看不见的字符 {offender}，它也会被签名",
		EN: "{name} holds the invisible character {offender}, which is signed too",
	},
	OuterSpaces: {
		ZH: "“{name}”首尾有空格，它们也会被签名",
		EN: "{name} begins or ends with a space, which is signed too",
	},
}

func (p Problem) words() wxpay.Words {
	kind := p.Kind
	switch {
	case kind == UnknownMember:
		return p.unknown()
	case kind == Missing && len(p.Among) > 1:
		kind = missingAmong
	}
	w, offender := wording[kind], p.offender()
	return wxpay.Words{
		ZH: p.filled(w.ZH, strings.Join(p.Field.OneOf, "、"), strings.Join(p.Among, "和"), offender.ZH),
		EN: p.filled(w.EN, strings.Join(p.Field.OneOf, " or "), wxpay.JoinNames(p.Among), offender.EN),
	}
}

func (p Problem) filled(template, allowed, among, offender string) string {
	f := p.Field
	return strings.NewReplacer(
		"{source}", p.Pointer(), "{label}", f.Label.ZH, "{name}", f.Name, "{length}", strconv.Itoa(p.Length),
		"{min}", strconv.Itoa(f.Min), "{max}", strconv.Itoa(f.Max), "{disputed}", strconv.Itoa(f.DisputedAbove),
		"{pattern}", f.Chars.pattern(), "{allowed}", allowed, "{among}", among, "{offender}", offender,
	).Replace(template)
}

// unknown tells of a member that the call does not have.
func (p Problem) unknown() wxpay.Words {
	if clean := strings.TrimSpace(p.Value); clean != p.Value {
		return wxpay.Words{
			ZH: fmt.Sprintf("参数名 %q 首尾有空白，应为 %q", p.Value, clean),
			EN: fmt.Sprintf("the name %q has blanks around it; it should be %q", p.Value, clean),
		}
	}
	return wxpay.Words{
		ZH: fmt.Sprintf("“%s”不是此接口的参数", p.Field.Name),
		EN: fmt.Sprintf("%s is no parameter of this call", p.Field.Name),
	}
}

// Pointer tells where the value stands as error details do:
// /body/detail/goods_detail/0/quantity.
func (p Problem) Pointer() string { return "/" + p.Field.Place() + pointer(p.Field.Name) }

// offender names the first character of the value that breaks the rule.
func (p Problem) offender() wxpay.Words {
	for _, r := range p.Value {
		odd := r > 0x7e || r < 0x21 || !p.Field.Chars.allow(byte(r))
		switch p.Kind {
		case FourByte:
			odd = r > 0xFFFF
		case NotInXML:
			odd = !inXML(r)
		case Invisible:
			odd = invisible(r)
		case DisputedChars:
			odd = strings.ContainsRune(p.Field.Disputed, r)
		}
		if odd {
			w := wxpay.Words{ZH: fmt.Sprintf("U+%04X", r), EN: fmt.Sprintf("U+%04X", r)}
			if r == '\u3000' {
				w.ZH += "（全角空格）"
				w.EN += " (full-width space)"
			}
			return w
		}
	}
	return wxpay.Words{}
}

// Place names where the field stands, as error details do.
func (f Field) Place() string {
	switch f.In {
	case Path:
		return "path"
	case Query:
		return "query"
	}
	return "body"
}
