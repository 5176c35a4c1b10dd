// Package keys is the one table of keys. Hints, help and tests are read from it.
package keys

import (
	"slices"
)

// Action is something a key does. Its name is the key of its texts.
type Action string

const (
	Up       Action = "up"
	Down     Action = "down"
	First    Action = "first"
	Last     Action = "last"
	PageUp   Action = "page-up"
	PageDown Action = "page-down"

	NextPanel Action = "next-panel"
	PrevPanel Action = "previous-panel"
	Panel1    Action = "orders"
	Panel2    Action = "inbox"
	Panel3    Action = "flow"
	Panel4    Action = "profiles"
	Panel5    Action = "detail"
	Panel6    Action = "timeline"
	PrevTab   Action = "previous-tab"
	NextTab   Action = "next-tab"
	Open      Action = "open"
	Back      Action = "back"
	Zoom      Action = "zoom"

	Step    Action = "step"
	RunAll  Action = "run-all"
	NewRun  Action = "new-run"
	Client  Action = "client"
	Again   Action = "again"
	Edit    Action = "edit"
	Bytes   Action = "bytes"
	Secrets Action = "secrets"
	Copy    Action = "copy"
	Filter  Action = "filter"

	Resend    Action = "resend"
	Trials    Action = "trials"
	Mistake   Action = "mistake"
	EditSend  Action = "edit-send"
	Mark      Action = "mark"
	NextMark  Action = "next-mark"
	Note      Action = "note"
	Compare   Action = "compare"
	Export    Action = "export"
	Target    Action = "target"
	Group     Action = "group"
	Following Action = "follow"
	Tunnel    Action = "tunnel"

	OpenNgrok   Action = "open-ngrok"
	OpenDirect  Action = "open-direct"
	CloseTunnel Action = "close-tunnel"
	Retry       Action = "retry"
	SelfTest    Action = "self-test"
	Diagnose    Action = "diagnose"
	Restrict    Action = "restrict"
	CopyURL     Action = "copy-url"
	Prune       Action = "prune"

	PayOrder       Action = "pay-order"
	FailOrder      Action = "fail-order"
	CancelOrder    Action = "cancel-order"
	RefundSuccess  Action = "refund-success"
	RefundAbnormal Action = "refund-abnormal"
	RefundClosed   Action = "refund-closed"
	SendAgain      Action = "send-again"
	MoveClock      Action = "move-clock"
	NextRefund     Action = "next-refund"
	PlantFault     Action = "plant-fault"
	Rotate         Action = "rotate"
	Forget         Action = "forget"
	Menu           Action = "menu"
	Earlier        Action = "earlier"
	Later          Action = "later"

	Bench        Action = "bench"
	DiagnoseThis Action = "diagnose-this"
	Decode       Action = "decode"
	Ask          Action = "ask"
	Write        Action = "write"
	OpenFile     Action = "open-file"
	Clear        Action = "clear"
	SaveCase     Action = "save-case"
	Bundle       Action = "bundle"
	Program      Action = "program"
	ToDifference Action = "to-difference"

	Compose    Action = "compose"
	Send       Action = "send"
	NewCall    Action = "new-call"
	SavedCalls Action = "saved-calls"
	History    Action = "history"
	Save       Action = "save"
	Duplicate  Action = "duplicate"
	ByHand     Action = "by-hand"
	AllFields  Action = "all-fields"
	FromCurl   Action = "from-curl"
	Remove     Action = "remove"

	Bills     Action = "bills"
	Fetch     Action = "fetch"
	Sort      Action = "sort"
	Reconcile Action = "reconcile"
	PlanBills Action = "plan-bills"
	Configure Action = "configure"

	Command  Action = "command"
	Help     Action = "help"
	Language Action = "language"
	Mouse    Action = "mouse"
	Quit     Action = "quit"
	Cancel   Action = "cancel"
	Suspend  Action = "suspend"

	Accept    Action = "accept"
	NextField Action = "next-field"
	PrevField Action = "previous-field"
	Left      Action = "left"
	Right     Action = "right"
	Yes       Action = "yes"
	No        Action = "no"
)

// Scope is where a key works.
type Scope uint8

