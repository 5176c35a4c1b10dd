package diagnose

import (
	"slices"

	"wxlens/wxpay/v3"
)

// verifier compares the key that the developer verified with with the one that the
// message names.
func (e *examination) verifier(serial string) {
	k, used := &e.c.Keys, e.c.Message.VerifierKey
	merchant := k.merchantSerial()
	restored := !e.right && e.d.Verdict == Explained // something was put right: the key may be wrong too
	switch {
	case used != "" && (used == merchant || used == "apiclient_cert.pem"):
		e.find("v3-verify-merchant-cert", used)
	case used != "" && serial != "" && used != serial && isPublicKeyID(used) != isPublicKeyID(serial):
		e.find("v3-verify-pubkey-mode", used+" ≠ "+serial)
	case used != "" && serial != "" && used != serial:
		e.find("v3-verify-serial-not-loaded", used+" ≠ "+serial)
	case restored:
	case serial != "" && serial == merchant:
		e.find("v3-verify-merchant-cert", serial)
	case serial != "" && !k.holds(serial) && len(k.Platform) > 0 && !slices.ContainsFunc(k.Platform, func(p PlatformKey) bool {
		return isPublicKeyID(string(p.ID)) == isPublicKeyID(serial)
	}):
		e.find("v3-verify-pubkey-mode", serial)
	case serial != "" && !k.holds(serial) && len(k.Platform) > 0:
		e.find("v3-verify-serial-not-loaded", serial)
	}
	e.unnamedKey(serial)
}

// unnamedKey finds a reply that a platform certificate signed because the request
// did not name the public key, which is all that the verifier has.
func (e *examination) unnamedKey(serial string) {
	const missing = "v3-request-serial-header-missing"
	at := slices.IndexFunc(e.d.Causes, func(c Cause) bool { return c.Slug == "v3-verify-pubkey-mode" })
	if e.c.Kind != Response || at < 0 || isPublicKeyID(serial) {
		return
	}
	asked := e.c.Call.Header
	switch {
	case len(asked) == 0: // the request is not known
		tie := slices.Clone(e.d.Causes)
		tie[at] = causeOf(found{missing, v3.HeaderSerial})
		e.d.Ties = append(e.d.Ties, tie)
	case asked.Get(v3.HeaderSerial) != "":
	case e.c.Keys.holds(serial):
		e.find(missing, v3.HeaderSerial)
	default:
		e.d.Causes[at] = causeOf(found{missing, v3.HeaderSerial})
	}
}
