package catalog

import (
	"strings"
	"testing"

	"wxlens/wxpay"
)

// The calls that the documents list, by product. Braces stand for any placeholder.
const documentedV3 = `
POST /v3/pay/transactions/jsapi
POST /v3/pay/transactions/app
POST /v3/pay/transactions/native
POST /v3/pay/transactions/h5
POST /v3/pay/transactions/codepay
POST /v3/pay/transactions/out-trade-no/{}/reverse
GET /v3/pay/transactions/out-trade-no/{}
GET /v3/pay/transactions/id/{}
POST /v3/pay/transactions/out-trade-no/{}/close
POST /v3/pay/transactions/jsapi-with-contract
POST /v3/pay/transactions/app-with-contract
POST /v3/pay/partner/transactions/jsapi
POST /v3/pay/partner/transactions/app
POST /v3/pay/partner/transactions/native
POST /v3/pay/partner/transactions/h5
POST /v3/pay/partner/transactions/codepay
POST /v3/pay/partner/transactions/out-trade-no/{}/reverse
GET /v3/pay/partner/transactions/out-trade-no/{}
GET /v3/pay/partner/transactions/id/{}
POST /v3/pay/partner/transactions/out-trade-no/{}/close
POST /v3/combine-transactions/jsapi
POST /v3/combine-transactions/app
POST /v3/combine-transactions/h5
POST /v3/combine-transactions/native
GET /v3/combine-transactions/out-trade-no/{}
POST /v3/combine-transactions/out-trade-no/{}/close
POST /v3/refund/domestic/refunds
GET /v3/refund/domestic/refunds/{}
POST /v3/refund/domestic/refunds/{}/apply-abnormal-refund
GET /v3/bill/tradebill
GET /v3/bill/fundflowbill
GET /v3/bill/sub-merchant-fundflowbill
GET /v3/billdownload/file
GET /v3/ecommerce/bill/fundflowbill
GET /v3/certificates
POST /v3/security/echo
POST /v3/profitsharing/orders
GET /v3/profitsharing/orders/{}
POST /v3/profitsharing/orders/unfreeze
POST /v3/profitsharing/return-orders
GET /v3/profitsharing/return-orders/{}
GET /v3/profitsharing/transactions/{}/amounts
POST /v3/profitsharing/receivers/add
POST /v3/profitsharing/receivers/delete
GET /v3/profitsharing/merchant-configs/{}
GET /v3/profitsharing/bills
POST /v3/fund-app/mch-transfer/transfer-bills
POST /v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{}/cancel
GET /v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{}
GET /v3/fund-app/mch-transfer/transfer-bills/transfer-bill-no/{}
POST /v3/fund-app/mch-transfer/elecsign/out-bill-no
GET /v3/fund-app/mch-transfer/elecsign/out-bill-no/{}
GET /v3/transferdownload/signfile
GET /v3/transferdownload/elecvoucherfile
POST /v3/transfer/batches
GET /v3/transfer/batches/batch-id/{}
GET /v3/transfer/batches/out-batch-no/{}
GET /v3/merchant/fund/balance/{}
GET /v3/merchant/fund/dayendbalance/{}
GET /v3/merchantfund/merchant/income-records
POST /v3/payscore/serviceorder
GET /v3/payscore/serviceorder
POST /v3/payscore/serviceorder/{}/cancel
POST /v3/payscore/serviceorder/{}/modify
POST /v3/payscore/serviceorder/{}/complete
POST /v3/payscore/serviceorder/{}/pay
POST /v3/payscore/serviceorder/{}/sync
POST /v3/payscore/permissions
GET /v3/payscore/permissions/authorization-code/{}
POST /v3/payscore/permissions/authorization-code/{}/terminate
GET /v3/merchant-service/complaints-v2
GET /v3/merchant-service/complaints-v2/{}
GET /v3/merchant-service/complaints-v2/{}/negotiation-historys
POST /v3/merchant-service/complaints-v2/{}/response
POST /v3/merchant-service/complaints-v2/{}/complete
POST /v3/merchant-service/complaints-v2/{}/update-refund-progress
POST /v3/merchant-service/complaint-notifications
GET /v3/merchant-service/complaint-notifications
PUT /v3/merchant-service/complaint-notifications
DELETE /v3/merchant-service/complaint-notifications
POST /v3/merchant-service/images/upload
GET /v3/merchant-service/images/{}
POST /v3/merchant/media/upload
POST /v3/merchant/media/video_upload
POST /v3/marketing/favor/media/image-upload
POST /v3/marketing/favor/coupon-stocks
POST /v3/marketing/favor/stocks/{}/start
POST /v3/marketing/favor/stocks/{}/pause
POST /v3/marketing/favor/stocks/{}/restart
POST /v3/marketing/favor/users/{}/coupons
GET /v3/marketing/favor/users/{}/coupons/{}
POST /v3/marketing/busifavor/stocks
POST /v3/marketing/busifavor/coupons/use
POST /v3/marketing/favor/callbacks
GET /v3/marketing/favor/callbacks
POST /v3/marketing/busifavor/callbacks
GET /v3/marketing/busifavor/callbacks
POST /v3/applyment4sub/applyment/
GET /v3/applyment4sub/applyment/business_code/{}
GET /v3/applyment4sub/applyment/applyment_id/{}
POST /v3/apply4sub/sub_merchants/{}/modify-settlement
GET /v3/apply4sub/sub_merchants/{}/settlement
POST /v3/ecommerce/applyments/
POST /v3/ecommerce/refunds/apply
POST /v3/ecommerce/profitsharing/orders
POST /v3/new-tax-control-fapiao/fapiao-applications
GET /v3/new-tax-control-fapiao/fapiao-applications/{}/fapiao-files
GET /v3/new-tax-control-fapiao/download
POST /v3/papay/contracts/{}/notify
POST /v3/vehicle/parking/parkings
POST /v3/vehicle/transactions/parking
POST /v3/merchant-risk-manage/violation-notifications
GET /v3/merchant-risk-manage/violation-notifications
PUT /v3/merchant-risk-manage/violation-notifications
DELETE /v3/merchant-risk-manage/violation-notifications
GET /v3/capital/capitallhh/banks/search-banks-by-bank-account
`

