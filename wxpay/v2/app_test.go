package v2

import "testing"

func TestSignAppKnownAnswers(t *testing.T) {
	for signType, want := range map[SignType]string{
		MD5: "1F88CC0F1B0560FF6D5EED1FBB7AE9C0", HMACSHA256: "62E940627B1AE23A7FA957793AD576177906BAFF190D103D0CC6F55B75F8DD2F",
	} {
		p, s := SignApp("wxd930ea5d5a258f4f", "10000100", prepay, officialKey, signType, "1414561699", nonce)
		if p.Sign != want || s.Signature != want {
			t.Errorf("%s: signed %s, want %s", signType, p.Sign, want)
		}
		m := Message(p.PayReq())
		if m.Get("prepayId") != prepay || m.Get("partnerId") != "10000100" || m.Get("packageValue") != "Sign=WXPay" || m.Get("sign") != want {
			t.Errorf("%s: PayReq %v", signType, m)
		}
	}
}
