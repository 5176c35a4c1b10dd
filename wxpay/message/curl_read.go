package message

import (
	"net/http"
	"net/url"
	"strings"
)

// CurlRequest is what a curl command sends.
type CurlRequest struct {
	HTTP // Target is the address
	Words
	// Files are named by the command as what it sends; their content is not there.
	Files []string
}

// ReadCurl reads the curl command that begins at a byte of the text. There is none
// if it names no address.
func ReadCurl(text []byte, at int, shell Shell) (CurlRequest, bool) {
	c := curlReader{request: CurlRequest{HTTP: HTTP{Header: http.Header{}, Declared: -1}}}
	c.request.Words = ReadWords(text, at, shell)
	words := c.request.Words.Words
	if len(words) < 2 || strings.TrimSuffix(words[0], ".exe") != "curl" {
		return c.request, false
	}
	for c.words = words[1:]; len(c.words) > 0; {
		word := c.words[0]
		c.words = c.words[1:]
		switch {
		case strings.HasPrefix(word, "--"):
			c.long(strings.TrimPrefix(word, "--"))
		case strings.HasPrefix(word, "-") && word != "-":
			c.short(word[1:])
		case c.request.Target == "":
			c.request.Target = word
		}
	}
	c.finish()
	return c.request, c.request.Target != ""
}

type curlReader struct {
	request    CurlRequest
	words      []string // that are left
	data       []string
	hasData    bool
	json, get  bool
	head, form bool
}

// shortOptions are the options of one letter that take a value, under their long
// names. Those of no concern here have an empty one.
var shortOptions = map[byte]string{
	'X': "request", 'H': "header", 'd': "data", 'F': "form", 'A': "user-agent", 'e': "referer", 'b': "cookie", 'u': "user",
	'o': "", 'E': "", 'm': "", 'x': "", 'w': "", 'c': "", 'D': "", 'K': "", 'T': "", 'y': "", 'Y': "", 'z': "", 'r': "", 'C': "", 'U': "", 'P': "", 'Q': "", 't': "",
}

// bareOptions are the long options that take no value.
var bareOptions = map[string]bool{
	"silent": true, "show-error": true, "verbose": true, "include": true, "insecure": true, "location": true, "compressed": true, "fail": true,
	"globoff": true, "http1.0": true, "http1.1": true, "http2": true, "http2-prior-knowledge": true, "http3": true, "ipv4": true, "ipv6": true,
	"no-buffer": true, "no-keepalive": true, "path-as-is": true, "progress-bar": true, "raw": true, "ssl": true, "ssl-no-revoke": true, "tcp-nodelay": true,
	"tlsv1": true, "tlsv1.0": true, "tlsv1.1": true, "tlsv1.2": true, "tlsv1.3": true, "no-progress-meter": true, "fail-with-body": true, "remote-name": true,
	"tr-encoding": true, "location-trusted": true, "next": true, "parallel": true, "disable": true, "no-alpn": true, "crlf": true, "ssl-reqd": true, "sslv3": true,
}

func (c *curlReader) short(letters string) {
	for i := range len(letters) {
		name, takes := shortOptions[letters[i]]
		switch {
		case takes && i+1 < len(letters):
			c.option(name, strings.TrimPrefix(letters[i+1:], "="))
			return
		case takes:
			c.option(name, c.next())
		case letters[i] == 'G':
			c.get = true
		case letters[i] == 'I':
			c.head = true
		}
	}
}

func (c *curlReader) long(name string) {
	name, value, given := strings.Cut(name, "=")
	switch {
	case name == "get":
		c.get = true
	case name == "head":
		c.head = true
	case bareOptions[name]:
	case given:
		c.option(name, value)
	default:
		c.option(name, c.next())
	}
}

func (c *curlReader) next() string {
	if len(c.words) == 0 {
		return ""
	}
	word := c.words[0]
	c.words = c.words[1:]
	return word
}

func (c *curlReader) option(name, value string) {
	switch name {
	case "request":
		c.request.Method = value
	case "url":
		c.request.Target = value
	case "header":
		c.header(value)
	case "user-agent":
		c.request.Header.Set("User-Agent", value)
	case "referer":
		c.request.Header.Set("Referer", value)
	case "cookie":
		c.request.Header.Set("Cookie", value)
	case "data", "data-ascii", "data-binary":
		if file, ok := strings.CutPrefix(value, "@"); ok {
			c.request.Files = append(c.request.Files, file)
			return
		}
		c.send(value)
	case "data-raw":
		c.send(value)
	case "json":
		c.json = true
		c.option("data", value)
	case "data-urlencode":
		if field, text, ok := strings.Cut(value, "="); ok {
			value = strings.TrimPrefix(field+"="+url.QueryEscape(text), "=")
		}
		c.send(value)
	case "form", "form-string":
		c.part(value)
	}
}

func (c *curlReader) send(data string) { c.data, c.hasData = append(c.data, data), true }

// part reads a part of a form. What is signed of one is the part "meta" alone
// (图片上传), which is taken as the body.
func (c *curlReader) part(value string) {
	c.form = true
	name, content, _ := strings.Cut(value, "=")
	if name != "meta" {
		return
	}
	if file, ok := strings.CutPrefix(content, "@"); ok {
		c.request.Files = append(c.request.Files, file)
		return
	}
	if i := strings.LastIndex(content, ";type="); i >= 0 {
		content = content[:i]
	}
	c.request.Body = []byte(strings.Trim(content, `"`))
}

func (c *curlReader) header(line string) {
	name, value, ok := strings.Cut(line, ":")
	if !ok {
		name, ok = strings.CutSuffix(line, ";") // a header without value
	} else {
		ok = strings.TrimSpace(value) != "" // without value it is one that is not sent
	}
	if ok {
		c.request.Header.Add(strings.TrimSpace(name), strings.Trim(value, " \t"))
	}
}

// finish adds what curl adds by itself.
func (c *curlReader) finish() {
	r := &c.request
	body := strings.Join(c.data, "&")
	switch {
	case c.get && c.hasData:
		sign := "?"
		if strings.Contains(r.Target, "?") {
			sign = "&"
		}
		r.Target += sign + body
	case c.hasData:
		r.Body = []byte(body)
	}
	sends := (c.hasData && !c.get) || c.form || len(r.Files) > 0
	if sends && !c.form && r.Header.Get("Content-Type") == "" {
		kind := "application/x-www-form-urlencoded"
		if c.json {
			kind = "application/json"
		}
		r.Header.Set("Content-Type", kind)
	}
	switch {
	case r.Method != "":
	case c.head:
		r.Method = http.MethodHead
	case sends:
		r.Method = http.MethodPost
	default:
		r.Method = http.MethodGet
	}
}
