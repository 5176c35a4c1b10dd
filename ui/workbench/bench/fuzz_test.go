package bench_test

import (
	"testing"
	"time"

	"wxlens/ui/workbench/bench"
)

// FuzzMessages holds verifying and decrypting to their errors: whatever the input
// is, there is a verdict with its checks, or an error with its code.
func FuzzMessages(f *testing.F) {
	b := newTestBench(f)
	message, body := notification(f)
	for _, seed := range []string{
		message, body, knownReqInfo, v2Notice, example + "</xml>", "<xml><req_info>" + knownReqInfo + "</req_info></xml>",
		`[{"serial_no":"1","encrypt_certificate":{}}]`, `{"data":[{"encrypt_certificate":{"ciphertext":"x"}}]}`,
		"POST /v3/x HTTP/1.1\nAuthorization: WECHATPAY2-SHA256-RSA2048 mchid=\"1\"\nContent-Type: multipart/form-data; boundary=b\n\n--b--",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, judge := range []func() (bench.Verdict, error){
			func() (bench.Verdict, error) { return b.Verify(data, time.Time{}) },
			func() (bench.Verdict, error) { return b.Decrypt(data) },
		} {
			v, err := judge()
			if err == nil && (len(v.Checks) == 0 || v.Kind == "" || v.API == "") || err != nil && code(err) == "" {
				t.Fatalf("%+v, %v", v, err)
			}
		}
	})
}
