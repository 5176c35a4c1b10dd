package catalog

import (
	"fmt"
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

func (p Problem) words() wxpay.Words {
	f := p.Field
	source, label := p.Pointer(), f.Label.ZH
	switch p.Kind {
	case Missing:
		if len(p.Among) > 1 {
			return wxpay.Words{
				ZH: strings.Join(p.Among, "和") + "至少填一个",
				EN: "one of " + wxpay.JoinNames(p.Among) + " is required",
			}
		}
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到字段“%s”必填性规则校验失败，此字段为必填项", source, label),
			EN: fmt.Sprintf("%s is required", f.Name),
		}
	case NotInteger:
		return wxpay.Words{
			ZH: fmt.Sprintf("无法将 JSON 输入源“%s”映射到目标字段“%s”中，此字段需要一个合法的 64 位有符号整数", source, label),
			EN: fmt.Sprintf("%s must be a whole number", f.Name),
		}
	case NotText:
		return wxpay.Words{
			ZH: fmt.Sprintf("无法将 JSON 输入源“%s”映射到目标字段“%s”中，此字段需要一个合法的字符串", source, label),
			EN: fmt.Sprintf("%s must be a string", f.Name),
		}
	case NotBoolean:
		return wxpay.Words{
			ZH: fmt.Sprintf("无法将 JSON 输入源“%s”映射到目标字段“%s”中，此字段需要一个合法的布尔值", source, label),
			EN: fmt.Sprintf("%s must be true or false", f.Name),
		}
	case NotObject:
		return wxpay.Words{
			ZH: fmt.Sprintf("无法将 JSON 输入源“%s”映射到目标字段“%s”中，此字段需要一个合法的对象", source, label),
			EN: fmt.Sprintf("%s must be an object", f.Name),
		}
	case NotArray:
		return wxpay.Words{
			ZH: fmt.Sprintf("无法将 JSON 输入源“%s”映射到目标字段“%s”中，此字段需要一个合法的数组", source, label),
			EN: fmt.Sprintf("%s must be an array", f.Name),
		}
	case NotListed:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到值字段“%s”枚举规则校验失败，值只能是 %s", source, label, strings.Join(f.OneOf, "、")),
			EN: fmt.Sprintf("%s must be %s", f.Name, strings.Join(f.OneOf, " or ")),
		}
	case BelowMin:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到数值字段“%s”规则校验失败，值低于最小值 %d", source, label, f.Min),
			EN: fmt.Sprintf("%s must be at least %d", f.Name, f.Min),
		}
	case AboveMax:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到数值字段“%s”规则校验失败，值高于最大值 %d", source, label, f.Max),
			EN: fmt.Sprintf("%s must be at most %d", f.Name, f.Max),
		}
	case TooShort:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到值字段“%s”字符串规则校验失败，字符数 %d，小于最小值 %d", source, label, p.Length, f.Min),
			EN: fmt.Sprintf("%s has %d characters, at least %d are needed", f.Name, p.Length, f.Min),
		}
	case TooLong:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到值字段“%s”字符串规则校验失败，字符数 %d，大于最大值 %d", source, label, p.Length, f.Max),
			EN: fmt.Sprintf("%s has %d characters, at most %d are allowed", f.Name, p.Length, f.Max),
		}
	case TooFew:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到数组字段“%s”规则校验失败，元素个数 %d，小于最小值 %d", source, label, p.Length, f.Min),
			EN: fmt.Sprintf("%s has %d elements, at least %d are needed", f.Name, p.Length, f.Min),
		}
	case TooMany:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到数组字段“%s”规则校验失败，元素个数 %d，大于最大值 %d", source, label, p.Length, f.Max),
			EN: fmt.Sprintf("%s has %d elements, at most %d are allowed", f.Name, p.Length, f.Max),
		}
	case TooLarge:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到字段“%s”规则校验失败，字节数 %d，大于最大值 %d", source, label, p.Length, f.Max),
			EN: fmt.Sprintf("%s is %d bytes long, at most %d are allowed", f.Name, p.Length, f.Max),
		}
	case BadChars:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到值字段“%s”字符串规则校验失败，字符串必须匹配正则表达式“%s”", source, label, f.Chars.pattern()),
			EN: fmt.Sprintf("%s holds %s; only %s is allowed", f.Name, p.offender().EN, f.Chars.pattern()),
		}
	case BadURL:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到值字段“%s”规则校验失败，必须是完整的 http(s) 地址", source, label),
			EN: fmt.Sprintf("%s must be an absolute http(s) address", f.Name),
		}
	case QueryInURL:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到值字段“%s”规则校验失败，地址不能带参数", source, label),
			EN: fmt.Sprintf("%s must not carry a query string or fragment", f.Name),
		}
	case BadTime:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到字段“%s”规则校验失败，时间格式不正确", source, label),
			EN: fmt.Sprintf("%s is not a time in the required form", f.Name),
		}
	case BadDate:
		return wxpay.Words{
			ZH: fmt.Sprintf("输入源“%s”映射到字段“%s”规则校验失败，日期格式不正确", source, label),
			EN: fmt.Sprintf("%s is not a date in the required form", f.Name),
		}
	case BadJSON:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”不是合法的 JSON 文本", f.Name),
			EN: fmt.Sprintf("%s is not a JSON text", f.Name),
		}
	case OneTooMany:
		return wxpay.Words{
			ZH: strings.Join(p.Among, "和") + "只需填一个",
			EN: "only one of " + wxpay.JoinNames(p.Among) + " is needed",
		}
	case UnknownMember:
		return p.unknown()
	case Milliseconds:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”是 13 位的毫秒，应为 10 位的秒", f.Name),
			EN: fmt.Sprintf("%s has 13 digits, which are milliseconds; seconds have 10", f.Name),
		}
	case LowerCase:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”应为大写：小写可能让下单成功，却让后面的调起支付失败", f.Name),
			EN: fmt.Sprintf("%s must be upper-case: the order may pass with lower case, but the client call fails later", f.Name),
		}
	case PlainHTTP:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”是 http 地址：有的文档只接受 https", f.Name),
			EN: fmt.Sprintf("%s is an http address: some pages accept https only", f.Name),
		}
	case PrivateHost:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”是本机或内网地址：沙箱能通知到，真实环境访问不到", f.Name),
			EN: fmt.Sprintf("%s is a local or private address: the sandbox reaches it, the internet does not, so live no notification arrives", f.Name),
		}
	case BadIP:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”不是 IPv4 或 IPv6 地址", f.Name),
			EN: fmt.Sprintf("%s is neither an IPv4 nor an IPv6 address", f.Name),
		}
	case PrivateIP:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”不是用户的公网地址：H5 支付在调起时会失败", f.Name),
			EN: fmt.Sprintf("%s is not the payer's public address: the H5 payment fails when it is opened", f.Name),
		}
	case DisputedLimit:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”的长度或个数 %d 超过 %d：文档对上限说法不一（%d 或 %d）", f.Name, p.Length, f.DisputedAbove, f.DisputedAbove, f.Max),
			EN: fmt.Sprintf("%s counts %d, more than %d: the documents disagree on the limit (%d or %d)", f.Name, p.Length, f.DisputedAbove, f.DisputedAbove, f.Max),
		}
	case DisputedChars:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”含有 %s：文档对是否允许它说法不一", f.Name, p.offender().ZH),
			EN: fmt.Sprintf("%s holds %s: the documents disagree on whether it is allowed", f.Name, p.offender().EN),
		}
	case NotUTF8:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”不是 UTF-8 文本，可能是 GBK", f.Name),
			EN: fmt.Sprintf("%s is not UTF-8, perhaps GBK", f.Name),
		}
	case FourByte:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”含有 %s：只接受占 1～3 个字节的 UTF-8 字符", f.Name, p.offender().ZH),
			EN: fmt.Sprintf("%s holds %s: only UTF-8 characters of one to three bytes are accepted", f.Name, p.offender().EN),
		}
	case NotInXML:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”含有 %s，XML 里不能有这个字符", f.Name, p.offender().ZH),
			EN: fmt.Sprintf("%s holds %s, which XML cannot carry", f.Name, p.offender().EN),
		}
	case Invisible:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”含有看不见的字符 %s，它也会被签名", f.Name, p.offender().ZH),
			EN: fmt.Sprintf("%s holds the invisible character %s, which is signed too", f.Name, p.offender().EN),
		}
	case OuterSpaces:
		return wxpay.Words{
			ZH: fmt.Sprintf("“%s”首尾有空格，它们也会被签名", f.Name),
			EN: fmt.Sprintf("%s begins or ends with a space, which is signed too", f.Name),
		}
	}
	return wxpay.Words{ZH: string(p.Kind), EN: string(p.Kind)}
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
