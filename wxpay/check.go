package wxpay

// Check is one verdict with its evidence.
type Check struct {
	Name    CheckName
	Verdict Verdict
	Want    string // what was expected, protocol words and figures only
	Got     string // what was found
	Reason  Reason // why it failed or does not apply; empty when it passed
}

// CheckName is the stable slug of a check.
type CheckName string

// The checks a careful receiver makes, in this order.
const (
	CheckStatus      CheckName = "status"
	CheckWellFormed  CheckName = "well-formed"
	CheckHeaders     CheckName = "headers-present"
	CheckTimestamp   CheckName = "timestamp-fresh"
	CheckKeyKnown    CheckName = "key-known"
	CheckSignature   CheckName = "signature"
	CheckReturnCode  CheckName = "return-code"
	CheckResultCode  CheckName = "result-code"
	CheckDecrypts    CheckName = "decrypts"
	CheckMerchantApp CheckName = "merchant-and-app"
	CheckOrderKnown  CheckName = "order-known"
	CheckAmount      CheckName = "amount-and-currency"
	CheckNotSeen     CheckName = "not-seen-before"
)

// The checks of a step that signs something itself.
const (
	CheckOwnSignature CheckName = "own-signature" // ours verifies under our own certificate
	CheckPayParams    CheckName = "pay-params"    // the client accepted the pay parameters
	CheckTradeState   CheckName = "trade-state"   // the state that the scenario expects
	CheckAnswered     CheckName = "answered"      // the call was answered at all
	CheckRefundState  CheckName = "refund-state"  // the state that a refund should be in
	CheckBillHash     CheckName = "bill-hash"     // the file is the one that was announced
	CheckBillForm     CheckName = "bill-form"     // header, rows and totals agree
	CheckInBill       CheckName = "order-in-bill" // the order of this flow stands in it
	CheckFileKept     CheckName = "file-kept"     // a file of any size was written beside the journal, which has its length and hash
)

// Verdict is the outcome of a check.
type Verdict uint8

const (
	NotApplicable Verdict = iota
	Passed
	Failed
)

// Reason is a stable slug for why a check failed or does not apply; the faces
// hold the sentence and the remedy for each.
type Reason string

