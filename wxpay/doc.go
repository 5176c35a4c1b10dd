// Package wxpay holds the words that both generations of the WeChat Pay API
// share: identifiers, money, secrets, the text that is signed, the trace of how
// it came about, checks, and exchanges.
//
// Everything in this package and in wxpay/v2, v3, catalog, flow, order and
// notify is pure: bytes in; bytes, traces and verdicts out. Clock, randomness
// and network are parameters.
//
// Two ideas carry the program:
//
//   - A trace is not an explanation beside the code, it is the code: signing and
//     verifying build one [Text] and everything that is shown about it is
//     computed from that text.
//   - Everything on the wire is an [Exchange]: one request with its reply, raw
//     bytes kept. Orders, inbox and timelines are views of exchanges.
package wxpay
