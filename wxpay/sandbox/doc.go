// Package sandbox plays WeChat Pay on loopback, as strict as the real thing:
// it verifies every request, answers real-shaped errors, signs its replies,
// plays the payer's client, and sends signed, encrypted notifications on the
// official schedule until they are acknowledged. It knows orders of all
// products, refunds, bills, platform certificates, the security echo and the
// image upload of V3, and the same of V2 where V2 has it.
//
// Business time (validity periods, the ladder of repeats, bills) follows a clock
// that can be moved; the windows of timestamps follow the real clock. A rule of
// the business stands in one place; both generations word its breach in their
// own way.
//
// Control calls live below /_sandbox/ and are answered on loopback only. They
// play the payer (pay), decide what becomes of refunds (refund), what is wrong
// with the merchant (merchant) and with replies (faults), send a notification
// once more (notify), move the clock (clock), make a new platform certificate
// (rotate), change how long bills can be downloaded and what in them did not
// happen (bill), list (orders,
// refunds, notifications) and forget (reset).
package sandbox
