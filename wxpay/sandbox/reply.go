package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// reply is an answer before it is signed.
type reply struct {
	status      int
	body        []byte
	contentType string
	code        string // error code, for the event
	result      int    // of V3: the number at the end of Request-ID
	signed      bool   // of V2: the body carries a signature
	digest      string // of a V2 bill: the header Digest
}

// Content types of answers. V2 and code2Session say text/plain of what they send.
const (
	typeJSON = "application/json; charset=utf-8"
	typeText = "text/plain"
)

// apiError is the body of a refused V3 request; its members come in alphabetical
// order, as the real server writes them.
type apiError struct {
	Code    string `json:"code"`
	Detail  any    `json:"detail,omitempty"`
	Message string `json:"message"`
}

func refuse(status int, code, message string, detail any) reply {
	body, _ := wxpay.JSON(apiError{code, detail, message}) // plain values always encode
	return reply{status: status, body: body, contentType: typeJSON, code: code, result: resultOf(code)}
}

// Results that one error code is told apart by (错误码, the end of Request-ID).
const (
	resultParameter = 268435461
	resultRange     = 268435464
	resultNoOpenID  = 268501013
	resultPaid      = 268449538 // of a close; a repeated creation has another
)

// resultOf is the number of an error code, which ends Request-ID. Codes whose
// number is not known have that of a wrong parameter.
func resultOf(code string) int {
	switch code {
	case "ORDER_NOT_EXIST":
		return 268512771
	case "FREQUENCY_LIMITED":
		return 268447840
	case "ORDERPAID":
		return 268498689
	case "ORDER_CLOSED":
		return 268447914
	case "OUT_TRADE_NO_USED":
		return 268498688
	case "APPID_MCHID_NOT_MATCH":
		return 268445527
	case "SIGN_ERROR":
		return 268443699
	case "MCH_NOT_EXISTS":
		return 268443715
	case "RULE_LIMIT":
		return 268448010
	}
	return resultParameter
}

func answerJSON(v any) reply {
	body, err := wxpay.JSON(v)
	if err != nil {
		return refuse(http.StatusInternalServerError, "SYSTEM_ERROR", "encode reply: "+strconv.Quote(err.Error()), nil)
	}
	return reply{status: http.StatusOK, body: body, contentType: typeJSON}
}

// paramDetail is the detail of a PARAM_ERROR: where, and the offending value, or
// its length where a length was broken.
type paramDetail struct {
	Field    string `json:"field"`
	Issue    string `json:"issue"`
	Location string `json:"location"`
	Value    any    `json:"value"`
}

func paramError(p catalog.Problem) reply {
	var value any = p.Value
	result := resultParameter
	switch p.Kind {
	case catalog.TooShort, catalog.TooLong, catalog.TooFew, catalog.TooMany, catalog.TooLarge:
		value, result = p.Length, resultRange
	case catalog.BelowMin, catalog.AboveMax:
		value, result = literal(p.Value), resultRange
	case catalog.NotInteger, catalog.NotText, catalog.NotBoolean, catalog.NotObject, catalog.NotArray:
		value = literal(p.Value)
	case catalog.Missing:
		if p.Field.Name == "payer.openid" {
			result = resultNoOpenID
		}
	}
	text := p.Message()
	answer := refuse(http.StatusBadRequest, "PARAM_ERROR", text, paramDetail{p.Pointer(), text, p.Field.Place(), value})
	answer.result = result
	return answer
}

// literal is a value as the request wrote it.
func literal(v string) any {
	if json.Valid([]byte(v)) {
		return json.RawMessage(v)
	}
	return v
}

func badParam(message string) reply {
	return refuse(http.StatusBadRequest, "PARAM_ERROR", message, nil)
}

// problemReply refuses a request for the first thing wrong with its fields.
func problemReply(problems []catalog.Problem) (reply, bool) {
	errs := catalog.Errors(problems)
	if len(errs) == 0 {
		return reply{}, false
	}
	return paramError(errs[0]), true
}
