package sandbox

import "net/http"

// ruleFault is a rule of the business that a request breaks; each generation
// words it in its own way.
type ruleFault uint8

const (
	noFault ruleFault = iota
	notKept           // the state file could not be written
	numberUsed
	alreadyPaid
	alreadyClosed
	closingPaid
	noOrder
	noRefundableOrder
	notPaid
	totalDiffers
	refundDiffers
	tooMuch
	tooManyRefunds
	tooLate
	noRefund
	notAbnormal
	billNone
	billEarly
)

// wording is how V3 and V2 tell of a fault.
type wording struct {
	status       int // of V3
	v3, v3Text   string
	v2, v2Text   string
	v3ResultCode int // 0: that of the code
}

var wordings = map[ruleFault]wording{
	notKept:           {500, "SYSTEM_ERROR", "系统异常，请用相同参数重新调用", "SYSTEMERROR", "系统繁忙，请用相同参数重新调用", 0},
	numberUsed:        {403, "OUT_TRADE_NO_USED", "商户订单号重复", "INVALID_REQUEST", "201 商户订单号重复", 0},
	alreadyPaid:       {400, "ORDERPAID", "该订单已支付", "ORDERPAID", "该订单已支付", 0},
	alreadyClosed:     {400, "ORDER_CLOSED", "该订单已关闭", "ORDERCLOSED", "该订单已关闭", 0},
	closingPaid:       {400, "ORDERPAID", "该订单已支付", "ORDERPAID", "order paid", resultPaid},
	noOrder:           {404, "ORDER_NOT_EXIST", "订单不存在", "ORDERNOTEXIST", "order not exist", 0},
	noRefundableOrder: {404, "RESOURCE_NOT_EXISTS", "订单号不存在", "ORDERNOTEXIST", "订单不存在", 0},
	notPaid:           {400, "INVALID_REQUEST", "订单未支付，不能申请退款", "ORDERNOTEXIST", "订单不存在或未支付", 0},
	totalDiffers:      {400, "REFUND_FEE_MISMATCH", "订单金额或退款金额与之前请求不一致，请核实后再试", "REFUND_FEE_MISMATCH", "订单金额或退款金额与之前请求不一致，请核实后再试", 0},
	refundDiffers:     {400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试", "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试", 0},
	tooMuch:           {403, "NOT_ENOUGH", "可退余额不足：累计退款金额不能超过订单金额", "NOTENOUGH", "可退余额不足：累计退款金额不能超过订单金额", 0},
	tooManyRefunds:    {400, "INVALID_REQUEST", "一笔订单最多申请50次退款", "ERROR", "一笔订单最多申请50次退款", 0},
	tooLate:           {400, "TRADE_OVERDUE", "订单已超过可退款的最大期限", "TRADE_OVERDUE", "订单已超过退款期限", 0},
	noRefund:          {404, "RESOURCE_NOT_EXISTS", "退款单不存在", "REFUNDNOTEXIST", "not exist", 0},
	notAbnormal:       {400, "INVALID_REQUEST", "退款单状态不是退款异常", "INVALID_REQUEST", "退款单状态不是退款异常", 0},
	billNone:          {400, "NO_STATEMENT_EXIST", "账单文件不存在", "NO_BILL_EXIST", "No Bill Exist", 0},
	billEarly:         {400, "STATEMENT_CREATING", "账单生成中", "BILL_CREATING", "Bill Creating", 0},
}

// refuseV3 words a fault as V3 does, unsigned.
func refuseV3(f ruleFault) reply {
	w := wordings[f]
	answer := refuse(w.status, w.v3, w.v3Text, nil)
	if w.v3ResultCode != 0 {
		answer.result = w.v3ResultCode
	}
	return answer
}

func systemErrorV3() reply { return refuseV3(notKept) }

// usualError is how a V3 error code usually comes (错误码).
type usualError struct {
	status  int
	message string
}

var usualErrors = map[string]usualError{
	"PARAM_ERROR":           {http.StatusBadRequest, "参数错误"},
	"INVALID_REQUEST":       {http.StatusBadRequest, "无效请求"},
	"APPID_MCHID_NOT_MATCH": {http.StatusBadRequest, "appid和mch_id不匹配,请检查后再试"},
	"MCH_NOT_EXISTS":        {http.StatusBadRequest, "商户号不存在"},
	"ORDERPAID":             {http.StatusBadRequest, "该订单已支付"},
	"ORDER_CLOSED":          {http.StatusBadRequest, "该订单已关闭"},
	"NO_STATEMENT_EXIST":    {http.StatusBadRequest, "账单文件不存在"},
	"STATEMENT_CREATING":    {http.StatusBadRequest, "账单生成中"},
	"TRADE_OVERDUE":         {http.StatusBadRequest, "订单已超过可退款的最大期限"},
	"REFUND_FEE_MISMATCH":   {http.StatusBadRequest, "订单金额或退款金额与之前请求不一致，请核实后再试"},
	"SIGN_ERROR":            {http.StatusUnauthorized, sayMismatch},
	"NO_AUTH":               {http.StatusForbidden, "商户无权限"},
	"OUT_TRADE_NO_USED":     {http.StatusForbidden, "商户订单号重复"},
	"RULE_LIMIT":            {http.StatusForbidden, "业务规则限制"},
	"TRADE_ERROR":           {http.StatusForbidden, "交易错误"},
	"ACCOUNT_ERROR":         {http.StatusForbidden, "账号异常"},
	"NOT_ENOUGH":            {http.StatusForbidden, "余额不足"},
	"USER_ACCOUNT_ABNORMAL": {http.StatusForbidden, "退款请求失败，用户账户异常"},
	"REQUEST_BLOCKED":       {http.StatusForbidden, "请求受阻"},
	"ORDER_NOT_EXIST":       {http.StatusNotFound, "订单不存在"},
	"RESOURCE_NOT_EXISTS":   {http.StatusNotFound, "查询的资源不存在"},
	"FREQUENCY_LIMITED":     {http.StatusTooManyRequests, "频率超限"},
	"RATELIMIT_EXCEEDED":    {http.StatusTooManyRequests, "频率超限"},
	"RATE_LIMITED":          {http.StatusTooManyRequests, "频率超限"},
	"SYSTEM_ERROR":          {http.StatusInternalServerError, "系统错误"},
	"OPENID_MISMATCH":       {http.StatusInternalServerError, "openid和appid不匹配"},
	"INVALID_TRANSACTIONID": {http.StatusInternalServerError, "订单号非法"},
	"BANK_ERROR":            {http.StatusInternalServerError, "银行系统异常"},
	"SERVICE_UNAVAILABLE":   {http.StatusServiceUnavailable, "服务不可用"},
	"USERPAYING":            {http.StatusAccepted, "用户支付中，需要输入密码"},
}

func usual(code string) usualError { return usualErrors[code] }

// usualTextsV2 are the err_code_des of V2's error codes (错误码).
var usualTextsV2 = map[string]string{
	"INVALID_REQUEST": "参数错误", "NOAUTH": "商户无此接口权限", "NOTENOUGH": "余额不足", "ORDERPAID": "商户订单已支付",
	"ORDERCLOSED": "当前订单已关闭", "SYSTEMERROR": "系统超时", "APPID_NOT_EXIST": "APPID不存在", "MCHID_NOT_EXIST": "MCHID不存在",
	"APPID_MCHID_NOT_MATCH": "appid和mch_id不匹配", "LACK_PARAMS": "缺少必要的请求参数", "OUT_TRADE_NO_USED": "商户订单号重复",
	"PARAM_ERROR": "参数错误", "ORDERNOTEXIST": "此交易订单号不存在", "REFUNDNOTEXIST": "退款订单查询失败",
	"USER_ACCOUNT_ABNORMAL": "退款请求失败，用户账号注销", "TRADE_OVERDUE": "订单已超过退款期限", "BIZERR_NEED_RETRY": "退款业务流程错误，需要商户触发重试来解决",
	"INVALID_REQ_TOO_MUCH": "无效请求过多", "INVALID_TRANSACTIONID": "无效transaction_id", "CERT_ERROR": "证书校验错误",
	"FREQUENCY_LIMITED": "频率限制", "ERROR": "业务错误",
}

func usualTextV2(code string) string {
	if text, ok := usualTextsV2[code]; ok {
		return text
	}
	return code
}