// A C marks the calls that want the client certificate, an H those that take
// HMAC-SHA256 only, a U those whose answer is not signed.
const documentedV2 = `
POST /pay/unifiedorder
POST /pay/orderquery
POST /pay/closeorder
POST /secapi/pay/refund C
POST /secapi/pay/refundv2 C
POST /pay/refundquery
POST /pay/refundqueryv2
POST /pay/downloadbill U
POST /pay/downloadfundflow CHU
POST /billcommentsp/batchquerycomment CHU
POST /payitil/report U
POST /pay/micropay
POST /secapi/pay/reverse C
POST /pay/facepay
POST /pay/facepayquery
POST /secapi/pay/facepayreverse C
POST /tools/shorturl
POST /tools/authcodetoopenid
POST /pay/combinedorder
POST /pay/querycombinedorder
POST /pay/closecombinedorder
POST /pay/contractorder
GET /papay/entrustweb U
GET /papay/h5entrustweb HU
POST /papay/preentrustweb
POST /papay/querycontract
POST /papay/deletecontract
POST /pay/pappayapply
POST /pay/paporderquery
POST /pay/partner/pappayapply
POST /pay/partner/paporderquery
POST /secapi/pay/profitsharing CH
POST /secapi/pay/multiprofitsharing CH
POST /secapi/pay/profitsharingfinish CH
POST /secapi/pay/profitsharingreturn CH
POST /pay/profitsharingquery H
POST /pay/profitsharingaddreceiver H
POST /pay/profitsharingremovereceiver H
POST /pay/profitsharingreturnquery H
POST /pay/profitsharingorderamountquery H
POST /pay/profitsharingmerchantratioquery H
POST /mmpaymkttransfers/sendredpack CU
POST /mmpaymkttransfers/sendgroupredpack CU
POST /mmpaymkttransfers/sendminiprogramhb CU
POST /mmpaymkttransfers/gethbinfo CU
POST /mmpaymkttransfers/promotion/transfers CU
POST /mmpaymkttransfers/gettransferinfo CU
POST /mmpaymkttransfers/promotion/paywwsptrans2pocket CU
POST /mmpaymkttransfers/promotion/querywwsptrans2pocket CU
POST /mmpaymkttransfers/sendworkwxredpack CU
POST /mmpaymkttransfers/queryworkwxredpack CU
POST /mmpaymkttransfers/send_coupon C
POST /mmpaymkttransfers/query_coupon_stock
POST /mmpaymkttransfers/querycouponsinfo
POST /mmpaysptrans/pay_bank CU
POST /mmpaysptrans/query_bank CU
POST /risk/getpublickey CU
POST /risk/getcertficates
POST /pay/settlementquery
POST /pay/queryexchagerate
POST /cgi-bin/mch/customs/customdeclareorder
POST /cgi-bin/mch/customs/customdeclarequery
POST /cgi-bin/mch/newcustoms/customdeclareredeclare
POST /deposit/micropay
POST /deposit/facepay
POST /deposit/orderquery
POST /deposit/refundquery
POST /deposit/reverse C
POST /deposit/consume C
POST /deposit/refund C
POST /transit/pay/payapply
POST /transit/pay/querystate
POST /transit/queryorder
POST /transit/partnerpay/payapply
POST /transit/partnerpay/querystate
POST /transit/partnerpay/queryorder
POST /vehicle/pay/payapply
POST /vehicle/pay/querystate
POST /vehicle/pay/notification
POST /vehicle/partnerpay/payapply
POST /vehicle/partnerpay/querystate
POST /vehicle/partnerpay/notification
POST /secapi/mch/addsubdevconfig C
POST /secapi/mch/querysubdevconfig C
POST /secapi/mch/submchmanage CU
POST /secapi/mch/modifymchinfo C
POST /secapi/mch/channelsetting C
POST /face/get_wxpayface_authinfo
POST /xdc/apiv2getsignkey/sign/getsignkey U
POST /xdc/apiv2sandbox/pay/micropay
POST /xdc/apiv2sandbox/pay/orderquery
`

