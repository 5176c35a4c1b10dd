// Package v3 implements the messages of WeChat Pay API V3: what is signed, how
// it is verified, and what is encrypted.
//
//	what                       text                        chapter
//	[Signer.Authorize]         five lines                  签名生成
//	[Verify]                   three lines                 签名验证
//	[Signer.SignPay]           four lines                  调起支付签名
//	[Resource.Open]            AES-256-GCM                 证书和回调报文解密
//
// Every line is ended by one LF, the last included. The body is signed as the
// bytes that are sent or were received, never as a re-serialisation. Nothing
// here reads a clock or a random source; both come in as values.
package v3
