package android

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"wxlens/wxpay"
)

// The checklist, in the order in which a -1 is best looked into.
const (
	CheckSigned       wxpay.CheckName = "app-signed"
	CheckRegistered   wxpay.CheckName = "registered-form" // how the registered signature is written
	CheckSignature    wxpay.CheckName = "app-signature"
	CheckCertificate  wxpay.CheckName = "release-certificate"
	CheckValidity     wxpay.CheckName = "certificate-validity"
	CheckOneSigner    wxpay.CheckName = "one-signer"
	CheckSchemes      wxpay.CheckName = "signature-schemes"
	CheckPackageName  wxpay.CheckName = "package-name"
	CheckActivity     wxpay.CheckName = "pay-entry-activity"
	CheckExported     wxpay.CheckName = "pay-entry-exported"
	CheckLaunchMode   wxpay.CheckName = "pay-entry-launch-mode"
	CheckIntentFilter wxpay.CheckName = "pay-entry-intent-filter"
	CheckQueries      wxpay.CheckName = "wechat-visible"
	CheckDebuggable   wxpay.CheckName = "not-debuggable"
)

// Why a check failed or does not apply.
const (
	ReasonUnsigned        wxpay.Reason = "app-unsigned"
	ReasonResigned        wxpay.Reason = "app-signed-by-store" // an AAB
	ReasonFormUpperCase   wxpay.Reason = "registered-upper-case"
	ReasonFormColons      wxpay.Reason = "registered-colons"
	ReasonFormSpaces      wxpay.Reason = "registered-spaces"
	ReasonFormNotHex      wxpay.Reason = "registered-not-hexadecimal"
	ReasonFormLength      wxpay.Reason = "registered-length"
	ReasonFormSHA1        wxpay.Reason = "registered-sha1"
	ReasonFormSHA256      wxpay.Reason = "registered-sha256"
	ReasonOtherSignature  wxpay.Reason = "signature-differs"
	ReasonNewerSignature  wxpay.Reason = "signature-of-rotated-key"
	ReasonLaterSigner     wxpay.Reason = "signature-of-later-signer"
	ReasonNotRegistered   wxpay.Reason = "nothing-registered-given"
	ReasonDebugCert       wxpay.Reason = "debug-certificate"
	ReasonCertExpired     wxpay.Reason = "certificate-expired"
	ReasonCertNotYet      wxpay.Reason = "certificate-not-yet-valid"
	ReasonCertUnreadable  wxpay.Reason = "certificate-unreadable"
	ReasonSeveralSigners  wxpay.Reason = "several-signers"
	ReasonSeveralEntries  wxpay.Reason = "several-entries"
	ReasonRotated         wxpay.Reason = "key-rotated"
	ReasonSchemesDiffer   wxpay.Reason = "schemes-differ"
	ReasonStripped        wxpay.Reason = "scheme-stripped"
	ReasonOnlyV1          wxpay.Reason = "only-v1"
	ReasonOldAndroids     wxpay.Reason = "old-androids-refuse"
	ReasonNoManifest      wxpay.Reason = "no-manifest"
	ReasonManifestDamaged wxpay.Reason = "manifest-damaged"
	ReasonOtherPackage    wxpay.Reason = "package-name-differs"
	ReasonPackageForm     wxpay.Reason = "package-name-form"
	ReasonNoPackageGiven  wxpay.Reason = "no-package-name-given"
	ReasonNoActivity      wxpay.Reason = "entry-missing"
	ReasonElsewhere       wxpay.Reason = "entry-in-other-package"
	ReasonNotExported     wxpay.Reason = "entry-not-exported"
	ReasonExportedUnsaid  wxpay.Reason = "entry-exported-unsaid"
	ReasonDisabled        wxpay.Reason = "entry-disabled"
	ReasonPermission      wxpay.Reason = "entry-permission"
	ReasonLaunchMode      wxpay.Reason = "entry-launch-mode"
	ReasonFilters         wxpay.Reason = "entry-filters"
	ReasonNoQueries       wxpay.Reason = "wechat-not-visible"
	ReasonDebuggable      wxpay.Reason = "debuggable"
)

// Mistake is the slug of the mistake that all of this explains, in the catalogue of
// the diagnoser.
const Mistake = "app-minus-one"

