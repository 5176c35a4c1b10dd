package catalog

import (
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay"
)

// changed is the complete order with one value changed.
func changed(name, value string) Values {
	values := order()
	values[name] = value
	return values
}

func TestCheckFindsNothingInAGoodOrder(t *testing.T) {
	for name, value := range map[string]string{
		"attach": "", "description": strings.Repeat("图", 127), "out_trade_no": "ab-c_*9", "amount.total": "2147483647",
		"time_expire": "2026-01-02T03:04:05+08:00", "notify_url": "https://example.com:8080/n",
	} {
		if problems := endpoint(t, V3JSAPI).Check(changed(name, value)); len(problems) != 0 {
			t.Errorf("%s %q: %+v", name, value, problems)
		}
	}
}

// The Chinese words are those of WeChat Pay's own answers, so that people who
// search for them find the answers of others.
func TestCheckWordsEachProblem(t *testing.T) {
	const source = "输入源“/body/"
	for _, c := range []struct {
		name, value string
		kind        ProblemKind
		zh, en      string
	}{
		{"payer.openid", "", Missing, source + "payer/openid”映射到字段“用户标识”必填性规则校验失败，此字段为必填项", "payer.openid is required"},
		{"amount.total", "0", BelowMin, source + "amount/total”映射到数值字段“总金额”规则校验失败，值低于最小值 1", "amount.total must be at least 1"},
		{"amount.total", "2147483648", AboveMax, source + "amount/total”映射到数值字段“总金额”规则校验失败，值高于最大值 2147483647", "amount.total must be at most 2147483647"},
		{"amount.total", "0.01", NotInteger, "无法将 JSON 输入源“/body/amount/total”映射到目标字段“总金额”中，此字段需要一个合法的 64 位有符号整数",
			"amount.total must be a whole number (amounts are in fen, without a decimal point)"},
		{"out_trade_no", "12345", TooShort, source + "out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字符数 5，小于最小值 6",
			"out_trade_no has 5 characters, at least 6 are needed"},
		{"description", strings.Repeat("图", 128), TooLong, source + "description”映射到值字段“商品描述”字符串规则校验失败，字符数 128，大于最大值 127",
			"description has 128 characters, at most 127 are allowed"},
		{"out_trade_no", "123 456", BadChars, source + `out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字符串必须匹配正则表达式“^[0-9a-zA-Z_\-\|\*]{1,}$”`,
			`out_trade_no holds U+0020; only ^[0-9a-zA-Z_\-\|\*]{1,}$ is allowed`},
		{"out_trade_no", "12345６", BadChars, source + `out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字符串必须匹配正则表达式“^[0-9a-zA-Z_\-\|\*]{1,}$”`,
			`out_trade_no holds U+FF16; only ^[0-9a-zA-Z_\-\|\*]{1,}$ is allowed`},
		{"mchid", "19x0", BadChars, source + "mchid”映射到值字段“商户号”字符串规则校验失败，字符串必须匹配正则表达式“^[0-9]{1,}$”", "mchid holds U+0078; only ^[0-9]{1,}$ is allowed"},
		{"notify_url", "www.example.com/n", BadURL, source + "notify_url”映射到值字段“通知地址”规则校验失败，必须是完整的 http(s) 地址", "notify_url must be an absolute http(s) address"},
		{"notify_url", "ftp://example.com/n", BadURL, source + "notify_url”映射到值字段“通知地址”规则校验失败，必须是完整的 http(s) 地址", "notify_url must be an absolute http(s) address"},
		{"notify_url", "https://example.com/n?a=1", QueryInURL, source + "notify_url”映射到值字段“通知地址”规则校验失败，地址不能带参数",
			"notify_url must not carry a query string or fragment"},
		{"notify_url", "https://example.com/n#a", QueryInURL, source + "notify_url”映射到值字段“通知地址”规则校验失败，地址不能带参数",
			"notify_url must not carry a query string or fragment"},
		{"time_expire", "2026-01-02 03:04:05", BadTime, source + "time_expire”映射到字段“交易结束时间”规则校验失败，时间格式不正确", "time_expire is not a time in the required form"},
		{"description", "茶🍵", FourByte, "“description”含有 U+1F375：只接受占 1～3 个字节的 UTF-8 字符",
			"description holds U+1F375: only UTF-8 characters of one to three bytes are accepted"},
		{"attach", "a\u200bb", Invisible, "“attach”含有看不见的字符 U+200B，它也会被签名", "attach holds the invisible character U+200B, which is signed too"},
		{"attach", "a\u3000b", Invisible, "“attach”含有看不见的字符 U+3000（全角空格），它也会被签名",
			"attach holds the invisible character U+3000 (full-width space), which is signed too"},
		{"attach", "a ", OuterSpaces, "“attach”首尾有空格，它们也会被签名", "attach begins or ends with a space, which is signed too"},
	} {
		problems := endpoint(t, V3JSAPI).Check(changed(c.name, c.value))
		if len(problems) != 1 || problems[0].Kind != c.kind || problems[0].Field.Name != c.name || problems[0].Value != c.value {
			t.Errorf("%s %q: %+v, want %s", c.name, c.value, problems, c.kind)
			continue
		}
		if words := problems[0].Words(); problems[0].Message() != c.zh || words.EN != c.en {
			t.Errorf("%s %q:\n%s\n%s\nwant\n%s\n%s", c.name, c.value, words.ZH, words.EN, c.zh, c.en)
		}
	}
}

