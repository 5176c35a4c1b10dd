package catalog

import (
	"slices"
	"strings"
)

// Refusals returns the business codes that the documents list for the call, none
// where they were not read. More may come: SIGN_ERROR is also told of other
// faults, and older pages spell some codes differently (错误码).
func (e *Endpoint) Refusals() []string {
	return slices.Clone(refusals[strings.Replace(e.ID, ".partner.", ".", 1)])
}

// Codes that many calls share.
var (
	refusedV3    = []string{"PARAM_ERROR", "INVALID_REQUEST", "MCH_NOT_EXISTS", "NO_AUTH", "SIGN_ERROR", "FREQUENCY_LIMITED", "SYSTEM_ERROR"}
	refusedOrder = and(refusedV3, "APPID_MCHID_NOT_MATCH", "OUT_TRADE_NO_USED")
	refusedQuery = and(refusedV3, "ORDER_NOT_EXIST", "RULE_LIMIT", "TRADE_ERROR")
	refusedBill  = []string{"PARAM_ERROR", "INVALID_REQUEST", "NO_AUTH", "SIGN_ERROR", "NO_STATEMENT_EXIST", "STATEMENT_CREATING", "FREQUENCY_LIMITED", "SYSTEM_ERROR"}

	refusedV2 = []string{"SIGNERROR", "XML_FORMAT_ERROR", "REQUIRE_POST_METHOD"}
	unknownV2 = []string{"APPID_NOT_EXIST", "MCHID_NOT_EXIST"}
)

func and(codes []string, more ...string) []string { return slices.Concat(codes, more) }

var refusals = map[string][]string{
	V3JSAPI:            refusedOrder,
	V3App:              refusedOrder,
	V3Native:           and(refusedOrder, "ORDER_CLOSED"),
	V3H5:               and(refusedOrder, "RULE_LIMIT"),
	V3Query:            refusedQuery,
	V3QueryByID:        refusedQuery,
	V3Close:            and(refusedV3, "RULE_LIMIT", "TRADE_ERROR", "ORDERPAID"),
	V3Refund:           and(refusedV3, "NOT_ENOUGH", "USER_ACCOUNT_ABNORMAL", "RESOURCE_NOT_EXISTS", "REQUEST_BLOCKED"),
	V3RefundQuery:      and(refusedV3, "RESOURCE_NOT_EXISTS"),
	V3TradeBill:        refusedBill,
	V3FundFlowBill:     refusedBill,
	V3BillDownload:     {"INVALID_REQUEST", "NO_AUTH", "SIGN_ERROR"},
	V3Certificates:     {"RESOURCE_NOT_EXISTS", "INVALID_REQUEST", "SIGN_ERROR"},
	V2Unified:          and(slices.Concat(refusedV2, unknownV2), "INVALID_REQUEST", "NOAUTH", "NOTENOUGH", "ORDERPAID", "ORDERCLOSED", "SYSTEMERROR", "APPID_MCHID_NOT_MATCH", "LACK_PARAMS", "OUT_TRADE_NO_USED", "POST_DATA_EMPTY", "NOT_UTF8", "PARAM_ERROR"),
	V2OrderQuery:       {"ORDERNOTEXIST", "SYSTEMERROR"},
	V2CloseOrder:       and(refusedV2, "ORDERPAID", "ORDERCLOSED", "ORDERNOTEXIST", "TRADE_STATE_ERROR", "SYSTEMERROR"),
	V2Refund:           and(slices.Concat(refusedV2, unknownV2), "SYSTEMERROR", "BIZERR_NEED_RETRY", "TRADE_OVERDUE", "ERROR", "USER_ACCOUNT_ABNORMAL", "INVALID_REQ_TOO_MUCH", "NOTENOUGH", "INVALID_TRANSACTIONID", "PARAM_ERROR", "ORDERNOTEXIST", "FREQUENCY_LIMITED", "CERT_ERROR", "INVALID_REQUEST"),
	V2RefundQuery:      and(slices.Concat(refusedV2, unknownV2), "REFUNDNOTEXIST", "INVALID_TRANSACTIONID", "PARAM_ERROR", "SYSTEMERROR"),
	V2DownloadBill:     {"SYSTEMERROR", "invalid bill_type", "data format error", "missing parameter", "SIGN ERROR", "NO Bill Exist", "Bill Creating", "CompressGZip Error", "UnCompressGZip Error"},
	V2DownloadFundFlow: {"SYSTEMERROR", "PARAM_ERROR", "NO_BILL_EXIST", "BILL_CREATING"},
	"v2.micropay":      and(slices.Concat(refusedV2, unknownV2), "USERPAYING", "SYSTEMERROR", "BANKERROR", "PARAM_ERROR", "LACK_PARAMS", "INVALID_REQUEST", "NOAUTH", "ORDERPAID", "ORDERCLOSED", "ORDERREVERSED", "AUTHCODEEXPIRE", "AUTH_CODE_ERROR", "AUTH_CODE_INVALID", "NOTENOUGH", "NOTSUPORTCARD", "BUYER_MISMATCH", "TRADE_ERROR", "APPID_MCHID_NOT_MATCH", "OUT_TRADE_NO_USED", "NOT_UTF8"),
	"v2.reverse":       {"REVERSE_EXPIRE", "ORDERNOTEXIST", "SYSTEMERROR", "USERPAYING"},
}
