package client

import (
	"encoding/json"
	"net/http"

	"wxlens/wxpay"
)

// Control prepares the control call of that name of the sandbox at base. A body
// of nil sends none. It fails when the body cannot be written as JSON.
func Control(method, base, name string, body any) (wxpay.Request, error) {
	r := wxpay.Request{
		Method: method, URL: base + "/_sandbox/" + name,
		Header: http.Header{"Content-Type": {"application/json"}, "User-Agent": {UserAgent}},
	}
	if body == nil {
		return r, nil
	}
	var err error
	r.Body, err = json.Marshal(body)
	return r, err
}
