package android

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"wxlens/wxpay"
)

// packageForm is that of an application id (Android Studio, application ID).
var packageForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+$`)

// packageName compares the application id with the registered one.
func (c *checklist) packageName() {
	m := c.manifest()
	switch want := c.known.Package; {
	case want != "" && !packageForm.MatchString(want):
		c.fail(CheckPackageName, ReasonPackageForm, "", want)
	case m == nil && want == "":
		c.skip(CheckPackageName, c.without(), "applicationId", "")
	case m == nil:
		c.skip(CheckPackageName, c.without(), want, "")
	case want == "":
		c.skip(CheckPackageName, ReasonNoPackageGiven, "", m.Package)
	case want != m.Package:
		c.fail(CheckPackageName, ReasonOtherPackage, want, m.Package)
	default:
		c.pass(CheckPackageName, want, m.Package)
	}
}

func (c *checklist) manifest() *Manifest {
	if c.file == nil {
		return nil
	}
	return c.file.Manifest
}

// without says why there is no manifest.
func (c *checklist) without() wxpay.Reason {
	if c.file != nil && c.file.ManifestErr != nil {
		return ReasonManifestDamaged
	}
	return ReasonNoManifest
}

// API levels that bring rules for the activity and for seeing WeChat.
const (
	sdkVisible  = 30 // Android 11: package visibility
	sdkExported = 31 // Android 12: android:exported must be said
	sdkFilters  = 33 // Android 13: explicit intents must match the filters
)

// activity checks what WeChat opens with the result, and whether WeChat can be
// opened at all.
func (c *checklist) activity() {
	m := c.manifest()
	if m == nil {
		name := c.known.Package
		if !packageForm.MatchString(name) {
			name = "<applicationId>"
		}
		c.skip(CheckActivity, c.without(), EntryName(name), "")
		c.skip(CheckExported, c.without(), `android:exported="true"`, "")
		c.skip(CheckLaunchMode, c.without(), `android:launchMode="singleTask"`, "")
		c.skip(CheckIntentFilter, c.without(), "", "")
		c.skip(CheckQueries, c.without(), `<queries><package android:name="`+Wechat+`"/></queries>`, "")
		c.skip(CheckDebuggable, c.without(), `android:debuggable="false"`, "")
		return
	}
	want := EntryName(m.Package)
	at := slices.IndexFunc(m.Activities, func(a Activity) bool { return a.Name == want })
	switch {
	case at >= 0:
		c.pass(CheckActivity, want, want)
		c.entry(m, &m.Activities[at])
	case len(m.Activities) > 0:
		c.fail(CheckActivity, ReasonElsewhere, want, m.Activities[0].Name)
	default:
		c.fail(CheckActivity, ReasonNoActivity, want, "")
	}
	target := "targetSdkVersion " + strconv.Itoa(m.TargetSDK)
	switch {
	case m.TargetSDK >= sdkVisible && !m.Queries:
		c.fail(CheckQueries, ReasonNoQueries, `<queries><package android:name="`+Wechat+`"/></queries>`, target)
	default:
		c.pass(CheckQueries, Wechat, Wechat)
	}
	if m.Debuggable {
		c.fail(CheckDebuggable, ReasonDebuggable, `android:debuggable="false"`, `android:debuggable="true"`)
	} else {
		c.pass(CheckDebuggable, `android:debuggable="false"`, `android:debuggable="false"`)
	}
}

// entry checks the activity itself.
func (c *checklist) entry(m *Manifest, a *Activity) {
	const want = `android:exported="true"`
	exported := `android:exported="` + a.Exported + `"`
	switch {
	case a.Disabled:
		c.fail(CheckExported, ReasonDisabled, `android:enabled="true"`, `android:enabled="false"`)
	case a.Exported == "false":
		c.fail(CheckExported, ReasonNotExported, want, exported)
	case a.Exported != "true" && (m.TargetSDK >= sdkExported || a.Filters == 0):
		c.fail(CheckExported, ReasonExportedUnsaid, want, "")
	case a.Permission != "":
		c.fail(CheckExported, ReasonPermission, "", `android:permission="`+a.Permission+`"`)
	default:
		c.pass(CheckExported, want, exported)
	}
	mode := strings.Trim(a.LaunchMode+" "+a.TaskAffinity, " ")
	if (a.LaunchMode == "singleTask" || a.LaunchMode == "singleTop") && (a.TaskAffinity == "" || a.TaskAffinity == m.Package) {
		c.pass(CheckLaunchMode, "singleTask", mode)
	} else {
		c.skip(CheckLaunchMode, ReasonLaunchMode, "singleTask", mode)
	}
	switch {
	case a.Filters > 0 && m.TargetSDK >= sdkFilters:
		c.fail(CheckIntentFilter, ReasonFilters, "0", strconv.Itoa(a.Filters))
	case a.Filters > 0:
		c.skip(CheckIntentFilter, ReasonFilters, "0", strconv.Itoa(a.Filters))
	default:
		c.pass(CheckIntentFilter, "0", "0")
	}
}
