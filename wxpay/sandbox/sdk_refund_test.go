package sandbox_test

import (
	"context"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"
	"github.com/wechatpay-apiv3/wechatpay-go/services/refunddomestic"

	"wxlens/wxpay/v3"
)

// A refund as the official SDK sees it: accepted, told of, queried.
func TestOfficialSDKRefunds(t *testing.T) {
	ctx := context.Background()
	for name, mode := range modes(t) {
		t.Run(name, func(t *testing.T) {
			w, r := open(t, trusting(mode.trust)), listen(t, always(204, ""))
			w.place("order-1", nowhere)
			w.pay("order-1")
			refunds := refunddomestic.RefundsApiService{Client: w.client(mode.option)}
			asked := refunddomestic.CreateRequest{
				OutTradeNo: core.String("order-1"), OutRefundNo: core.String("refund-1"), Reason: core.String("退货"), NotifyUrl: core.String(r.url),
				Amount: &refunddomestic.AmountReq{Refund: core.Int64(990), Total: core.Int64(1990), Currency: core.String("CNY")},
			}
			accepted, _, err := refunds.Create(ctx, asked)
			if err != nil || *accepted.Status != "PROCESSING" || *accepted.Amount.Refund != 990 || *accepted.OutTradeNo != "order-1" || accepted.SuccessTime != nil {
				t.Fatalf("accepted %s, %v", accepted, err)
			}
			again, _, err := refunds.Create(ctx, asked)
			if err != nil || *again.RefundId != *accepted.RefundId {
				t.Errorf("the same again: %s, %v", again, err)
			}

			var told v3.RefundNotice
			n, err := notify.NewNotifyHandler(merchant().APIv3Key, mode.verifier).ParseNotifyRequest(ctx, r.next().request(), &told)
			if err != nil || n.EventType != "REFUND.SUCCESS" || n.Summary != "退款成功" || n.Resource.OriginalType != "refund" {
				t.Fatalf("notified %v, %v", n, err)
			}
			if told.RefundStatus != "SUCCESS" || told.Amount.Refund != 990 || told.Amount.Total != 1990 || string(told.RefundID) != *accepted.RefundId || told.SuccessTime == "" {
				t.Errorf("notified of %+v", told)
			}
			found, _, err := refunds.QueryByOutRefundNo(ctx, refunddomestic.QueryByOutRefundNoRequest{OutRefundNo: core.String("refund-1")})
			if err != nil || *found.Status != "SUCCESS" || found.SuccessTime == nil || *found.RefundId != *accepted.RefundId {
				t.Errorf("queried %s, %v", found, err)
			}
			if _, _, err := refunds.QueryByOutRefundNo(ctx, refunddomestic.QueryByOutRefundNoRequest{OutRefundNo: core.String("refund-2")}); code(err) != "RESOURCE_NOT_EXISTS" {
				t.Errorf("queried an unknown one: %v", err)
			}
			r.quiet()
		})
	}
}
