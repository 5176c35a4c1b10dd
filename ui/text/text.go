// Package text is the catalogue of everything that people read, in Chinese and
// English. A missing entry does not compile or fails a test. Protocol words are
// never translated. catalog and flow hold the texts of their own data.
package text

import "wxlens/wxpay"

// Text is the catalogue in one language.
type Text struct {
	Lang wxpay.Lang

	Checks  map[wxpay.CheckName]string
	Reasons map[wxpay.Reason]Advice
	Steps   map[wxpay.StepName]string // of a trace

	CLI CLI
	TUI TUI
}

// Advice tells why something failed and what to do about it.
type Advice struct {
	Why string
	Do  string // may be empty where nothing is to be done
}

// In returns the catalogue in a language.
func In(lang wxpay.Lang) *Text {
	if lang == wxpay.Chinese {
		return &zh
	}
	return &en
}