const (
	Always     Scope = iota // everywhere, text fields included
	Global                  // everywhere but in dialogs and text fields
	Run                     // where a step is at hand, not a delivery
	List                    // orders and inbox
	Deliveries              // the inbox, and a delivery in the detail
	Field                   // a text being typed
	Dialog
	Question
	Search  // a text being typed over the list that it searches
	Sandbox // the screen of the sandbox
	Link    // the screen of the tunnel
	Failure // where a check may have failed
	Reading // the bench
	Writing // a text of many lines being typed there

	Composing   // the composer
	ComposeText // while something is typed there
	ComposeBody // a body of many lines
	Removing    // a list of what may be removed

	Billing     // the bills
	Asking      // a form that is turned by keys
	Merchants   // the list of profiles, and one in the detail
	Configuring // how SDKs are configured for one
	App         // what was found of an Android app
	AppTyping   // a field above it
)

// Row binds keys to an action in a scope.
type Row struct {
	Action Action
	Scope  Scope
	Keys   []string // as Bubble Tea names them; the first is shown in hints
	Hint   bool     // offered at the bottom of the screen
}

var table = []Row{
	{Cancel, Always, []string{"ctrl+c"}, false},
	{Secrets, Always, []string{"ctrl+g"}, false},
	{Suspend, Always, []string{"ctrl+z"}, false},

	{Step, Global, []string{"s"}, true},
	{RunAll, Global, []string{"S"}, true},
	{Edit, Run, []string{"e"}, true},
	{Again, Run, []string{"r"}, true},
	{Mistake, Run, []string{"B"}, true},
	{NewRun, Global, []string{"n"}, true},
	{Client, Global, []string{"c"}, false},
	{Bytes, Global, []string{"b"}, true},
	{Copy, Global, []string{"y"}, true},
	{Open, Global, []string{"enter"}, false},
	{Back, Global, []string{"esc"}, false},
	{Up, Global, []string{"up", "k"}, false},
	{Down, Global, []string{"down", "j"}, false},
	{First, Global, []string{"g", "home"}, false},
	{Last, Global, []string{"G", "end"}, false},
	{PageUp, Global, []string{"pgup", "ctrl+u"}, false},
	{PageDown, Global, []string{"pgdown", "ctrl+d"}, false},
	{NextPanel, Global, []string{"tab"}, true},
	{PrevPanel, Global, []string{"shift+tab"}, false},
	{PrevTab, Global, []string{"[", "left", "h"}, false},
	{NextTab, Global, []string{"]", "right", "l"}, true},
	{Panel1, Global, []string{"1"}, false},
	{Panel2, Global, []string{"2"}, false},
	{Panel3, Global, []string{"3"}, false},
	{Panel4, Global, []string{"4"}, false},
	{Panel5, Global, []string{"5"}, false},
	{Panel6, Global, []string{"6"}, false},
	{Zoom, Global, []string{"z"}, true},
	{Tunnel, Global, []string{"t"}, true},
	{Bench, Global, []string{"7"}, true},
	{Compose, Global, []string{"8"}, true},
	{Bills, Global, []string{"9"}, true},
	{Command, Global, []string{":"}, true},
	{Language, Global, []string{"L"}, false},
	{Mouse, Global, []string{"%"}, false},
	{Help, Global, []string{"?", "f1"}, true},
	{Quit, Global, []string{"q"}, true},

	{DiagnoseThis, Failure, []string{"d"}, true},
	{Decode, Failure, []string{"E"}, true},

	{Filter, List, []string{"/"}, true},

	{Resend, Deliveries, []string{"r"}, true},
	{Trials, Deliveries, []string{"R"}, true},
	{EditSend, Deliveries, []string{"e"}, true},
	{Target, Deliveries, []string{"f"}, true},
	{Mark, Deliveries, []string{"m"}, true},
	{NextMark, Deliveries, []string{"'"}, false},
	{Note, Deliveries, []string{";"}, false},
	{Compare, Deliveries, []string{"="}, true},
	{Export, Deliveries, []string{"x"}, true},
	{Group, Deliveries, []string{"a"}, false},
	{Following, Deliveries, []string{"F"}, false},

	{Accept, Field, []string{"enter"}, true},
	{Back, Field, []string{"esc"}, true},
	{NextField, Field, []string{"tab", "down"}, true},
	{PrevField, Field, []string{"shift+tab", "up"}, false},

	{Accept, Dialog, []string{"enter"}, true},
	{Back, Dialog, []string{"esc", "q"}, true},
	{Up, Dialog, []string{"up", "k"}, false},
	{Down, Dialog, []string{"down", "j"}, false},
	{First, Dialog, []string{"g", "home"}, false},
	{Last, Dialog, []string{"G", "end"}, false},
	{PageUp, Dialog, []string{"pgup", "ctrl+u"}, false},
	{PageDown, Dialog, []string{"pgdown", "ctrl+d"}, false},
	{Left, Dialog, []string{"left", "h", "["}, false},
	{Right, Dialog, []string{"right", "l", "]", "tab"}, false},

	{Yes, Question, []string{"y", "enter"}, true},
	{No, Question, []string{"n", "esc", "q"}, true},

	{Back, Search, []string{"esc", "f1"}, true},
	{Accept, Search, []string{"enter"}, true},
	{Up, Search, []string{"up"}, false},
	{Down, Search, []string{"down"}, false},
	{PageUp, Search, []string{"pgup"}, false},
	{PageDown, Search, []string{"pgdown"}, false},

	{Menu, Sandbox, []string{"enter"}, true},
	{PayOrder, Sandbox, []string{"p"}, true},
	{FailOrder, Sandbox, []string{"f"}, true},
	{CancelOrder, Sandbox, []string{"x"}, true},
	{RefundSuccess, Sandbox, []string{"1"}, true},
	{RefundAbnormal, Sandbox, []string{"2"}, true},
	{RefundClosed, Sandbox, []string{"3"}, true},
	{SendAgain, Sandbox, []string{"n"}, true},
	{MoveClock, Sandbox, []string{"t"}, true},
	{Back, Sandbox, []string{"esc", "q"}, true},
	{NextRefund, Sandbox, []string{"o"}, true},
	{PlantFault, Sandbox, []string{"F"}, true},
	{PlanBills, Sandbox, []string{"b"}, true},
	{Rotate, Sandbox, []string{"R"}, true},
	{Forget, Sandbox, []string{"X"}, true},
	{Earlier, Sandbox, []string{"["}, true},
	{Later, Sandbox, []string{"]"}, true},
	{Up, Sandbox, []string{"up", "k"}, false},
	{Down, Sandbox, []string{"down", "j"}, false},
	{First, Sandbox, []string{"g", "home"}, false},
	{Last, Sandbox, []string{"G", "end"}, false},
	{PageUp, Sandbox, []string{"pgup", "ctrl+u"}, false},
	{PageDown, Sandbox, []string{"pgdown", "ctrl+d"}, false},
	{Language, Sandbox, []string{"L"}, false},
	{Help, Sandbox, []string{"?", "f1"}, true},

	{OpenNgrok, Link, []string{"n"}, true},
	{OpenDirect, Link, []string{"d"}, true},
	{CloseTunnel, Link, []string{"c"}, true},
	{Retry, Link, []string{"r"}, true},
	{SelfTest, Link, []string{"v"}, true},
	{Diagnose, Link, []string{"D"}, true},
	{CopyURL, Link, []string{"y"}, true},
	{Target, Link, []string{"f"}, true},
	{Restrict, Link, []string{"i"}, true},
	{Prune, Link, []string{"p"}, true},
	{Back, Link, []string{"esc", "q"}, true},
	{Up, Link, []string{"up", "k"}, false},
	{Down, Link, []string{"down", "j"}, false},
	{First, Link, []string{"g", "home"}, false},
	{Last, Link, []string{"G", "end"}, false},
	{PageUp, Link, []string{"pgup", "ctrl+u"}, false},
	{PageDown, Link, []string{"pgdown", "ctrl+d"}, false},
	{Language, Link, []string{"L"}, false},
	{Help, Link, []string{"?", "f1"}, true},

	{Write, Reading, []string{"e", "enter"}, true},
	{Ask, Reading, []string{"r", "ctrl+r"}, true},
	{Copy, Reading, []string{"y"}, true},
	{ToDifference, Reading, []string{"="}, true},
	{SaveCase, Reading, []string{"ctrl+s"}, true},
	{Program, Reading, []string{"p"}, true},
	{Bundle, Reading, []string{"ctrl+b"}, false},
	{NextTab, Reading, []string{"]", "tab", "right", "l"}, true},
	{PrevTab, Reading, []string{"[", "shift+tab", "left", "h"}, false},
	{Back, Reading, []string{"esc", "q"}, true},
	{Clear, Reading, []string{"ctrl+l"}, true},
	{OpenFile, Reading, []string{"ctrl+o"}, true},
	{Up, Reading, []string{"up", "k"}, false},
	{Down, Reading, []string{"down", "j"}, false},
	{First, Reading, []string{"g", "home"}, false},
	{Last, Reading, []string{"G", "end"}, false},
	{PageUp, Reading, []string{"pgup", "ctrl+u"}, false},
	{PageDown, Reading, []string{"pgdown", "ctrl+d"}, false},
	{Language, Reading, []string{"L"}, false},
	{Help, Reading, []string{"?", "f1"}, true},

	{Ask, Writing, []string{"ctrl+r", "ctrl+enter"}, true},
	{NextTab, Writing, []string{"tab"}, true},
	{PrevTab, Writing, []string{"shift+tab"}, false},
	{Back, Writing, []string{"esc"}, true},
	{Clear, Writing, []string{"ctrl+l"}, true},
	{OpenFile, Writing, []string{"ctrl+o"}, true},
	{Help, Writing, []string{"f1"}, true},

	{Edit, Composing, []string{"enter", "e"}, true},
	{Send, Composing, []string{"r", "ctrl+r"}, true},
	{NewCall, Composing, []string{"n"}, true},
	{History, Composing, []string{"H"}, true},
	{SavedCalls, Composing, []string{"o"}, true},
	{Save, Composing, []string{"ctrl+s"}, true},
	{Copy, Composing, []string{"y"}, true},
	{ByHand, Composing, []string{"w"}, true},
	{AllFields, Composing, []string{"a"}, true},
	{FromCurl, Composing, []string{"i"}, true},
	{Duplicate, Composing, []string{"D"}, false},
	{Bytes, Composing, []string{"b"}, false},
	{NextTab, Composing, []string{"]", "tab", "right", "l"}, true},
	{PrevTab, Composing, []string{"[", "shift+tab", "left", "h"}, false},
	{Up, Composing, []string{"up", "k"}, false},
	{Down, Composing, []string{"down", "j"}, false},
	{First, Composing, []string{"g", "home"}, false},
	{Last, Composing, []string{"G", "end"}, false},
	{PageUp, Composing, []string{"pgup", "ctrl+u"}, false},
	{PageDown, Composing, []string{"pgdown", "ctrl+d"}, false},
	{Language, Composing, []string{"L"}, false},
	{Back, Composing, []string{"esc", "q"}, true},
	{Help, Composing, []string{"?", "f1"}, true},

	{Send, ComposeText, []string{"ctrl+r", "ctrl+enter"}, true},
	{Save, ComposeText, []string{"ctrl+s"}, true},

	{Back, ComposeBody, []string{"esc"}, true},
	{Help, ComposeBody, []string{"f1"}, true},

	{Remove, Removing, []string{"ctrl+x"}, true},

	{Open, Billing, []string{"enter"}, true},
	{Fetch, Billing, []string{"n"}, true},
	{SavedCalls, Billing, []string{"o"}, true},
	{Reconcile, Billing, []string{"="}, true},
	{Filter, Billing, []string{"/"}, true},
	{Sort, Billing, []string{"s"}, true},
	{Copy, Billing, []string{"y"}, true},
	{OpenFile, Billing, []string{"ctrl+o"}, true},
	{NextTab, Billing, []string{"]", "tab"}, true},
	{PrevTab, Billing, []string{"[", "shift+tab"}, false},
	{Left, Billing, []string{"left", "h"}, false},
	{Right, Billing, []string{"right", "l"}, false},
	{Up, Billing, []string{"up", "k"}, false},
	{Down, Billing, []string{"down", "j"}, false},
	{First, Billing, []string{"g", "home"}, false},
	{Last, Billing, []string{"G", "end"}, false},
	{PageUp, Billing, []string{"pgup", "ctrl+u"}, false},
	{PageDown, Billing, []string{"pgdown", "ctrl+d"}, false},
	{Language, Billing, []string{"L"}, false},
	{Back, Billing, []string{"esc", "q"}, true},
	{Help, Billing, []string{"?", "f1"}, true},

	{Edit, Asking, []string{"e"}, true},
	{Configure, Merchants, []string{"p"}, true},

	{Copy, Configuring, []string{"y"}, true},
	{NextTab, Configuring, []string{"]", "tab", "right", "l", "p"}, true},
	{PrevTab, Configuring, []string{"[", "shift+tab", "left", "h"}, false},
	{Back, Configuring, []string{"esc", "q"}, true},
	{Up, Configuring, []string{"up", "k"}, false},
	{Down, Configuring, []string{"down", "j"}, false},
	{First, Configuring, []string{"g", "home"}, false},
	{Last, Configuring, []string{"G", "end"}, false},
	{PageUp, Configuring, []string{"pgup", "ctrl+u"}, false},
	{PageDown, Configuring, []string{"pgdown", "ctrl+d"}, false},
	{Language, Configuring, []string{"L"}, false},
	{Help, Configuring, []string{"?", "f1"}, true},

	{Copy, App, []string{"y"}, true},
	{Write, App, []string{"e", "enter", "tab"}, true},
	{Back, App, []string{"esc", "q"}, true},
	{Up, App, []string{"up", "k"}, false},
	{Down, App, []string{"down", "j"}, false},
	{First, App, []string{"g", "home"}, false},
	{Last, App, []string{"G", "end"}, false},
	{PageUp, App, []string{"pgup", "ctrl+u"}, false},
	{PageDown, App, []string{"pgdown", "ctrl+d"}, false},
	{Language, App, []string{"L"}, false},
	{Help, App, []string{"?", "f1"}, true},

	{Accept, AppTyping, []string{"enter"}, true},
	{NextField, AppTyping, []string{"tab", "down"}, true},
	{PrevField, AppTyping, []string{"shift+tab", "up"}, false},
	{Copy, AppTyping, []string{"ctrl+y"}, true},
	{Back, AppTyping, []string{"esc"}, true},
	{PageUp, AppTyping, []string{"pgup"}, false},
	{PageDown, AppTyping, []string{"pgdown"}, false},
	{Help, AppTyping, []string{"f1"}, true},
}

