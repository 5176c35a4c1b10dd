package keys

import (
	"slices"
	"testing"

	"wxlens/ui/text"
	"wxlens/wxpay"
)

func chains() []Chain {
	return []Chain{{Failure, List, Run, Global, Always}, {Failure, Run, Global, Always}, {Failure, Deliveries, List, Global, Always}, {Failure, Deliveries, Global, Always}, {Failure, Sandbox, Always}, {Reading, Always}, {Writing, Always}, {Field, Always}, {Dialog, Always}, {Question, Always}, {Search, Always}, {Link, Always}, {Failure, Composing, Always}, {ComposeText, Field, Always}, {ComposeText, ComposeBody, Always}, {Removing, Search, Always}, {Failure, Billing, Always}, {Asking, Dialog, Always}, {Merchants, Failure, Run, Global, Always}, {Configuring, Always}, {App, Always}, {AppTyping, Always}}
}

func TestNoKeyTwiceInAChain(t *testing.T) {
	for _, chain := range chains() {
		seen := map[string]Action{}
		for _, row := range chain.Rows() {
			for _, key := range row.Keys {
				if other, twice := seen[key]; twice {
					t.Errorf("%q is bound to %s and %s", key, other, row.Action)
				}
				seen[key] = row.Action
			}
		}
	}
}

func TestEveryRowIsReachableAndHasTexts(t *testing.T) {
	var reachable []Row
	for _, chain := range chains() {
		reachable = append(reachable, chain.Rows()...)
	}
	for _, row := range All() {
		if len(row.Keys) == 0 {
			t.Errorf("%s has no key", row.Action)
		}
		if !slices.ContainsFunc(reachable, func(r Row) bool { return r.Action == row.Action && r.Scope == row.Scope }) {
			t.Errorf("%s in scope %d is in no chain", row.Action, row.Scope)
		}
		for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
			words, ok := text.In(lang).TUI.Actions[string(row.Action)]
			if !ok || words.Short == "" || words.Long == "" {
				t.Errorf("%s has no text in %s", row.Action, lang)
			}
		}
	}
	for name := range text.In(wxpay.English).TUI.Actions {
		if !slices.ContainsFunc(All(), func(r Row) bool { return string(r.Action) == name }) {
			t.Errorf("the text of %q belongs to no action", name)
		}
	}
}

func TestNoPrintableKeyWhileTyping(t *testing.T) {
	for _, row := range All() {
		if row.Scope != Field && row.Scope != Always && row.Scope != Search && row.Scope != Writing && row.Scope != ComposeText && row.Scope != ComposeBody && row.Scope != Removing && row.Scope != AppTyping {
			continue
		}
		for _, key := range row.Keys {
			if len([]rune(key)) == 1 {
				t.Errorf("%q of %s cannot be typed any more", key, row.Action)
			}
		}
	}
}

func TestFullWidthKeys(t *testing.T) {
	for in, want := range map[string]string{"？": "?", "：": ":", "／": "/", "、": "/", "ｓ": "s", "Ｇ": "G", "１": "1", "％": "%", "［": "[", "enter": "enter", "s": "s", "微": "微"} {
		if got := Normal(in); got != want {
			t.Errorf("%q is taken as %q", in, got)
		}
	}
}
