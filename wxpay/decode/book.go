package decode

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/diagnose"
)

// Book is entries made ready to be looked up.
type Book struct {
	entries []Entry
	codes   map[string][]*Entry // by [spelling]
	whole   map[string][]*Entry // by folded text: what is known only as a text of its own
	names   map[string][]*Entry // by the very spelling: names of exceptions
	phrases []phrase
	starts  map[gram][]int32 // phrases by how they begin
	grams   map[gram][]posting

	once  sync.Once
	shelf shelf
}

// NewBook takes entries, the complete ones of [Entries] and others.
func NewBook(entries []Entry) *Book {
	b := &Book{
		entries: entries, codes: map[string][]*Entry{}, whole: map[string][]*Entry{}, names: map[string][]*Entry{},
		starts: map[gram][]int32{}, grams: map[gram][]posting{},
	}
	for i := range b.entries {
		b.index(&b.entries[i])
	}
	return b
}

// Entries lists the entries of the book, kind by kind. The caller changes nothing.
func (b *Book) Entries() []Entry { return b.entries }

var standard = sync.OnceValue(func() *Book { return NewBook(Entries()) })

// Decode looks through a text with the entries of this package.
func Decode(pasted string) []Finding { return standard().Decode(pasted) }

// Search looks entries of this package up while a query is typed, the best first.
func Search(query string, limit int) []*Entry { return standard().Search(query, limit) }

// Entries returns the entries of this package, complete, kind by kind.
func Entries() []Entry {
	groups := map[Kind][]Entry{
		RequestID: numbers, Message: slices.Concat(ofV3(v3Messages), v2Messages), Client: clients, Library: libraries, Login: logins, Status: statuses,
		V3Code: slices.Concat(bothCodes, v3Codes), V2Code: slices.Concat(inV2(bothCodes), v2Codes),
	}
	var all []Entry
	for _, kind := range Kinds {
		for _, e := range groups[kind] {
			e.Kind, e.Says, e.Mistakes = kind, slices.Clone(e.Says), slices.Clone(e.Mistakes)
			switch kind {
			case V3Code, RequestID:
				e.API = wxpay.V3
			case V2Code:
				e.API = wxpay.V2

			case Status:
				e.alone = true
				e.Status, _ = strconv.Atoi(e.Code)
			case Login:
				e.alone, e.Doc = true, docLogin
			}
			all = append(all, e)
		}
	}
	for i := range all {
		complete(&all[i], all)
	}
	lendSayings(all)
	return all
}

// ofV3 says whose messages they are.
func ofV3(messages []Entry) []Entry {
	messages = slices.Clone(messages)
	for i := range messages {
		messages[i].API = wxpay.V3
	}
	return messages
}

// inV2 returns the codes as V2 spells and documents them. Its failures have HTTP
// status 200.
func inV2(both []Entry) []Entry {
	var v2 []Entry
	for _, e := range both {
		if e.v2 == "" {
			continue
		}
		if e.v2 != e.Code {
			e.Says = append(slices.Clone(e.Says), e.Code)
		}
		e.Code, e.Status, e.Doc = e.v2, 0, docV2
		if e.v2 == "SIGNERROR" {
			e.Doc = docV2Sign
		}
		e.Mistakes = slices.DeleteFunc(slices.Clone(e.Mistakes), func(s diagnose.Slug) bool {
			return strings.HasPrefix(string(s), "v3-") || strings.HasPrefix(string(s), "platform-")
		})
		v2 = append(v2, e)
	}
	return v2
}

