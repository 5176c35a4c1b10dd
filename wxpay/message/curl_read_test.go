package message_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wxlens/wxpay/message"
)

func TestWordsAreThoseOfTheShell(t *testing.T) {
	for _, c := range []struct {
		shell message.Shell
		text  string
		want  []string
	}{
		{message.POSIX, `a 'b c' "d \"e\" \n $f" g\ h ''`, []string{"a", "b c", `d "e" \n $f`, "g h", ""}},
		{message.POSIX, "a \\\n  b \\ \n c\nd", []string{"a", "b", "c"}},
		{message.POSIX, "a 'it'\\''s' $'x\\n\\'\\u6d4b\\x41' | b", []string{"a", "it's", "x\n'测A"}},
		{message.POSIX, "a \"b\\\nc\" 'd\ne'; f", []string{"a", "bc", "d\ne"}},
		{message.POSIX, "a “b c” d\u00a0e", []string{"a", "b c", "d", "e"}},
		{message.Cmd, "a \"b \\\"c\\\" ^x\" ^\r\n 'd' ^& e", []string{"a", `b "c" ^x`, "'d'", "&", "e"}},
		{message.Cmd, `a ^"b ^\^"c^\^" ^{^}^" d`, []string{"a", `b "c" {}`, "d"}},
		{message.PowerShell, "a 'it''s' \"b `\"c`\" `n\" `\n  d", []string{"a", "it's", "b \"c\" \n", "d"}},
	} {
		if got := message.ReadWords([]byte(c.text), 0, c.shell); cmp.Diff(c.want, got.Words) != "" || got.Unclosed {
			t.Errorf("%s %s: %q, want %q", c.shell, c.text, got.Words, c.want)
		}
	}
	if !message.ReadWords([]byte("a 'b"), 0, message.POSIX).Unclosed {
		t.Error("a quote that is open is not told")
	}
}

func TestShellsAreTold(t *testing.T) {
	for text, want := range map[string]message.Shell{
		"curl a \\\n b": message.POSIX, "curl a ^\r\n b": message.Cmd, "curl a `\n b": message.PowerShell,
		`curl ^"a^" b`: message.Cmd, "curl \"a`\"b\"": message.PowerShell, "curl 'a'": message.POSIX, "curl -d '{\n^\n'": message.POSIX,
	} {
		if got := message.ShellOf([]byte(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestCurlIsReadAsItSends(t *testing.T) {
	type sent struct {
		Method, Target, Body string
		Header               http.Header
		Files                []string
	}
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for text, want := range map[string]sent{
		`curl https://x.cn/a`:                                                {"GET", "https://x.cn/a", "", http.Header{}, nil},
		`curl -XPUT --url=https://x.cn/a -d b`:                               {"PUT", "https://x.cn/a", "b", form, nil},
		`curl -sSd a=1 -d b=2 https://x.cn/a`:                                {"POST", "https://x.cn/a", "a=1&b=2", form, nil},
		`curl -G -d a=1 --data-urlencode 'b=2 3' x.cn/a?z`:                   {"GET", "x.cn/a?z&a=1&b=2+3", "", http.Header{}, nil},
		`curl --json '{}' x.cn/a`:                                            {"POST", "x.cn/a", "{}", http.Header{"Content-Type": {"application/json"}}, nil},
		`curl -H 'A: b' -H 'C:' -H 'D;' -A ua x.cn/a`:                        {"GET", "x.cn/a", "", http.Header{"A": {"b"}, "D": {""}, "User-Agent": {"ua"}}, nil},
		`curl -I -o out.txt -m 10 --cert c.pem -k x.cn/a`:                    {"HEAD", "x.cn/a", "", http.Header{}, nil},
		`curl x.cn/a --data-binary @f.json`:                                  {"POST", "x.cn/a", "", form, []string{"f.json"}},
		`curl x.cn/a --data-raw @f.json`:                                     {"POST", "x.cn/a", "@f.json", form, nil},
		`curl x.cn/a -F 'meta={"a":1};type=application/json' -F file=@x.png`: {"POST", "x.cn/a", `{"a":1}`, http.Header{}, nil},
	} {
		got, ok := message.ReadCurl([]byte(text), 0, message.POSIX)
		if diff := cmp.Diff(want, sent{got.Method, got.Target, string(got.Body), got.Header, got.Files}); !ok || diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
	for _, text := range []string{"curl", "curl -X POST", "curly x.cn", ""} {
		if _, ok := message.ReadCurl([]byte(text), 0, message.POSIX); ok {
			t.Errorf("%q sends something", text)
		}
	}
}

// What we write for a shell we read again.
func TestOurOwnCommandIsRead(t *testing.T) {
	m := message.HTTP{Method: "POST", Body: []byte("{\"it's\":\n 1}"), Header: http.Header{"Content-Type": {"application/json"}, "X-Quote": {"it's \"x\""}}}
	text := message.CurlCommand(m, "http://127.0.0.1:8080/notify?a=1&b=[2]")
	at := strings.Index(string(text), "curl ")
	got, ok := message.ReadCurl(text, at, message.POSIX)
	if !ok || got.Method != "POST" || got.Target != "http://127.0.0.1:8080/notify?a=1&b=[2]" || got.Header.Get("X-Quote") != "it's \"x\"" || !bytes.Equal(got.Body, m.Body) {
		t.Errorf("%+v", got)
	}
}
