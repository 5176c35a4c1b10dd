package v2

import (
	"errors"
	"fmt"

	"wxlens/wxpay"
)

// XMLError says where and why a body is not a V2 message. It holds names and
// places, never a value or a piece of the body, so that it can be logged.
type XMLError struct {
	Reason wxpay.Reason
	Line   int    // 1-based
	Byte   int    // offset into the body
	Field  string // element concerned, if any; always a legal name
	Detail string // the fault in a few words
}

func (e *XMLError) Error() string {
	text := fmt.Sprintf("xml: line %d, byte %d: %s", e.Line, e.Byte, e.Reason)
	if e.Field != "" {
		text += ": field " + e.Field
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	return text
}

// Malformed makes the failed check of a message that [Parse] refused.
func Malformed(err error) wxpay.Check {
	reason := wxpay.ReasonNotXML
	if x := (*XMLError)(nil); errors.As(err, &x) {
		reason = x.Reason
	}
	return wxpay.Fail(wxpay.CheckWellFormed, reason, "XML", err.Error())
}