// ResultCodes are the values of errCode that an app gets from WeChat, as numbers.
var ResultCodes = []int{0, -1, -2}

// Known is what the user says that the Open Platform has; each may be empty.
type Known struct {
	Package   string
	Signature string // in any form
}

// Checks compares a file with what is registered; file may be nil where none is at
// hand. What cannot be told without it does not apply, and its Want is what to look
// for.
func Checks(f *File, k Known, now time.Time) []wxpay.Check {
	c := checklist{file: f, known: k, now: now, registered: ParseRegistered(k.Signature)}
	if f != nil && f.Kind == Package {
		c.signed()
	}
	if k.Signature != "" {
		c.written()
	}
	c.signature()
	if f != nil && len(f.Signatures) > 0 {
		c.certificate()
		c.validity()
		c.signers()
	}
	if f != nil && f.Form == APK && len(f.Signatures) > 0 {
		c.schemes()
	}
	c.packageName()
	c.activity()
	return c.done
}

type checklist struct {
	file       *File
	known      Known
	now        time.Time
	registered Registered
	done       []wxpay.Check
}

func (c *checklist) pass(n wxpay.CheckName, want, got string) {
	c.done = append(c.done, wxpay.Pass(n, want, got))
}

func (c *checklist) fail(n wxpay.CheckName, r wxpay.Reason, want, got string) {
	c.done = append(c.done, wxpay.Fail(n, r, want, got))
}

func (c *checklist) skip(n wxpay.CheckName, r wxpay.Reason, want, got string) {
	c.done = append(c.done, wxpay.Skip(n, r, want, got))
}

func (c *checklist) signed() {
	schemes := joined(c.file.Schemes)
	switch {
	case c.file.Form == AAB:
		c.skip(CheckSigned, ReasonResigned, "", schemes)
	case len(c.file.Signatures) == 0:
		c.fail(CheckSigned, ReasonUnsigned, "", "")
	default:
		c.pass(CheckSigned, "", schemes)
	}
}

// written checks how the registered signature is written.
func (c *checklist) written() {
	const want = "[0-9a-f]{32}"
	reason := map[RegisteredForm]wxpay.Reason{
		FormUpperCase: ReasonFormUpperCase, FormColons: ReasonFormColons, FormSpaces: ReasonFormSpaces, FormNotHex: ReasonFormNotHex, FormLength: ReasonFormLength,
	}[c.registered.Form]
	switch c.registered.Sum {
	case SumSHA1:
		reason = ReasonFormSHA1
	case SumSHA256:
		reason = ReasonFormSHA256
	}
	if reason == "" {
		c.pass(CheckRegistered, want, c.known.Signature)
		return
	}
	c.fail(CheckRegistered, reason, want, c.known.Signature)
}

// signature compares the registered signature with those of the file.
func (c *checklist) signature() {
	var all []Signature
	if c.file != nil {
		all = c.file.Signatures
	}
	at := slices.IndexFunc(all, func(s Signature) bool { return c.registered.Is(&s) })
	switch {
	case len(all) == 0:
		c.skip(CheckSignature, ReasonNoManifest, "MD5", c.known.Signature)
	case c.known.Signature == "":
		c.skip(CheckSignature, ReasonNotRegistered, all[0].MD5, "")
	case c.registered.Sum == SumNone || at < 0:
		c.fail(CheckSignature, ReasonOtherSignature, all[0].MD5, c.registered.Value)
	case c.file.Kind == Package && at > 0 && all[0].Past:
		c.fail(CheckSignature, ReasonNewerSignature, all[0].MD5, all[at].MD5)
	case c.file.Kind == Package && at > 0:
		c.fail(CheckSignature, ReasonLaterSigner, all[0].MD5, all[at].MD5)
	default:
		c.pass(CheckSignature, all[at].MD5, c.registered.Value)
	}
}

func (c *checklist) certificate() {
	first := &c.file.Signatures[0]
	switch {
	case first.Subject == "":
		c.skip(CheckCertificate, ReasonCertUnreadable, "", "")
	case first.Debug():
		c.fail(CheckCertificate, ReasonDebugCert, "", first.Subject)
	default:
		c.pass(CheckCertificate, "", first.Subject)
	}
}