func TestOnlyOddCharactersAreMereWarnings(t *testing.T) {
	for kind, values := range map[ProblemKind]Values{
		Invisible: changed("attach", "\ufeffx"), OuterSpaces: changed("attach", " x"),
		FourByte: changed("attach", "🍵"), Missing: changed("appid", ""),
	} {
		problems := endpoint(t, V3JSAPI).Check(values)
		warning := kind == Invisible || kind == OuterSpaces
		if len(problems) != 1 || problems[0].Kind != kind || problems[0].Warning != warning || (len(Errors(problems)) == 0) != warning {
			t.Errorf("%s: %+v", kind, problems)
		}
	}
}

func TestWhatXMLCannotCarryIsNotSentByV2(t *testing.T) {
	v2, _ := endpoint(t, V2Unified).Field("attach")
	v3, _ := endpoint(t, V3JSAPI).Field("attach")
	for _, v := range []string{"a\x01b", "\x1b", "\ufffe"} {
		problems := Errors(v2.check(v, wxpay.V2))
		if len(problems) != 1 || problems[0].Kind != NotInXML || !strings.Contains(problems[0].Words().EN, "U+") {
			t.Errorf("%q: %+v", v, problems)
		}
		if problems := Errors(v3.check(v, wxpay.V3)); len(problems) != 0 {
			t.Errorf("%q in V3: %+v", v, problems)
		}
	}
	if problems := Errors(v2.check("a\r\n\tb", wxpay.V2)); len(problems) != 0 {
		t.Errorf("line ends: %+v", problems)
	}
}

func TestTimesDifferBetweenGenerations(t *testing.T) {
	for id, at := range map[string]string{V3JSAPI: "2026-01-02T03:04:05+08:00", V2Unified: "20260102030405"} {
		f, _ := endpoint(t, id).Field("time_expire")
		if problems := f.check(at, endpoint(t, id).API); len(problems) != 0 {
			t.Errorf("%s: %+v", id, problems)
		}
	}
	f, _ := endpoint(t, V2Unified).Field("time_expire")
	if problems := f.check("20261302030405", wxpay.V2); len(problems) != 1 || problems[0].Kind != BadTime {
		t.Errorf("month 13: %+v", problems)
	}
}

func TestCheckFieldsJudgesAV2Message(t *testing.T) {
	problems := endpoint(t, V2CloseOrder).CheckFields([]wxpay.Field{
		{Name: "appid", Value: "wx1"}, {Name: "mch_id", Value: "19x"}, {Name: "out_trade_no", Value: "1"}, {Name: "more", Value: "\u200b"},
	})
	var kinds []string
	for _, p := range problems {
		kinds = append(kinds, p.Field.Name+" "+string(p.Kind))
	}
	if want := []string{"mch_id bad-chars", "nonce_str missing"}; !slices.Equal(kinds, want) {
		t.Errorf("problems %v", kinds)
	}
}

