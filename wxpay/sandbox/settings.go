package sandbox

import (
	"net/http"
	"time"
)

// settings are what control calls set, for good or for the next calls: kept in
// the state, forgotten by a reset. Their lists are never changed in place.
type settings struct {
	Merchant  MerchantState `json:"merchant,omitempty"`
	RefundURL string        `json:"refund_url,omitempty"` // of the merchant platform (退款结果通知 URL)
	BillLife  time.Duration `json:"bill_life,omitempty"`  // of a download_url; 0: the usual
	Bill      billPlan      `json:"bill,omitzero"`
	Outcomes  []planned     `json:"outcomes,omitempty"` // of the next refunds
	Faults    []fault       `json:"faults,omitempty"`   // of the next requests
}

// MerchantState is what is the matter with the merchant's set-up.
type MerchantState string

const (
	MerchantOK            MerchantState = "ok"
	MerchantExpired       MerchantState = "expired" // its API certificate
	MerchantRevoked       MerchantState = "revoked"
	MerchantReplaced      MerchantState = "replaced"
	MerchantNoAPIv3Key    MerchantState = "no-apiv3-key"
	MerchantNoCertificate MerchantState = "no-certificate"
)

// says is the message of a request that fails for this state; "" for none.
func (m MerchantState) says() string {
	switch m {
	case MerchantExpired:
		return "商户证书已过期"
	case MerchantRevoked:
		return "商户证书已作废"
	case MerchantReplaced:
		return "商户已更换证书，请使用新证书"
	case MerchantNoAPIv3Key:
		return "商户未设置APIv3密钥。"
	case MerchantNoCertificate:
		return "商户未申请过证书。"
	}
	return ""
}

// controlMerchant answers POST /_sandbox/merchant.
func (s *Sandbox) controlMerchant(w http.ResponseWriter, body []byte) {
	var req struct {
		State MerchantState `json:"state"`
	}
	if !readControl(w, body, &req) {
		return
	}
	if req.State != MerchantOK && req.State.says() == "" {
		controlError(w, http.StatusBadRequest, "state: want ok, expired, revoked, replaced, no-apiv3-key or no-certificate")
		return
	}
	s.changeSettings(w, func(all *settings) { all.Merchant = req.State })
}

func (s *Sandbox) changeSettings(w http.ResponseWriter, change func(*settings)) {
	s.mu.Lock()
	err := s.set(change)
	s.mu.Unlock()
	if err != nil {
		controlError(w, http.StatusInternalServerError, err.Error())
		return
	}
	controlJSON(w, http.StatusOK, map[string]any{"ok": true})
}

// set changes the settings, once they are kept. The caller holds the lock.
func (s *Sandbox) set(change func(*settings)) error {
	changed := s.store.settings
	change(&changed)
	return s.store.put(line{Settings: &changed})
}

// used takes what was used up out of the settings. What cannot be kept is used up
// in memory all the same. The caller holds the lock.
func (s *Sandbox) used(change func(*settings)) {
	if s.set(change) != nil {
		change(&s.store.settings)
	}
}
