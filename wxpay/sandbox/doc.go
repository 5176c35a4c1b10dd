// Package sandbox plays WeChat Pay on loopback, as strict as the real thing:
// it verifies every request, answers real-shaped errors, signs its replies,
// plays the payer's client, and sends signed, encrypted notifications on the
// official schedule until they are acknowledged.
//
// Business time (validity periods, the ladder of repeats) follows a clock that
// can be moved; the windows of timestamps follow the real clock. Control calls
// live below /_sandbox/ and are answered on loopback only.
package sandbox
