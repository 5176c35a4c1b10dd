package v2

import (
	"slices"

	"wxlens/wxpay"
)

// Trace tells how the signature came about. Lists of fields are shown one
// name=value to a line; the key is secret in every text that ends with it.
func (s Signed) Trace() wxpay.Trace {
	collected := slices.DeleteFunc(slices.Clone(s.fields), isSign)
	full := slices.DeleteFunc(slices.Clone(collected), isEmpty)
	order := signOrder(nil, s.fields)
	sorted := make([]wxpay.Field, len(order))
	for n, i := range order {
		sorted[n] = s.fields[i]
	}
	joined := wxpay.NewText(s.Text.Len(), len(order))
	join(&joined, s.fields, order)

	step, lowerHex := wxpay.StepMD5, wxpay.PlainText(s.digest.hex(s.SignType, "0123456789abcdef"))
	if s.SignType == HMACSHA256 {
		step = wxpay.StepHMAC
	}
	return wxpay.Trace{
		{Name: wxpay.StepCollect, Input: list(s.fields), Output: list(collected)},
		{Name: wxpay.StepDropEmpty, Input: list(collected), Output: list(full), Fields: emptyNames(collected)},
		{Name: wxpay.StepSort, Input: list(full), Output: list(sorted)},
		{Name: wxpay.StepJoin, Input: list(sorted), Output: joined},
		{Name: wxpay.StepAppendKey, Input: joined, Output: s.Text, Fields: []string{"key"}},
		{Name: step, Input: s.Text, Output: lowerHex},
		{Name: wxpay.StepUpperHex, Input: lowerHex, Output: wxpay.PlainText(s.Signature)},
	}
}

func list(fields []wxpay.Field) wxpay.Text {
	text := wxpay.NewText(0, len(fields))
	for _, f := range fields {
		text.Literal(f.Name)
		text.Literal("=")
		text.Value(f.Name, f.Value)
		text.Literal("\n")
	}
	return text
}

func emptyNames(fields []wxpay.Field) (names []string) {
	for _, f := range fields {
		if isEmpty(f) {
			names = append(names, f.Name)
		}
	}
	return names
}