func TestCheckJSONReadsAGoodBody(t *testing.T) {
	call, _ := endpoint(t, V3JSAPI).Build(order())
	values, problems, err := endpoint(t, V3JSAPI).CheckJSON(call.Body)
	if err != nil || len(problems) != 0 {
		t.Fatalf("problems %+v, %v", problems, err)
	}
	for name, want := range order() {
		if values[name] != want {
			t.Errorf("%s is %q", name, values[name])
		}
	}
}

func TestCheckJSONJudgesTypes(t *testing.T) {
	for _, c := range []struct {
		old, new string
		name     string
		kind     ProblemKind
		value    string
		zh       string
	}{
		{`"total":100`, `"total":"100"`, "amount.total", NotInteger, `"100"`, "无法将 JSON 输入源“/body/amount/total”映射到目标字段“总金额”中，此字段需要一个合法的 64 位有符号整数"},
		{`"total":100`, `"total":0.01`, "amount.total", NotInteger, "0.01", ""},
		{`"total":100`, `"total":1e2`, "amount.total", NotInteger, "1e2", ""},
		{`"total":100`, `"total":99999999999999999999`, "amount.total", NotInteger, "99999999999999999999", ""},
		{`"total":100`, `"total":true`, "amount.total", NotInteger, "true", ""},
		{`"total":100`, `"total":-1`, "amount.total", BelowMin, "-1", ""},
		{`"total":100`, `"total":null`, "amount.total", Missing, "", ""},
		{`"mchid":"1230000109"`, `"mchid":1230000109`, "mchid", NotText, "1230000109", "无法将 JSON 输入源“/body/mchid”映射到目标字段“商户号”中，此字段需要一个合法的字符串"},
		{`"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"`, `"openid":{"a":[1]}`, "payer.openid", NotText, `{"a":[1]}`, ""},
		{`"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"`, `"openid":""`, "payer.openid", TooShort, "", "输入源“/body/payer/openid”映射到值字段“用户标识”字符串规则校验失败，字符数 0，小于最小值 1"},
		{`"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"`, `"openId":null`, "payer.openid", Missing, "", ""},
		{`"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}`, `"payer":null`, "payer.openid", Missing, "", ""},
		{`"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}`, `"payer":"x"`, "payer", NotObject, `"x"`, "无法将 JSON 输入源“/body/payer”映射到目标字段“支付者信息”中，此字段需要一个合法的对象"},
	} {
		call, _ := endpoint(t, V3JSAPI).Build(order())
		body := strings.Replace(string(call.Body), c.old, c.new, 1)
		_, problems, err := endpoint(t, V3JSAPI).CheckJSON([]byte(body))
		problems = Errors(problems)
		if err != nil || len(problems) != 1 || problems[0].Kind != c.kind || problems[0].Field.Name != c.name || problems[0].Value != c.value {
			t.Errorf("%s: %+v, %v", c.new, problems, err)
			continue
		}
		if zh := problems[0].Message(); c.zh != "" && zh != c.zh {
			t.Errorf("%s: %s", c.new, zh)
		}
	}
}

func TestCheckJSONWantsOneObject(t *testing.T) {
	for _, body := range []string{"", "null", "[]", `"x"`, "{", `{"mchid":"1"} {}`, `{"mchid":"1"}x`, "<xml></xml>"} {
		if _, _, err := endpoint(t, V3Close).CheckJSON([]byte(body)); err == nil {
			t.Errorf("%q was taken", body)
		}
	}
	if _, problems, err := endpoint(t, V3Close).CheckJSON([]byte(" {\"mchid\":\"1\"}\r\n")); err != nil || len(problems) != 0 {
		t.Errorf("white space around the object: %+v, %v", problems, err)
	}
}

func TestABadCharacterIsNamedToPeople(t *testing.T) {
	e, _ := ByID(V3JSAPI)
	for _, p := range e.Check(Values{"out_trade_no": "T\u3000123456"}) {
		if p.Field.Name != "out_trade_no" {
			continue
		}
		if w := p.Words(); !strings.Contains(w.ZH, "U+3000（全角空格）") || !strings.Contains(w.EN, "U+3000 (full-width space)") {
			t.Errorf("%+v", w)
		}
		if strings.Contains(p.Message(), "U+3000") {
			t.Errorf("WeChat Pay's own words were changed: %s", p.Message())
		}
		return
	}
	t.Fatal("a full-width space went unnoticed")
}
