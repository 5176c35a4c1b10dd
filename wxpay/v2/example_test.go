package v2_test

import (
	"fmt"

	"wxlens/wxpay"
	v2 "wxlens/wxpay/v2"
)

func ExampleVerify() {
	key := wxpay.NewSecret("192006250b4c09247ec02edce69f6a2d")
	message, err := v2.Parse([]byte(`<xml>
  <appid>wxd930ea5d5a258f4f</appid>
  <body><![CDATA[test]]></body>
  <device_info>1000</device_info>
  <mch_id>10000100</mch_id>
  <nonce_str>ibuaiVcKdpRxkhJA</nonce_str>
  <sign>9A0A8659F005D6984697E2CA0A9CF3B7</sign>
</xml>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	v := v2.Verify(message, key)
	fmt.Println(v.OK(), v.SignType)
	fmt.Println(v.Text)
	// Output:
	// true MD5
	// appid=wxd930ea5d5a258f4f&body=test&device_info=1000&mch_id=10000100&nonce_str=ibuaiVcKdpRxkhJA&key=***
}