// complete fills in what an entry leaves to the code that it is like, and to the
// first of its mistakes.
func complete(e *Entry, all []Entry) {
	if e.like != "" {
		i := slices.IndexFunc(all, func(o Entry) bool { return o.Code == e.like && o.like == "" && (o.Kind == V3Code || o.Kind == V2Code) })
		like := &all[i]
		complete(like, all)
		fill(&e.Title, like.Title)
		fill(&e.Meaning, like.Meaning)
		fill(&e.Cause, like.Cause)
		fill(&e.Fix, like.Fix)
		if e.Doc == "" {
			e.Doc = like.Doc
		}
		if e.Mistakes == nil {
			e.Mistakes = like.Mistakes
		}
	}
	if len(e.Mistakes) == 0 {
		return
	}
	if m, ok := diagnose.Find(e.Mistakes[0]); ok {
		fill(&e.Title, m.Title)
		fill(&e.Cause, m.Explanation)
		fill(&e.Fix, m.Fix)
	}
}

func fill(w *wxpay.Words, from wxpay.Words) {
	if *w == (wxpay.Words{}) {
		*w = from
	}
}

// lendSayings gives the texts by which the diagnoser knows a mistake to the entry
// that tells of it first. Codes have entries of their own.
func lendSayings(all []Entry) {
	said, lent := map[string]bool{}, map[diagnose.Slug]bool{}
	for i := range all {
		for _, s := range all[i].Says {
			said[foldText(s)] = true
		}
	}
	for i := range all {
		e := &all[i]
		if len(e.Mistakes) == 0 || lent[e.Mistakes[0]] || e.Kind != Message && e.Kind != Client && e.Kind != Library {
			continue
		}
		lent[e.Mistakes[0]] = true
		for _, s := range diagnose.Sayings(e.Mistakes[0]) {
			folded := foldText(s)
			if said[folded] || strings.Contains(s, "-1") || !hasHan(s) && !strings.ContainsAny(s, " /") {
				continue // known, a number without its sign, or a code
			}
			said[folded] = true
			e.Says = append(e.Says, s)
		}
	}
}

// Calls lists the calls whose documents name the code, as method and path.
func (e *Entry) Calls() []string {
	if e.Kind != V3Code && e.Kind != V2Code {
		return nil
	}
	return callsOf()[e.API][spelling(e.Code)]
}

// callsOf turns the catalogue's lists of codes round.
var callsOf = sync.OnceValue(func() map[wxpay.API]map[string][]string {
	calls := map[wxpay.API]map[string][]string{wxpay.V3: {}, wxpay.V2: {}}
	for _, endpoint := range catalog.All() {
		if endpoint.Mode == catalog.Partner {
			continue
		}
		for _, code := range endpoint.Refusals() {
			at := spelling(code)
			calls[endpoint.API][at] = append(calls[endpoint.API][at], endpoint.Method+" "+endpoint.Path)
		}
	}
	return calls
})

// index makes an entry findable by its code and its texts.
func (b *Book) index(e *Entry) {
	texts := slices.Clone(e.Says)
	switch e.Kind {
	case Message:
	default:
		texts = append(texts, e.Code)
	}
	for i, s := range e.Says {
		e.Says[i] = strings.TrimPrefix(s, "=")
	}
	for _, s := range texts {
		s, alone := strings.CutPrefix(s, "=")
		switch {
		case s == "":
		case isCode(s):
			at := spelling(s)
			if !slices.Contains(b.codes[at], e) {
				b.codes[at] = append(b.codes[at], e)
			}
			if e.Kind == Library && !alone && !e.alone {
				b.names[s] = append(b.names[s], e)
			}
		case alone || e.alone:
			at := foldText(s)
			b.whole[at] = append(b.whole[at], e)
		default:
			b.addPhrase(e, s)
		}
	}
}

// isCode reports whether a text is one word of letters, digits and underscores, or
// a number.
func isCode(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isWord(c) && !(i == 0 && c == '-' && len(s) > 1) {
			return false
		}
	}
	return true
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// spelling brings the spellings of a code together: case and underscores do not
// count.
func spelling(code string) string { return strings.ToUpper(unseparated.Replace(code)) }

var unseparated = strings.NewReplacer("_", "", " ", "")
