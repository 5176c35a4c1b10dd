package paste

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/message"
)

// errorText is a line with such a text.
type errorText struct {
	about diagnose.Kind
	line  string
	at    int // byte of src where the line begins
}

// The texts that programs and phones say, by what they are about.
var (
	payWords    = []string{"支付验证签名失败", "fail_invalid signature", "Unable to verify signature", "该公众号支付签名无效", "General errors", "普通错误类型", "requestPayment:fail", "getBrandWCPayRequest:fail", "chooseWXPay:fail", "调用支付JSAPI缺少参数"}
	openWords   = []string{"cipher: message authentication failed", "AEADBadTagException", "Tag mismatch", "unable to authenticate data", "mac check in GCM failed", "InvalidTag", "BadPaddingException", "bad decrypt", "Given final block not properly padded", "解密失败"}
	noticeWords = []string{"Processing WechatPay notification", "not valid wechatpay notify request", "回调验签", "通知验签"}
	// refusedWords are what WeChat Pay says of our signature.
	refusedWords = []string{"错误的签名", "签名信息错误", "签名错误", "SIGN_ERROR", "SIGNERROR"}
	verifyWords  = []string{"应答的微信支付签名验证失败", "验签失败", "签名异常", "非法请求，头部信息验证失败", "crypto/rsa: verification error", "ValidationException", "signature verify fail", "validate verify fail", "signature verification failed", "WechatPay signature is incorrect", "Validate response failed", "invalid sign ", "verify signature fail", "verify signature error"}
	errWords     = slices.Concat(payWords, openWords, noticeWords, refusedWords, verifyWords)
	errText      = regexp.MustCompile(`^(?:(` + anyOf(payWords) + `)|(` + anyOf(openWords) + `)|(` + anyOf(noticeWords) + `)|((?:` + anyOf(refusedWords) + `)(?:[，,]?\s*(?:导致)?验签失败)?)|(` + anyOf(verifyWords) + `))`)
)

func anyOf(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = regexp.QuoteMeta(word)
	}
	return strings.Join(quoted, "|")
}

// maxErrorLine bounds what is kept of an error, in bytes.
const maxErrorLine = 1 << 10

// readError keeps the line of an error text. What follows in the line may be a
// piece of its own.
func readError(r *reader, at []int) int {
	about := diagnose.Response
	switch {
	case at[2] >= 0:
		about = diagnose.PaySign
	case at[4] >= 0:
		about = diagnose.Decrypt
	case at[6] >= 0:
		about = diagnose.Notify
	}
	if at[8] >= 0 {
		about = diagnose.Request
	}
	start := r.lineStart(at[0])
	line := r.src[start:min(r.lineEnd(at[0]), start+maxErrorLine)]
	if at[0]-start > maxErrorLine {
		line = r.src[at[0]:at[1]]
	}
	if i := bytes.IndexAny(line[min(at[1]-start, len(line)):], "{["); i >= 0 && start+len(line) > at[1] {
		line = line[:at[1]-start+i]
	}
	text := strings.TrimSpace(strings.ToValidUTF8(string(line), "\ufffd"))
	if n := len(r.got.errors); n > 0 && r.got.errors[n-1].at == start {
		text = "" // the line is kept already
	}
	r.got.errors = append(r.got.errors, errorText{about, text, start})
	r.piece(FormLog, at[0], at[1])
	return at[1]
}

// says reports whether any error text is about a kind.
func (f *found) says(kind diagnose.Kind) bool {
	for _, e := range f.errors {
		if e.about == kind {
			return true
		}
	}
	return false
}

var goError = regexp.MustCompile(`^error http response:\[StatusCode: ([0-9]{3}) Code: "([A-Z_]*)"(?:\r?\nMessage: ([^\r\n]*))?(?:\r?\nDetail: ?\r?\n)?`)

// readGoError reads the error of the Go client: the body that it had, in parts.
func readGoError(r *reader, at []int) int {
	status, _ := strconv.Atoi(string(r.src[at[2]:at[3]])) // three digits
	part := func(i int) string {
		if at[i] < 0 {
			return ""
		}
		return strings.ToValidUTF8(strings.TrimSuffix(string(r.src[at[i]:at[i+1]]), "]"), "\ufffd")
	}
	refused := struct {
		Code    string          `json:"code"`
		Message string          `json:"message,omitempty"`
		Detail  json.RawMessage `json:"detail,omitempty"`
	}{Code: part(4), Message: part(6)}
	end := at[1]
	if end < len(r.src) && r.src[end] == '{' {
		if l, ok := message.ReadLiteral(r.src, end); ok {
			r.charge(l.Examined)
			refused.Detail, _ = l.JSON(r.src)
			end = l.End
		}
	}
	data, err := wxpay.JSON(refused)
	if err != nil {
		return at[0]
	}
	r.odd(OddReprinted, at[0], "", true)
	r.got.replies = append(r.got.replies, reply{status: status, body: data})
	r.piece(FormLog, at[0], end)
	return end
}

var bracketMessage = regexp.MustCompile(`^message=?\[`)

// readMessage reads what the Java clients print of a message that they refused: the
// three lines that they verified, then its signature.
func readMessage(r *reader, at []int) int {
	start := at[1]
	rest := r.src[start:min(len(r.src), start+maxXML)]
	end := -1
	for _, tag := range []string{"]\tsign[", "] sign=[", "]\tsign=[", "] sign[", "], sign"} {
		if i := bytes.Index(rest, []byte(tag)); i >= 0 && (end < 0 || i < end) {
			end = i
		}
	}
	r.charge(len(rest))
	lines := bytes.SplitN(rest[:max(end, 0)], []byte("\n"), 3)
	if len(lines) < 3 {
		return at[0]
	}
	data := bytes.TrimSuffix(bytes.TrimSuffix(lines[2], []byte("\n")), []byte("\r"))
	r.got.header.Set("Wechatpay-Timestamp", string(bytes.TrimSuffix(lines[0], []byte("\r"))))
	r.got.header.Set("Wechatpay-Nonce", string(bytes.TrimSuffix(lines[1], []byte("\r"))))
	r.got.bodies = append(r.got.bodies, body{roleNotice, wxpay.V3, append([]byte{}, data...), nil})
	r.got.values[slotSigned3] = "message"
	r.piece(FormNotification, at[0], start+end+1)
	return start + end + 1
}