func TestEveryDocumentedCallIsThere(t *testing.T) {
	for api, table := range map[wxpay.API]string{wxpay.V3: documentedV3, wxpay.V2: documentedV2} {
		for row := range strings.Lines(strings.TrimSpace(table)) {
			words := append(strings.Fields(row), "")
			e, _, ok := Match(words[0], strings.ReplaceAll(words[1], "{}", "x"))
			switch {
			case !ok:
				t.Errorf("%s is missing", row)
			case e.API != api || unnamed(e.Path) != words[1]:
				t.Errorf("%s is %s %s", row, e.ID, e.Path)
			case api == wxpay.V2 && marks(e) != words[2]:
				t.Errorf("%s is marked %q", row, marks(e))
			}
		}
	}
}

// unnamed is a path with its placeholders unnamed.
func unnamed(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, "{") {
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}

func marks(e *Endpoint) string {
	text := ""
	for _, m := range []struct {
		mark string
		set  bool
	}{{"C", e.Certificate}, {"H", e.HMACOnly}, {"U", e.Unsigned}} {
		if m.set {
			text += m.mark
		}
	}
	return text
}

// Success replies of V3 are signed, but for these downloads.
func TestOnlyDownloadsAreUnsigned(t *testing.T) {
	unsigned := map[string]bool{
		"/v3/billdownload/file": true, "/v3/transferdownload/signfile": true, "/v3/transferdownload/elecvoucherfile": true,
		"/v3/new-tax-control-fapiao/download": true, "/v3/merchant-service/images/{media_id}": true, "/sns/jscode2session": true,
	}
	for _, e := range All() {
		if e.API == wxpay.V3 && e.Unsigned != unsigned[e.Path] {
			t.Errorf("%s: unsigned is %v", e.ID, e.Unsigned)
		}
	}
}

// What takes money from the merchant must be known before a call is repeated or
// tried out.
func TestCallsThatMoveMoney(t *testing.T) {
	for id, moves := range map[string]bool{
		V3Refund: true, V3RefundAbnormal: true, "v3.reverse": true, "v3.partner.reverse": true, "v3.transfer": true, "v3.batch": true, "v3.profit": true,
		"v3.ecommerce-refund": true, "v3.favor-send": true, V2Refund: true, "v2.refundv2": true, "v2.reverse": true, "v2.sendredpack": true, "v2.transfers": true,
		"v2.pay_bank": true, "v2.profitsharing": true, "v2.multiprofitsharing": true, "v2.sendworkwxredpack": true, "v2.paywwsptrans2pocket": true,
		V3JSAPI: false, V3Query: false, V3RefundQuery: false, V2Unified: false, V3TradeBill: false, "v3.transfer-query": false, "v3.profit-return": false,
	} {
		if got := endpoint(t, id).MovesMoney; got != moves {
			t.Errorf("%s: %v", id, got)
		}
	}
}
