package v2

// Acknowledge returns the body that ends the deliveries of a notification
// (支付结果通知): it must arrive with status 200 and nothing around it.
func Acknowledge() []byte { return answer(success, "OK") }

// Refuse returns the body that asks for the notification again later. The
// message is for the reader of logs on the other side.
func Refuse(message string) []byte { return answer("FAIL", message) }

func answer(code, message string) []byte {
	return Message{{Name: "return_code", Value: code}, {Name: "return_msg", Value: message}}.XML()
}
