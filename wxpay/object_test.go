package wxpay

import (
	"encoding/json"
	"testing"
)

func TestObjectKeepsItsOrder(t *testing.T) {
	o := Object{{Name: "timeStamp", Value: "1"}, {Name: "package", Value: `prepay_id="x"`}, {Name: "h5_url", Value: "https://x/?a=1&b=<图>"}}
	const want = `{"timeStamp":"1","package":"prepay_id=\"x\"","h5_url":"https://x/?a=1&b=<图>"}`
	if o.String() != want {
		t.Errorf("wrote %s", o)
	}
	var back map[string]string
	data, err := json.Marshal(map[string]any{"o": o})
	if err != nil {
		t.Fatal(err)
	}
	var outer struct{ O json.RawMessage }
	if err := json.Unmarshal(data, &outer); err != nil || json.Unmarshal(outer.O, &back) != nil || back["h5_url"] != o[2].Value || len(back) != 3 {
		t.Errorf("read back %v, %v", back, err)
	}
	if (Object{}).String() != "{}" {
		t.Error("an empty object is not {}")
	}
}
