package sandbox

import (
	"crypto/sha1"
	"encoding/hex"
	"net/http"
	"strings"

	"wxlens/wxpay/v2"
)

const billDayV2 = "20060102"

// downloadBillV2 answers a trade bill itself (下载交易账单).
func (s *Sandbox) downloadBillV2(c *callV2) reply {
	b, err := askedBill(billDayV2, c.Get("bill_date"), orElse(c.Get("bill_type"), billAll), false, c.Get("tar_type") == "GZIP")
	if err != nil {
		return refuseFileV2("PARAM_ERROR", "data format error")
	}
	file, fault := s.bill(b)
	if fault != noFault {
		return refuseFileV2(wordings[fault].v2, wordings[fault].v2Text)
	}
	return b.reply(file)
}

// downloadFundFlowV2 answers a fund flow bill itself (下载资金账单), with its
// digest in a header.
func (s *Sandbox) downloadFundFlowV2(c *callV2) reply {
	b, err := askedBill(billDayV2, c.Get("bill_date"), strings.ToUpper(c.Get("account_type")), true, c.Get("tar_type") == "GZIP")
	if err != nil {
		return failFundFlowV2("PARAM_ERROR", "bill_date参数格式错误")
	}
	file, fault := s.bill(b)
	if fault != noFault {
		return failFundFlowV2(wordings[fault].v2, wordings[fault].v2Text)
	}
	sum := sha1.Sum(file)
	answer := b.reply(file)
	answer.digest = "SHA=" + hex.EncodeToString(s.store.settings.Bill.announced(sum[:]))
	return answer
}

// refuseFileV2 tells that there is no bill, in the form of its own: error_code,
// not err_code, English words, and no signature.
func refuseFileV2(code, text string) reply {
	number := "20001"
	switch code {
	case "NO_BILL_EXIST":
		number = "20002"
	case "BILL_CREATING":
		number = "20003"
	case "SIGNERROR":
		text = "SIGN ERROR"
	case "LACK_PARAMS":
		text = "missing parameter"
	case "PARAM_ERROR":
		if strings.HasPrefix(text, "bill_type") {
			text = "invalid bill_type"
		} else {
			text = "data format error"
		}
	}
	return reply{status: http.StatusOK, contentType: typeText, code: code, body: v2.Message{
		{Name: "return_code", Value: "FAIL"}, {Name: "return_msg", Value: text}, {Name: "error_code", Value: number},
	}.XML()}
}

// failFundFlowV2 is how the other bill does, unsigned too.
func failFundFlowV2(code, text string) reply {
	return reply{status: http.StatusOK, contentType: typeText, code: code, body: v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "return_msg", Value: "OK"}, {Name: "result_code", Value: "FAIL"},
		{Name: "err_code", Value: code}, {Name: "err_code_des", Value: text},
	}.XML()}
}
