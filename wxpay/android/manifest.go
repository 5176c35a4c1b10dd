package android

import (
	"strconv"
	"strings"
)

// Manifest is what the checklist needs of AndroidManifest.xml.
type Manifest struct {
	Package    string
	MinSDK     int // 0: it is not said
	TargetSDK  int
	Debuggable bool
	Activities []Activity // those named WXPayEntryActivity, aliases too
	Queries    bool       // com.tencent.mm may be seen
}

// Activity is a declared component that may be opened with the result.
type Activity struct {
	Name         string // full
	Alias        bool
	Exported     string // true, false, empty: not said
	Disabled     bool
	Permission   string
	LaunchMode   string
	TaskAffinity string
	Filters      int // intent filters
}

// EntryActivity is the class that WeChat opens with the result of a payment, below
// the application's id (APP支付 · Android 开发指引).
const EntryActivity = "WXPayEntryActivity"

// EntryName is the full name of that class for a package name.
func EntryName(packageName string) string { return packageName + ".wxapi." + EntryActivity }

// Wechat is WeChat's own package name.
const Wechat = "com.tencent.mm"

// element is a start tag of a manifest. What a resource decides has no value.
type element struct {
	name  string
	attrs map[string]string
}

// reader folds the start and end tags of a manifest.
type reader struct {
	m      Manifest
	open   []string // names of the open elements
	inside bool     // of an activity that counts
}

func (r *reader) within(names ...string) bool {
	if len(r.open) < len(names) {
		return false
	}
	for i, name := range names {
		if r.open[len(r.open)-len(names)+i] != name {
			return false
		}
	}
	return true
}

// start takes a start tag.
func (r *reader) start(e element) {
	a := e.attrs
	switch e.name {
	case "manifest":
		r.m.Package = a["package"]
	case "uses-sdk":
		r.m.MinSDK, _ = strconv.Atoi(a["minSdkVersion"])
		r.m.TargetSDK, _ = strconv.Atoi(a["targetSdkVersion"])
	case "application":
		r.m.Debuggable = a["debuggable"] == "true"
	case "activity", "activity-alias":
		r.activity(e)
	case "intent-filter":
		if n := len(r.m.Activities); r.inside && n > 0 {
			r.m.Activities[n-1].Filters++
		}
	case "package":
		if r.within("manifest", "queries") && a["name"] == Wechat {
			r.m.Queries = true
		}
	case "uses-permission":
		r.m.Queries = r.m.Queries || a["name"] == "android.permission.QUERY_ALL_PACKAGES"
	}
	r.open = append(r.open, e.name)
}

func (r *reader) activity(e element) {
	a := e.attrs
	name := a["name"]
	switch {
	case strings.HasPrefix(name, "."):
		name = r.m.Package + name
	case name != "" && !strings.Contains(name, "."):
		name = r.m.Package + "." + name
	}
	if name != EntryActivity && !strings.HasSuffix(name, "."+EntryActivity) {
		return
	}
	r.inside = true
	r.m.Activities = append(r.m.Activities, Activity{
		Name: name, Alias: e.name == "activity-alias", Exported: a["exported"], Disabled: a["enabled"] == "false", Permission: a["permission"],
		LaunchMode: launchModes[a["launchMode"]], TaskAffinity: a["taskAffinity"],
	})
}

func (r *reader) end() {
	if n := len(r.open); n > 0 {
		if name := r.open[n-1]; name == "activity" || name == "activity-alias" {
			r.inside = false
		}
		r.open = r.open[:n-1]
	}
}

// launchModes by their numbers in a binary manifest.
var launchModes = map[string]string{"": "", "0": "standard", "1": "singleTop", "2": "singleTask", "3": "singleInstance", "4": "singleInstancePerTask"}

// attributeIDs are the resource ids of attributes, which tools that shrink a package
// leave while they drop the names (android.R.attr).
var attributeIDs = map[uint32]string{
	0x01010003: "name", 0x01010006: "permission", 0x0101000e: "enabled", 0x0101000f: "debuggable", 0x01010010: "exported", 0x01010012: "taskAffinity",
	0x0101001d: "launchMode", 0x0101020c: "minSdkVersion", 0x01010270: "targetSdkVersion",
}
