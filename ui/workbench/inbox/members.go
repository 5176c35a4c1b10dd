package inbox

import (
	"bytes"
	"encoding/json"
	"strconv"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/v2"
)

// Members lists the leaves of a message in its own order, each under its path:
// "amount.total", "goods_detail[0].name". Of XML these are the fields. It is empty
// where the bytes are neither.
func Members(body []byte) []wxpay.Field {
	if notify.APIOf(body) == wxpay.V2 {
		return xmlMembers(body)
	}
	var w walk
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if w.value(dec, "", 0) != nil {
		return nil
	}
	return w.leaves
}

func xmlMembers(body []byte) []wxpay.Field {
	for _, root := range []string{"xml", "root"} { // a decrypted req_info is a root
		if m, err := v2.ParseRoot(body, root); err == nil {
			return m
		}
	}
	return nil
}

// walk gathers the leaves of a JSON document.
type walk struct{ leaves []wxpay.Field }

// maxDepth bounds how deep a document is followed.
const maxDepth = 64

func (w *walk) value(dec *json.Decoder, path string, depth int) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	delim, nested := token.(json.Delim)
	switch {
	case !nested:
		w.leaves = append(w.leaves, wxpay.Field{Name: path, Value: leaf(token)})
		return nil
	case depth > maxDepth:
		return strconv.ErrRange
	}
	for i := 0; dec.More(); i++ {
		child := path + "[" + strconv.Itoa(i) + "]"
		if delim == '{' {
			name, err := dec.Token()
			if err != nil {
				return err
			}
			if child, _ = name.(string); path != "" {
				child = path + "." + child
			}
		}
		if err := w.value(dec, child, depth+1); err != nil {
			return err
		}
	}
	_, err = dec.Token() // the end of it
	return err
}

func leaf(token json.Token) string {
	switch v := token.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return "null"
}
