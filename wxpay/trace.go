package wxpay

// Trace is how a signature came about, step by step, in the order in which it
// was done. It is computed when asked for and never stored.
type Trace []Step

// Step is one stage: what went in, what came out, and which fields it was about.
type Step struct {
	Name   StepName
	Input  Text
	Output Text
	// Fields are the names that the step concerns where that is not obvious from
	// its texts: the ones it dropped, for example.
	Fields []string
}

// StepName is the stable slug of a step. The texts that explain it belong to the
// faces.
type StepName string

const (
	// V2, specification chapter 安全规范.
	StepCollect   StepName = "collect"     // every field of the message but sign
	StepDropEmpty StepName = "drop-empty"  // fields without a value are not signed
	StepSort      StepName = "sort"        // by name, ASCII order
	StepJoin      StepName = "join"        // name=value with &
	StepAppendKey StepName = "append-key"  // &key= and the APIv2 key
	StepMD5       StepName = "md5"         // over the UTF-8 bytes
	StepHMAC      StepName = "hmac-sha256" // the APIv2 key is the HMAC key too
	StepUpperHex  StepName = "upper-hex"   // 32 or 64 characters

	// V3, specification chapter 签名生成.
	StepLines        StepName = "lines"         // the lines, each ended by LF
	StepSHA256       StepName = "sha256"        // digest of the lines
	StepRSASign      StepName = "rsa-sign"      // RSASSA-PKCS1-v1_5
	StepBase64       StepName = "base64"        // standard alphabet, padded
	StepHeader       StepName = "header"        // the Authorization header
	StepBase64Decode StepName = "base64-decode" // the received signature
	StepRSAVerify    StepName = "rsa-verify"    // under the key that the serial names
	StepCompare      StepName = "compare"       // V2: computed against received

	// Decryption (证书和回调报文解密, 退款结果通知).
	StepOpenGCM   StepName = "aes-gcm-open"    // V3: the key is the APIv3 key
	StepDigestKey StepName = "key-md5"         // V2: the AES key is the MD5 of the APIv2 key, in hex
	StepOpenECB   StepName = "aes-ecb-decrypt" // V2: PKCS7 padding removed
)
