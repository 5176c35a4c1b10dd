package journal

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Search calls each with the ids of the requests that came in and hold every one
// of the words, in path, headers or raw body, whatever the case of letters; the
// newest first, until each returns false. It looks at everything that is kept, one
// request in memory at a time.
func (j *Journal) Search(ctx context.Context, words []string, each func(id string) bool) error {
	sought := newSought(words)
	for before, more := int64(math.MaxInt64), true; more; {
		var err error
		if before, more, err = j.searchPage(ctx, sought, before, each); err != nil {
			return j.unread("what is searched", err)
		}
	}
	return nil
}

// searchPageSize bounds the requests that one statement looks at: while it reads,
// the write-ahead log cannot begin anew.
const searchPageSize = 512

// searchPage looks at the requests before a seq and returns the last it looked at.
func (j *Journal) searchPage(ctx context.Context, s *sought, before int64, each func(id string) bool) (last int64, more bool, err error) {
	rows, err := j.db.QueryContext(ctx, `SELECT r.seq, CAST(r.exchange AS BLOB), CAST(r.head AS BLOB), CAST(c.header AS BLOB), c.body
		FROM records AS r LEFT JOIN contents AS c ON c.seq = r.seq
		WHERE r.seq < ? AND r.incoming = 1 AND r.kind IN ('received', 'opened') ORDER BY r.seq DESC LIMIT ?`, before, searchPageSize)
	if err != nil {
		return 0, false, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	n := 0
	var id, head, header, body sql.RawBytes
	for rows.Next() {
		n++
		if err := rows.Scan(&last, &id, &head, &header, &body); err != nil {
			return last, false, err
		}
		found, err := s.in(head, header, body)
		if err != nil {
			return last, false, (&row{seq: last, exchange: string(id)}).unreadable(err)
		}
		if found && !each(string(id)) {
			return last, false, nil
		}
	}
	return last, n == searchPageSize, rows.Err()
}

// sought are words in lower case, and room to fold what they are sought in.
type sought struct {
	words  [][]byte
	ascii  bool // all of them
	folded []byte
	lines  []byte
}

func newSought(words []string) *sought {
	s := &sought{ascii: true}
	for _, w := range words {
		s.ascii = s.ascii && !slices.ContainsFunc([]byte(w), func(b byte) bool { return b >= utf8.RuneSelf })
		if w != "" {
			s.words = append(s.words, []byte(w))
		}
	}
	for i, w := range s.words {
		s.words[i] = slices.Clone(s.fold(w))
	}
	return s
}

// in reports whether every word is in one of the parts of a request.
func (s *sought) in(head, header, body []byte) (bool, error) {
	left := slices.Clone(s.words)
	without := func(part []byte) bool {
		folded := s.fold(part)
		left = slices.DeleteFunc(left, func(w []byte) bool { return bytes.Contains(folded, w) })
		return len(left) == 0
	}
	if without(body) {
		return true, nil
	}
	path, err := pathOf(head)
	if err != nil || without([]byte(path)) {
		return err == nil, err
	}
	if s.lines = s.lines[:0]; header == nil {
		return false, nil
	}
	r := reading{b: header}
	r.members(func(name []byte) {
		key := string(name)
		r.items(func() {
			s.lines = append(append(append(append(s.lines, key...), ": "...), r.text()...), '\n')
		})
	})
	return without(s.lines), r.end()
}

// fold puts letters in lower case. Bytes that are no UTF-8 stay as they are.
func (s *sought) fold(b []byte) []byte {
	s.folded = s.folded[:0]
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case 'A' <= c && c <= 'Z':
			s.folded = append(s.folded, c+'a'-'A')
		case c < utf8.RuneSelf || s.ascii:
			s.folded = append(s.folded, c)
		default:
			r, size := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError {
				s.folded = append(s.folded, b[i:i+size]...)
			} else {
				s.folded = utf8.AppendRune(s.folded, unicode.ToLower(r))
			}
			i += size
			continue
		}
		i++
	}
	return s.folded
}

// pathOf reads the request target of a head.
func pathOf(head []byte) (path string, err error) {
	var e Opened
	in := reading{b: head}
	in.members(func(name []byte) {
		switch string(name) {
		case "o":
			in.opened(&e)
		case "u":
			e.Request.URL = in.text()
		default:
			in.skip()
		}
	})
	return e.Request.URL, in.end()
}
