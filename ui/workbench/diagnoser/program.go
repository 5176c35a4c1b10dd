package diagnoser

import (
	"strings"

	"wxlens/wxpay/diagnose/snippet"
)

// Language is what a program is written in.
type Language = snippet.Language

// Languages are those that programs are written in.
var Languages = snippet.Languages

// LanguageOf finds a language by its name, in any case.
func LanguageOf(name string) (Language, bool) {
	for _, l := range Languages {
		if strings.EqualFold(string(l), name) {
			return l, true
		}
	}
	return "", false
}

// Program is a short program that does right what the case did wrong, with the same
// values and without its keys; ok is false where there is none in that language.
func (q *Question) Program(a *Answer, l Language) (text string, ok bool) {
	return snippet.Of(&q.Case, &a.Diagnosis, l)
}
