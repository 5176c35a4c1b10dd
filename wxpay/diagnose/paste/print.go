package paste

import (
	"bytes"
	"regexp"

	"wxlens/wxpay/message"
)

var (
	printStart = regexp.MustCompile(`^(?:map\[[A-Za-z_][A-Za-z0-9_-]*:|Array[ \t]*\r?\n?[ \t]*\(\s*\[[A-Za-z_])`)
	goName     = regexp.MustCompile(`(?:^| )([A-Za-z_][A-Za-z0-9_-]*):`)
	phpMember  = regexp.MustCompile(`\[([A-Za-z_][A-Za-z0-9_-]*)\] => ([^\r\n]*)`)
)

// readPrint reads a map as Go and an array as PHP print them.
func readPrint(r *reader, at []int) int {
	start := at[0]
	rest := r.src[start:min(len(r.src), start+maxMatch)]
	l := message.LiteralText{Literal: message.Literal{Start: start}}
	if rest[0] == 'm' {
		end := bytes.IndexAny(rest, "]\n")
		if end < 0 || rest[end] == '\n' {
			r.charge(len(rest))
			return start
		}
		inner := rest[len("map["):end]
		names := goName.FindAllSubmatchIndex(inner, -1)
		for i, n := range names {
			next := len(inner)
			if i+1 < len(names) {
				next = names[i+1][0]
			}
			l.Members = append(l.Members, printed(inner[n[2]:n[3]], inner[n[1]:next]))
		}
		l.End = start + end + 1
	} else {
		end := bytes.Index(rest, []byte("\n)"))
		if end < 0 {
			r.charge(len(rest))
			return start
		}
		for _, m := range phpMember.FindAllSubmatch(rest[:end], -1) {
			l.Members = append(l.Members, printed(m[1], m[2]))
		}
		l.End = start + end + len("\n)")
	}
	t := &told{r: r, src: r.src, text: &l}
	form := t.object(&l.Literal, r.labelled(start))
	if form == "" {
		r.charge(l.End - start)
		return start
	}
	r.piece(form, start, l.End)
	return l.End
}

func printed(name, value []byte) message.LiteralMember {
	return message.LiteralMember{Name: string(name), Value: message.Literal{Kind: message.LiteralString, Text: string(value)}}
}
