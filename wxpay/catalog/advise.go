package catalog

import (
	"net/http"
	"net/url"
	"strings"

	"wxlens/wxpay"
)

// Advice tells what is known about a call that the catalogue does not have.
type Advice struct {
	Offer *Endpoint // the call that was probably meant; nil: none
	Words wxpay.Words
}

// Advise explains a method and path that [Match] does not know: a mistake in
// writing that leads to a known call, or a path that is documented and does not
// exist.
func Advise(method, path string) (Advice, bool) {
	for _, advise := range []func(method, path string) (Advice, bool){
		advisePlaceholder, adviseAddress, adviseRumoured, adviseSandbox, adviseMethod, adviseSpelling,
	} {
		if a, ok := advise(method, path); ok {
			return a, true
		}
	}
	return Advice{}, false
}

// adviseAddress takes the path out of a full address or of a target with a query.
func adviseAddress(method, path string) (Advice, bool) {
	u, err := url.Parse(strings.TrimSpace(path))
	if err != nil || u.Scheme == "" && !strings.Contains(path, "?") {
		return Advice{}, false
	}
	if e, _, ok := Match(method, u.Path); ok {
		return Advice{e, words("这里只需要路径 "+u.Path+"，不带协议、域名和查询串", "only the path "+u.Path+" belongs here, without scheme, host and query")}, true
	}
	if strings.ContainsAny(u.Path, "?:") { // a second round would be no shorter
		return Advice{}, false
	}
	return Advise(method, u.Path)
}

// rumoured are paths that some documents tell of, with the call to use.
var rumoured = map[string]struct{ id, zh, en string }{
	"/v3/pay/transactions/miniprogram": {V3JSAPI,
		"见于一些文档，但这个接口并不存在：小程序下单用 ", "appears in some documents, but there is no such call: mini program orders go to "},
	"/v3/pay/partner/transactions/miniprogram": {"v3.partner.jsapi",
		"只见于一份第三方目录，官方文档和 SDK 里没有：小程序下单用 ", "stands in one third-party list only, in no official document or SDK: mini program orders go to "},
	"/v3/combine-transactions/miniprogram": {"v3.combine.jsapi",
		"据第三方目录只用于个人收款：小程序合单下单用 ", "is for personal collection only, says a third-party list: combined mini program orders go to "},
	"/v3/bill/downloadurl": {V3BillDownload,
		"是文档示例里的地址：请原样使用 download_url，目前的路径是 ", "is an address in samples of documents: use download_url as returned; its path is now "},
}

func adviseRumoured(_, path string) (Advice, bool) {
	known, ok := rumoured[path]
	if !ok {
		return Advice{}, false
	}
	e, _ := ByID(known.id)
	return Advice{e, words(path+" "+known.zh+e.Path, path+" "+known.en+e.Path)}, true
}

func adviseSandbox(method, path string) (Advice, bool) {
	rest, ok := strings.CutPrefix(path, "/sandboxnew")
	if !ok {
		return Advice{}, false
	}
	e, _, _ := Match(method, rest)
	return Advice{e, words(
		"旧仿真系统 sandboxnew 已下线：请用本工具的沙箱，或真实环境的小额订单",
		"the old simulator sandboxnew has been withdrawn: use this workbench's sandbox, or small real orders")}, true
}

// advisePlaceholder finds braces that were sent instead of a value.
func advisePlaceholder(method, path string) (Advice, bool) {
	e, values, ok := Match(method, path)
	if !ok {
		return Advice{}, false
	}
	for name, v := range values {
		if strings.HasPrefix(v, "{") || strings.HasPrefix(strings.ToUpper(v), "%7B") || strings.HasPrefix(v, ":") {
			return Advice{e, words(
				"路径里的 "+v+" 没有换成实际的 "+name,
				v+" in the path was not replaced by the actual "+name)}, true
		}
	}
	return Advice{}, false
}

func adviseMethod(method, path string) (Advice, bool) {
	for _, other := range []string{http.MethodPost, http.MethodGet, http.MethodPut, http.MethodDelete} {
		if e, _, ok := Match(other, path); ok && other != method {
			return Advice{e, words(
				path+" 要用 "+other+" 请求，不是 "+method,
				path+" is called by "+other+", not "+method)}, true
		}
	}
	return Advice{}, false
}

// adviseSpelling tries the ways in which paths are commonly misspelled.
func adviseSpelling(method, path string) (Advice, bool) {
	for _, try := range []struct {
		path string
		zh   string
		en   string
	}{
		{strings.TrimSuffix(path, "/"), "末尾多了斜杠", "there is a slash too many at the end"},
		{path + "/", "末尾缺少斜杠", "the slash at the end is missing"},
		{"/v3" + path, "缺少前缀 /v3", "the prefix /v3 is missing"},
		{"/" + path, "缺少开头的斜杠", "the slash at the beginning is missing"},
		{"/v3/" + path, "缺少前缀 /v3/", "the prefix /v3/ is missing"},
		{strings.TrimPrefix(path, "/v3"), "V2 接口没有前缀 /v3", "V2 calls have no prefix /v3"},
		{squeezed(path), "有重复的斜杠", "a slash is doubled"},
		{strings.TrimSpace(path), "首尾有空白", "there are blanks around it"},
	} {
		if try.path == path {
			continue
		}
		if e, _, ok := Match(method, try.path); ok {
			return Advice{e, words(path+"："+try.zh+"，应为 "+try.path, path+": "+try.en+"; it should be "+try.path)}, true
		}
	}
	if e, right, ok := matchFold(method, path); ok && right != path {
		return Advice{e, words(path+"：大小写不对，应为 "+right, path+": the letter case is wrong; it should be "+right)}, true
	}
	return Advice{}, false
}

func squeezed(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path
}

// matchFold is Match for methods and literal segments in any letter case; it
// returns the path as it should be.
func matchFold(method, path string) (*Endpoint, string, bool) {
	got := strings.Split(path, "/")
	for _, e := range endpoints {
		right := strings.Split(e.Path, "/")
		fits := strings.EqualFold(e.Method, method) && len(right) == len(got)
		for i := 0; fits && i < len(right); i++ {
			if got[i] != "" && strings.HasPrefix(right[i], "{") {
				right[i] = got[i]
			}
			fits = strings.EqualFold(right[i], got[i])
		}
		if fits {
			return e, strings.Join(right, "/"), true
		}
	}
	return nil, "", false
}
