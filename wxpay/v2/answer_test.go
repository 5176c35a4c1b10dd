package v2

import "testing"

func TestAcknowledge(t *testing.T) {
	const want = "<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>"
	if got := string(Acknowledge()); got != want {
		t.Errorf("answered %s", got)
	}
}

func TestRefuseCarriesAnyMessage(t *testing.T) {
	m, err := Parse(Refuse("金额 <1> & ]]>"))
	if err != nil || m.Get("return_code") != "FAIL" || m.Get("return_msg") != "金额 <1> & ]]>" {
		t.Errorf("read back %v, %v", m, err)
	}
}