const (
	ReasonHeaderMissing      Reason = "header-missing"
	ReasonTimestampForm      Reason = "timestamp-form"
	ReasonTimestampMillis    Reason = "timestamp-milliseconds"
	ReasonStale              Reason = "stale"
	ReasonFromFuture         Reason = "from-the-future"
	ReasonUnknownSerial      Reason = "unknown-serial"
	ReasonKeyExpired         Reason = "key-outside-validity"
	ReasonSignatureType      Reason = "signature-type"
	ReasonSignatureEncoding  Reason = "signature-encoding"
	ReasonSignatureLength    Reason = "signature-length"
	ReasonSignatureMismatch  Reason = "signature-mismatch"
	ReasonProbe              Reason = "signature-probe"
	ReasonUnsigned           Reason = "unsigned"
	ReasonUnsignedFailure    Reason = "unsigned-failure"
	ReasonEmptyBody          Reason = "empty-body"
	ReasonNotJSON            Reason = "not-json"
	ReasonNotXML             Reason = "not-xml"
	ReasonUnsafeXML          Reason = "unsafe-xml"
	ReasonDuplicateField     Reason = "duplicate-field"
	ReasonTooLarge           Reason = "too-large"
	ReasonTruncated          Reason = "truncated"
	ReasonNoResource         Reason = "no-resource"
	ReasonWrongAlgorithm     Reason = "wrong-algorithm"
	ReasonNoKey              Reason = "no-key"
	ReasonKeyLength          Reason = "key-length"
	ReasonCiphertextEncoding Reason = "ciphertext-encoding"
	ReasonNonceLength        Reason = "nonce-length"
	ReasonDecryptFailed      Reason = "decrypt-failed"
	ReasonPlainNotJSON       Reason = "plaintext-not-json"
	ReasonPlainNotXML        Reason = "plaintext-not-xml"
	ReasonNoMerchant         Reason = "no-merchant-named"
	ReasonOtherMerchant      Reason = "other-merchant"
	ReasonOtherApp           Reason = "other-app"
	ReasonAmountDiffers      Reason = "amount-differs"
	ReasonCurrencyDiffers    Reason = "currency-differs"
	ReasonRefundExceeds      Reason = "refund-exceeds-total"
	ReasonOrderUnknown       Reason = "order-unknown"
	ReasonSeenBefore         Reason = "seen-before"
	ReasonRefused            Reason = "refused"
	ReasonErrorAnswer        Reason = "error-answer"
	ReasonNoAnswer           Reason = "no-answer"
	ReasonStateDiffers       Reason = "state-differs"
	ReasonUnsignedFile       Reason = "unsigned-file"
	ReasonUnsignedCall       Reason = "unsigned-call"
	ReasonUnsignedNotice     Reason = "unsigned-notice"
	ReasonHashDiffers        Reason = "hash-differs"
	ReasonNotInBill          Reason = "not-in-bill"
	ReasonSumsDiffer         Reason = "sums-differ"
	ReasonHandedOver         Reason = "handed-over"
	ReasonGivenByHand        Reason = "given-by-hand"
	ReasonAuthorizationForm  Reason = "authorization-form"
	ReasonOtherCertificate   Reason = "other-certificate"
	ReasonSignTypeDiffers    Reason = "sign-type-differs"
	ReasonLengthDiffers      Reason = "length-differs"
	ReasonLineEndAdded       Reason = "line-end-added"
	ReasonBadRows            Reason = "bad-rows"
	ReasonNoBill             Reason = "no-bill"
)

// Pass, Fail and Skip make a check.
func Pass(name CheckName, want, got string) Check {
	return Check{Name: name, Verdict: Passed, Want: want, Got: got}
}

// Fail makes a failed check; see [Pass].
func Fail(name CheckName, reason Reason, want, got string) Check {
	return Check{Name: name, Verdict: Failed, Want: want, Got: got, Reason: reason}
}

// Skip makes a check that does not apply; see [Pass].
func Skip(name CheckName, reason Reason, want, got string) Check {
	return Check{Name: name, Verdict: NotApplicable, Want: want, Got: got, Reason: reason}
}

// OK reports whether none of the checks failed.
func OK(checks []Check) bool {
	_, failed := FirstFailure(checks)
	return !failed
}

// FirstFailure returns the first failed check.
func FirstFailure(checks []Check) (Check, bool) {
	for _, c := range checks {
		if c.Verdict == Failed {
			return c, true
		}
	}
	return Check{}, false
}

// Verified reports whether the checks of a notification established who sent it:
// key known, timestamp fresh, signature right. A refund notice of V2 is not signed,
// but its sender knew the key that it is encrypted with.
func Verified(checks []Check) bool {
	signed, notice, opened := false, false, false
	for _, c := range checks {
		switch {
		case c.Name == CheckTimestamp && c.Verdict == Failed:
			return false
		case c.Name == CheckSignature && c.Verdict == Passed:
			signed = true
		case c.Name == CheckSignature && c.Reason == ReasonUnsignedNotice:
			notice = true
		case c.Name == CheckDecrypts && c.Verdict == Passed:
			opened = true
		}
	}
	return signed || notice && opened
}

// MoneyAtStake returns the check of a genuine notification that says that goods
// must not be handed over for it: another amount, currency, merchant or app.
func MoneyAtStake(checks []Check) (Check, bool) {
	if !Verified(checks) {
		return Check{}, false
	}
	for _, c := range checks {
		if c.Verdict == Failed && (c.Name == CheckAmount || c.Name == CheckMerchantApp) {
			return c, true
		}
	}
	return Check{}, false
}