// Chain is a list of scopes, the innermost first.
type Chain []Scope

// Resolve returns what a key does.
func (c Chain) Resolve(key string) (Action, bool) {
	for _, scope := range c {
		for i := range table {
			if table[i].Scope == scope && slices.Contains(table[i].Keys, key) {
				return table[i].Action, true
			}
		}
	}
	return "", false
}

// Rows lists the rows of the chain, the innermost scope first.
func (c Chain) Rows() []Row {
	var rows []Row
	for _, scope := range c {
		for i := range table {
			if table[i].Scope == scope {
				rows = append(rows, table[i])
			}
		}
	}
	return rows
}

// KeyOf returns the first key of an action in the chain, "" if it has none.
func (c Chain) KeyOf(a Action) string {
	for _, row := range c.Rows() {
		if row.Action == a {
			return row.Keys[0]
		}
	}
	return ""
}

// All lists the whole table.
func All() []Row { return table }

// Normal returns the key that a Chinese input method hides behind a full-width
// character: outside text fields ？ is ? and Ｓ is S.
func Normal(key string) string {
	runes := []rune(key)
	if len(runes) != 1 {
		return key
	}
	switch r := runes[0]; {
	case r > 0xff00 && r < 0xff5f:
		return string(r - 0xfee0)
	case r == '、':
		return "/"
	case r == '【' || r == '「':
		return "["
	case r == '】' || r == '」':
		return "]"
	}
	return key
}

// Show writes a key as people read it.
func Show(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgdown":
		return "pgdn"
	}
	return key
}