func (c *checklist) validity() {
	first := &c.file.Signatures[0]
	if first.Subject == "" {
		return
	}
	span := first.NotBefore.UTC().Format(time.DateOnly) + " – " + first.NotAfter.UTC().Format(time.DateOnly)
	switch {
	case c.now.After(first.NotAfter):
		c.fail(CheckValidity, ReasonCertExpired, "", span)
	case c.now.Before(first.NotBefore):
		c.fail(CheckValidity, ReasonCertNotYet, "", span)
	default:
		c.pass(CheckValidity, "", span)
	}
}

// signers checks that one certificate is registered for what is signed once.
func (c *checklist) signers() {
	n := 0
	for i := range c.file.Signatures {
		if s := &c.file.Signatures[i]; !s.Past && (c.file.Kind != Package || len(s.Uses) > 0) {
			n++
		}
	}
	got := strconv.Itoa(n)
	switch {
	case c.file.Kind == Package && slices.ContainsFunc(c.file.Signatures, func(s Signature) bool { return s.Past }):
		c.skip(CheckOneSigner, ReasonRotated, c.file.Signatures[0].MD5, strconv.Itoa(len(c.file.Signatures)))
	case n > 1 && c.file.Kind == Package && !c.together():
		// [checklist.schemes] says that they differ by scheme
	case n > 1 && c.file.Kind == Package:
		c.fail(CheckOneSigner, ReasonSeveralSigners, "1", got)
	case n > 1:
		c.skip(CheckOneSigner, ReasonSeveralEntries, "1", got)
	default:
		c.pass(CheckOneSigner, "1", got)
	}
}

// together reports whether one scheme has several signers.
func (c *checklist) together() bool {
	count := map[Scheme]int{}
	for i := range c.file.Signatures {
		for _, scheme := range c.file.Signatures[i].Schemes() {
			if count[scheme]++; count[scheme] > 1 {
				return true
			}
		}
	}
	return false
}

// schemes checks that every Android that the app is for accepts its signature, and
// that all see the same certificate.
func (c *checklist) schemes() {
	f, got := c.file, joined(c.file.Schemes)
	least, target := 0, 0
	if f.Manifest != nil {
		least, target = f.Manifest.MinSDK, f.Manifest.TargetSDK
	}
	lowest := firstSDK[f.Schemes[0]]
	for _, s := range f.Schemes {
		lowest = min(lowest, firstSDK[s])
	}
	const sdkNoV1 = 30 // Android 11 installs nothing for it that has v1 alone
	switch {
	case f.Stripped:
		c.fail(CheckSchemes, ReasonStripped, "v2", got)
	case !c.agree():
		c.fail(CheckSchemes, ReasonSchemesDiffer, f.Signatures[0].MD5, c.bySchemes())
	case lowest < sdkV2 && len(f.Schemes) == 1 && target >= sdkNoV1:
		c.fail(CheckSchemes, ReasonOnlyV1, "v2", got)
	case lowest < sdkV2 && len(f.Schemes) == 1:
		c.skip(CheckSchemes, ReasonOnlyV1, "v2", got)
	case f.Manifest != nil && lowest > max(least, 1):
		c.fail(CheckSchemes, ReasonOldAndroids, "minSdkVersion "+strconv.Itoa(max(least, 1)), got+", API "+strconv.Itoa(lowest)+"+")
	default:
		c.pass(CheckSchemes, "", got)
	}
}

// agree reports whether each scheme is by the first certificate, or by one that
// replaced it.
func (c *checklist) agree() bool {
	rotated := slices.ContainsFunc(c.file.Signatures, func(s Signature) bool { return s.Past })
	for _, scheme := range c.file.Schemes {
		by := slices.ContainsFunc(c.file.Signatures, func(s Signature) bool {
			return slices.Contains(s.Schemes(), scheme) && (s.Signer == 1 || rotated && scheme != V1 && scheme != V2)
		})
		if !by {
			return false
		}
	}
	return true
}

// bySchemes names the certificate of each scheme.
func (c *checklist) bySchemes() string {
	var parts []string
	for i := range c.file.Signatures {
		s := &c.file.Signatures[i]
		parts = append(parts, joined(s.Schemes())+": "+s.MD5)
	}
	return strings.Join(parts, ", ")
}

func joined(schemes []Scheme) string {
	names := make([]string, len(schemes))
	for i, s := range schemes {
		names[i] = string(s)
	}
	return strings.Join(names, " + ")
}
